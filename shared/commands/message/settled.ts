/** What became of a message at the network, told by its sender; late results count as well (S79, S80). */
import { z } from 'zod';
import type { MessageBody } from '#shared/model/bodies.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { Case } from '#shared/engine/case.ts';
import type { MessageId } from '#shared/base/ids.ts';
import type { Op } from '#shared/engine/ops.ts';
import { idSchema } from '#shared/base/ids.ts';
import { messageFailed } from '#shared/engine/message-failed.ts';
import { openCase } from '#shared/engine/case.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { sentClaim } from '#shared/commands/inbound/event.ts';

const outcome = z.discriminatedUnion('state', [
  z.object({ state: z.literal('sent'), externalIds: z.array(z.string().min(1)).max(100), at: z.number().nullable() }),
  z.object({ state: z.literal('refused'), code: z.string(), detail: z.string() }),
  z.object({ state: z.literal('unknown') }),
]);
type Outcome = z.output<typeof outcome>;

export const messageSettled = defineCommand({
  name: 'message.settled',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({ messageId: idSchema<MessageId>(), outcome }),
  needs: (input) => ({ message: one('message', input.messageId) }),
  then: (_input, { message }) => ({ conversation: one('conversation', message?.conversationId ?? '') }),
  decide: ({ message, conversation }, input, ctx) => {
    if (message === null || conversation === null) return refuse('not_found');
    const c = openCase(ctx, { conversation, deal: null, contact: null, tasks: [] });
    const account = ctx.dict.get('account', conversation.accountId);
    settle(c, message, input.outcome);
    const ids = input.outcome.state === 'sent' && account !== null ? input.outcome.externalIds : [];
    return decided([...c.ops, ...ids.map((id): Op => ({ op: 'claim', key: sentClaim(account, id), owner: message.id }))]);
  },
});

function settle(c: Case, message: MessageBody, result: Outcome): void {
  if (result.state === 'sent') {
    const further = message.state === 'delivered' || message.state === 'read';
    c.ops.push(patch('message', message.id, {
      externalId: message.externalId ?? result.externalIds[0] ?? null, failure: '', ...(further ? {} : { state: 'sent' as const }),
    }));
  } else if (message.state === 'queued' || message.state === 'unknown') {
    if (result.state === 'unknown') c.ops.push(patch('message', message.id, { state: 'unknown', failure: 'unknown' }));
    else {
      c.ops.push(patch('message', message.id, { state: 'failed', failure: result.code }));
      messageFailed(c, message);
    }
  }
}
