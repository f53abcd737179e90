/** A file of ours that has been stored already and goes out with a text: it is named by its content. */
import { z } from 'zod';

export const outgoingFileSchema = z.strictObject({
  /** SHA-256 of the bytes. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(['photo', 'video', 'voice', 'audio', 'document', 'sticker']),
  fileName: z.string().max(255),
  contentType: z.string().max(127),
  sizeBytes: z.number().int().min(0),
});
export type OutgoingFile = z.infer<typeof outgoingFileSchema>;

/** More go in another message. */
export const mostFiles = 10;
