/** A note for colleagues in the line of time: it never goes out, and no answer is given by it. */
import { z } from 'zod';
import { cleanText, cutText } from '#shared/base/plain-text.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId, MessageId } from '#shared/base/ids.ts';
import { put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

export const messageNote = defineCommand({
  name: 'message.note',
  runs: 'both',
  right: 'answer',
  input: z.strictObject({ conversationId: idSchema<ConversationId>(), messageId: idSchema<MessageId>(), text: z.string().max(100_000) }),
  unseen: ['existing'],
  needs: (input) => ({ conversation: one('conversation', input.conversationId), existing: one('message', input.messageId) }),
  decide: ({ conversation, existing }, input, ctx) => {
    if (conversation === null) return refuse('not_found');
    if (existing !== null) return refuse('id_taken');
    const { text, truncated } = cutText(cleanText(input.text).trim());
    if (text === '') return refuse('empty');
    if (truncated) return refuse('too_long');
    return decided([put('message', {
      id: input.messageId, conversationId: conversation.id, direction: 'out', kind: 'note', text, truncated: false, attachments: [], externalId: null,
      albumId: null, replyTo: null, subject: null, route: 'direct', state: 'sent', failure: '', personId: ctx.actor.personId, robot: ctx.actor.robot,
      elsewhere: false, reactions: [], versions: [], unsentAt: null, notBefore: null, at: ctx.at,
    })]);
  },
});
