/** Taking: the conversation and its untaken open deals become one seat's, in one decision of the server (mission q3, S17). */
import type { ConversationBody, DealBody } from '#shared/model/bodies.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { Op } from '#shared/engine/ops.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { SeatId } from '#shared/base/ids.ts';
import { activeDeal, isOpenDeal } from '#shared/engine/case.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

/** Whether the actor's seat may have it: the guard is the stored seat itself, read under the lock of the step that writes it. */
export function mayTake(conversation: ConversationBody | null, ctx: DecideContext): Refusal | null {
  if (conversation === null || conversation.removedAt !== null) return refuse('not_found');
  if (ctx.actor.seatId === null) return refuse('no_seat');
  if (conversation.seatId !== null && conversation.seatId !== ctx.actor.seatId) return refuse('taken_by_other', { seatId: conversation.seatId });
  return null;
}

/** Operations that give conversation and deals to a seat; none when it holds them already. `deals`: of the conversation. */
export function seatOps(conversation: ConversationBody, deals: readonly DealBody[], seatId: SeatId, type: 'taken' | 'reassigned', ctx: DecideContext): Op[] {
  if (conversation.seatId === seatId) return [];
  const deal = activeDeal(deals, conversation.id);
  return [
    patch('conversation', conversation.id, { seatId, takenAt: ctx.at }),
    ...deals.filter((row) => movesWith(row, conversation)).map((row) => patch('deal', row.id, { seatId })),
    { op: 'event', event: { type, conversationId: conversation.id, dealId: deal?.id ?? null, funnelId: deal?.funnelId ?? null, stageId: deal?.stageId ?? null } },
  ];
}

/** Open deals without an owner, or of the seat that held the conversation, go with it; a deal that another seat works on stays there. */
export function movesWith(deal: DealBody, conversation: ConversationBody): boolean {
  return isOpenDeal(deal) && (deal.seatId === null || deal.seatId === conversation.seatId);
}
