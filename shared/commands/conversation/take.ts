/** Takes a conversation and its open deals for the presser's seat; the loser of two presses learns whose it is. */
import { z } from 'zod';
import { decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId, SeatId } from '#shared/base/ids.ts';
import { mayTake, seatOps } from '#shared/engine/take-case.ts';

export const conversationTake = defineCommand({
  name: 'conversation.take',
  runs: 'server',
  right: 'take',
  input: z.strictObject({ conversationId: idSchema<ConversationId>() }),
  // Who lost must hear who won, though the conversation has left their sight.
  unseen: ['conversation'],
  needs: (input) => ({ conversation: one('conversation', input.conversationId), deals: many('deal', 'byConversation', input.conversationId) }),
  decide: ({ conversation, deals }, _input, ctx) => {
    const refusal = mayTake(conversation, ctx);
    if (refusal !== null) return refusal;
    return decided(seatOps(conversation!, deals, ctx.actor.seatId as SeatId, 'taken', ctx));
  },
});
