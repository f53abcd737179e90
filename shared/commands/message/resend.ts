/** What a person decides about a message that did not go out, or whose fate nobody knows: send again, it was sent, leave it. */
import { z } from 'zod';
import { activeDeal, openCase } from '#shared/engine/case.ts';
import { decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { MessageId } from '#shared/base/ids.ts';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import { messageFailed } from '#shared/engine/message-failed.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { sendMessage } from '#shared/engine/send-message.ts';
import type { MessageBody } from '#shared/model/bodies.ts';

const messageId = idSchema<MessageId>();

/** Sends the same again as a new message. The old one is marked `resent`, so that it is not offered twice. */
export const messageResend = defineCommand({
  name: 'message.resend',
  runs: 'both',
  right: 'answer',
  input: z.strictObject({ messageId, newMessageId: messageId }),
  unseen: ['existing'],
  needs: (input) => ({ message: one('message', input.messageId), existing: one('message', input.newMessageId) }),
  then: (_input, { message }) => ({
    conversation: one('conversation', message?.conversationId ?? ''), deals: many('deal', 'byConversation', message?.conversationId ?? ''),
  }),
  decide: ({ message, existing, conversation, deals }, input, ctx) => {
    if (message === null || conversation === null) return refuse('not_found');
    if (existing !== null) return refuse('id_taken');
    if (message.direction !== 'out' || (message.state !== 'failed' && message.state !== 'unknown')) return refuse('not_failed');
    const c = openCase(ctx, { conversation, deal: activeDeal(deals, conversation.id), contact: null, tasks: [] });
    c.ops.push(patch('message', message.id, { state: 'cancelled', failure: 'resent' }));
    const refusal = sendMessage(c, { messageId: input.newMessageId, text: message.text, files: filesOf(message), route: message.route, replyTo: message.replyTo, undoMs: null, unseen: 0 });
    return refusal ?? decided(c.ops);
  },
});

function filesOf(message: MessageBody): OutgoingFile[] {
  return message.attachments.flatMap((file) => (file.hash === null ? [] : [{
    hash: file.hash, kind: file.kind, fileName: file.fileName ?? '', contentType: file.contentType ?? 'application/octet-stream', sizeBytes: file.sizeBytes ?? 0,
  }]));
}

export const messageSettle = defineCommand({
  name: 'message.settle',
  runs: 'both',
  right: 'answer',
  input: z.strictObject({ messageId, sent: z.boolean() }),
  needs: (input) => ({ message: one('message', input.messageId) }),
  then: (_input, { message }) => ({ conversation: one('conversation', message?.conversationId ?? '') }),
  decide: ({ message, conversation }, { sent }, ctx) => {
    if (message === null || conversation === null) return refuse('not_found');
    if (message.state !== 'unknown') return refuse('not_unknown');
    const c = openCase(ctx, { conversation, deal: null, contact: null, tasks: [] });
    c.ops.push(patch('message', message.id, sent ? { state: 'sent', failure: '' } : { state: 'failed', failure: 'not_sent' }));
    if (!sent) messageFailed(c, message);
    return decided(c.ops);
  },
});

/** While it has not left. Claimed by a sender already: the store refuses the whole command with `too_late`. */
export const messageCancel = defineCommand({
  name: 'message.cancel',
  runs: 'both',
  right: 'answer',
  input: z.strictObject({ messageId }),
  needs: (input) => ({ message: one('message', input.messageId) }),
  then: (_input, { message }) => ({ conversation: one('conversation', message?.conversationId ?? '') }),
  decide: ({ message, conversation }) => {
    if (message === null || conversation === null) return refuse('not_found');
    if (message.state === 'cancelled') return decided([]);
    if (message.state !== 'queued') return refuse('too_late');
    return decided([{ op: 'cancelEffects', messageId: message.id }, patch('message', message.id, { state: 'cancelled' })]);
  },
});
