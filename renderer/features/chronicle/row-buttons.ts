/** Which of the preset's buttons a chronicle row offers: those of its stage that answer to a digit. */
import type { ActionId } from '#renderer/ui/keys/actions.ts';
import type { ButtonBody, StageBody } from '#shared/model/preset.ts';

export interface RowButton {
  button: ButtonBody;
  /** What its key runs; the open conversation answers to it. */
  action: ActionId;
}

/** In the order of their keys. A row without a deal offers none; buttons that need a client's photo are left to the conversation, which knows. */
export function rowButtons(buttons: readonly ButtonBody[], funnelId: string | null, stage: StageBody | null, roleId: string | null): RowButton[] {
  if (stage === null || roleId === null) return [];
  return buttons
    .filter((button) => button.key !== null && /^[1-9]$/.test(button.key) && button.funnel === funnelId && !button.needsPhoto && button.roles.includes(roleId) && showsIn(button, stage))
    .toSorted((a, b) => Number(a.key) - Number(b.key))
    .map((button) => ({ button, action: `button.${button.key}` as ActionId }));
}

function showsIn(button: ButtonBody, stage: StageBody): boolean {
  return button.stages === 'open' ? stage.kind === 'open' || stage.kind === 'holding' : button.stages.includes(stage.id);
}
