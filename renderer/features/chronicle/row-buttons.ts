/** Which of the preset's buttons a chronicle row offers: those of its stage that answer to a digit. */
import type { ActionId } from '#renderer/ui/keys/actions.ts';
import { isFor, isOn, standsAt } from '#shared/engine/buttons.ts';
import type { ButtonBody, StageBody } from '#shared/model/preset.ts';

export interface RowButton {
  button: ButtonBody;
  /** What its key runs; the open conversation answers to it. */
  action: ActionId;
}

/** In the order of their keys. A row without a deal offers none; buttons that need a client's photo are left to the conversation, which knows. */
export function rowButtons(buttons: readonly ButtonBody[], funnelId: string | null, stage: StageBody | null, roleId: string | null): RowButton[] {
  if (stage === null || roleId === null || funnelId === null) return [];
  const place = { ...stage, funnelId };
  return buttons
    .filter((button) => button.key !== null && /^[1-9]$/.test(button.key) && !button.needsPhoto && isOn(button) && isFor(button, roleId) && standsAt(button, place))
    .toSorted((a, b) => Number(a.key) - Number(b.key))
    .map((button) => ({ button, action: `button.${button.key}` as ActionId }));
}
