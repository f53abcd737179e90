/** Gives a conversation and its open deals to another seat: the head's right. */
import { z } from 'zod';
import { decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId, SeatId } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import { seatOps } from '#shared/engine/take-case.ts';

export const conversationAssign = defineCommand({
  name: 'conversation.assign',
  runs: 'server',
  right: 'reassign',
  input: z.strictObject({ conversationId: idSchema<ConversationId>(), seatId: idSchema<SeatId>() }),
  needs: (input) => ({ conversation: one('conversation', input.conversationId), deals: many('deal', 'byConversation', input.conversationId) }),
  decide: ({ conversation, deals }, { seatId }, ctx) => {
    if (conversation === null) return refuse('not_found');
    if (ctx.dict.get('seat', seatId)?.active !== true) return refuse('no_seat');
    return decided(seatOps(conversation, deals, seatId, 'reassigned', ctx));
  },
});
