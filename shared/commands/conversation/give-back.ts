/** Gives a conversation and its open deals back to everybody who may take. */
import { z } from 'zod';
import { activeDeal } from '#shared/engine/case.ts';
import { decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId } from '#shared/base/ids.ts';
import { movesWith } from '#shared/engine/take-case.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

export const conversationGiveBack = defineCommand({
  name: 'conversation.giveBack',
  runs: 'both',
  right: 'take',
  input: z.strictObject({ conversationId: idSchema<ConversationId>() }),
  needs: (input) => ({ conversation: one('conversation', input.conversationId), deals: many('deal', 'byConversation', input.conversationId) }),
  decide: ({ conversation, deals }) => {
    if (conversation === null) return refuse('not_found');
    if (conversation.seatId === null) return decided([]);
    const going = deals.filter((deal) => movesWith(deal, conversation) && deal.seatId !== null);
    const deal = activeDeal(deals, conversation.id);
    return decided([
      patch('conversation', conversation.id, { seatId: null, takenAt: null }), ...going.map((row) => patch('deal', row.id, { seatId: null })),
      { op: 'event', event: { type: 'reassigned', conversationId: conversation.id, dealId: deal?.id ?? null, funnelId: deal?.funnelId ?? null, stageId: deal?.stageId ?? null } },
    ]);
  },
});
