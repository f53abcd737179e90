/** What a person's answer carries, for `message.send` and `conversation.answer`. */
import { z } from 'zod';
import { idSchema } from '#shared/base/ids.ts';
import { mostFiles, outgoingFileSchema } from '#shared/model/outgoing-file.ts';
import type { ConversationId, MessageId } from '#shared/base/ids.ts';

export const outgoingInput = z.strictObject({
  conversationId: idSchema<ConversationId>(),
  messageId: idSchema<MessageId>(),
  text: z.string().max(100_000),
  attachments: z.array(outgoingFileSchema).max(mostFiles).default([]),
  route: z.enum(['direct', 'public', 'private']).default('direct'),
  replyToMessageId: idSchema<MessageId>().nullable().default(null),
  /** `inboundCount` the writer saw; null = send whatever came meanwhile. */
  baseInbound: z.number().int().min(0).nullable().default(null),
});
export type OutgoingInput = z.output<typeof outgoingInput>;
