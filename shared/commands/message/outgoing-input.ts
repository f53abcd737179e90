/** What a person's answer carries, for `message.send` and `conversation.answer`. */
import { z } from 'zod';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId, MessageId } from '#shared/base/ids.ts';

export const outgoingFileSchema = z.strictObject({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(['photo', 'video', 'voice', 'audio', 'document', 'sticker']),
  fileName: z.string().max(255),
  contentType: z.string().max(127),
  sizeBytes: z.number().int().min(0),
});

export const outgoingInput = z.strictObject({
  conversationId: idSchema<ConversationId>(),
  messageId: idSchema<MessageId>(),
  text: z.string().max(100_000),
  attachments: z.array(outgoingFileSchema).max(10).default([]),
  route: z.enum(['direct', 'public', 'private']).default('direct'),
  replyToMessageId: idSchema<MessageId>().nullable().default(null),
  /** `inboundCount` the writer saw; null = send whatever came meanwhile. */
  baseInbound: z.number().int().min(0).nullable().default(null),
});
export type OutgoingInput = z.output<typeof outgoingInput>;
