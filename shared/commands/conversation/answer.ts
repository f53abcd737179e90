/** The first answer to an untaken conversation: takes it and sends, in one decision of the server (S53). */
import type { SeatId } from '#shared/base/ids.ts';
import { answerCase, answerIn, answerNeeds } from '#shared/commands/message/answer-needs.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { mayTake, seatOps } from '#shared/engine/take-case.ts';
import { outgoingInput } from '#shared/commands/message/outgoing-input.ts';
import { refuse } from '#shared/base/result.ts';

export const conversationAnswer = defineCommand({
  name: 'conversation.answer',
  runs: 'server',
  offline: 'queue',
  ttlMs: 24 * 3_600_000,
  right: 'answer',
  input: outgoingInput,
  unseen: ['conversation', 'existing', 'quoted'],
  needs: (input) => answerNeeds(input),
  decide: (rows, input, ctx) => {
    const { conversation } = rows;
    const refusal = mayTake(conversation, ctx);
    if (refusal !== null) return refusal;
    const newer = conversation!.inboundCount - (input.baseInbound ?? conversation!.inboundCount);
    if (newer > 0) return refuse('client_wrote', { newer });
    const c = answerCase(ctx, rows);
    const taken = seatOps(conversation!, rows.deals, ctx.actor.seatId as SeatId, 'taken', ctx);
    return answerIn(c, rows, input) ?? decided([...taken, ...c.ops]);
  },
});
