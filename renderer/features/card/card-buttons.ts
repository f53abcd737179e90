/** Which of the team's buttons the card repeats, and which of them is the next step. */
import { isFor, isOn, placeOf, standsAt } from '#shared/engine/buttons.ts';
import type { ButtonBody } from '#shared/model/preset.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export interface CardButtons {
  /** The one filled button: what leads the deal on. */
  next: ButtonBody | null;
  others: ButtonBody[];
}

export function cardButtons(buttons: readonly ButtonBody[], { deal, hasClientPhoto }: Pick<ConversationView, 'deal' | 'hasClientPhoto'>, roleId: string | null): CardButtons {
  if (deal === null) return { next: null, others: [] };
  const here = buttons
    .filter((button) => isOn(button) && isFor(button, roleId) && standsAt(button, placeOf(deal)))
    .filter((button) => !button.needsPhoto || hasClientPhoto)
    .filter((button) => button.actions.some((action) => action.do === 'move' || action.do === 'draft' || action.do === 'savePhotos' || action.do === 'removeContact'))
    .toSorted((a, b) => a.order - b.order);
  const next = here.find((button) => leadsOn(button, deal.stageId)) ?? null;
  return { next, others: here.filter((button) => button !== next) };
}

/** Moves on without asking why: losing and removing do not lead a deal anywhere. */
function leadsOn(button: ButtonBody, stageId: string): boolean {
  const to = nextStageOf(button);
  return to !== null && to !== stageId && !button.ask.includes('lostReason') && button.key !== null && /^[1-9]$/.test(button.key);
}

export function nextStageOf(button: ButtonBody): string | null {
  return button.actions.find((action) => action.do === 'move')?.stage ?? null;
}
