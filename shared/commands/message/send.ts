/** An answer in a conversation that somebody has taken; in an untaken one the window gives `conversation.answer`. */
import { answerCase, answerIn, answerNeeds } from '#shared/commands/message/answer-needs.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { outgoingInput } from '#shared/commands/message/outgoing-input.ts';
import { refuse } from '#shared/base/result.ts';

export const messageSend = defineCommand({
  name: 'message.send',
  runs: 'both',
  right: 'answer',
  input: outgoingInput,
  // An answer is appended, never guarded (S51): what was written offline arrives though the client wrote meanwhile.
  needs: (input) => answerNeeds(input),
  unseen: ['existing'],
  decide: (rows, input, ctx) => {
    const { conversation } = rows;
    if (conversation === null || conversation.removedAt !== null) return refuse('not_found');
    if (conversation.seatId === null) return refuse('not_taken');
    const c = answerCase(ctx, rows);
    return answerIn(c, rows, input) ?? decided(c.ops);
  },
});
