/** What a network told, as commands take it: the same shape that connectors make (channels/channel.ts). */
import { z } from 'zod';
import type { AccountBody } from '#shared/model/bodies.ts';
import type { AccountId } from '#shared/base/ids.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { NeedContext } from '#shared/engine/define-command.ts';

// Not strict: a connector that learns a new detail must not stop messages from being stored.
const person = z.object({
  externalId: z.string().min(1), handle: z.string(), name: z.string(), avatarSource: z.string().nullable(), link: z.string().nullable(), language: z.string().nullable(),
});

const attachmentKind = z.enum(['photo', 'video', 'voice', 'audio', 'document', 'sticker']);

const media = z.object({
  kind: attachmentKind, source: z.string().nullable(), fileName: z.string().nullable(), contentType: z.string().nullable(), sizeBytes: z.number().nullable(),
  width: z.number().nullable(), height: z.number().nullable(), durationMs: z.number().nullable(), missing: z.string().nullable(),
});
export type EventMedia = z.output<typeof media>;

const base = { eventKey: z.string().min(1), chatId: z.string().min(1), person, at: z.number() };

export const messageEventSchema = z.object({
  ...base,
  type: z.literal('message'),
  fromClient: z.boolean(),
  externalId: z.string().min(1),
  kind: z.enum(['text', 'photo', 'video', 'voice', 'audio', 'document', 'sticker', 'share', 'story_reply', 'story_mention', 'comment', 'note', 'unsupported', 'event']),
  text: z.string(),
  media: z.array(media),
  albumId: z.string().nullable(),
  replyToExternalId: z.string().nullable(),
  subject: z.object({ kind: z.enum(['story', 'post', 'ad', 'mention']), externalId: z.string().nullable(), link: z.string().nullable(), text: z.string(), media: media.nullable() }).nullable(),
  opensWindowUntil: z.number().nullable(),
  privateReplyUntil: z.number().nullable(),
});
export type MessageEvent = z.output<typeof messageEventSchema>;

export const editEventSchema = z.object({ ...base, type: z.literal('edit'), externalId: z.string().min(1), text: z.string(), editNumber: z.number() });
export const unsendEventSchema = z.object({ ...base, type: z.literal('unsend'), externalId: z.string().min(1) });
export const reactionEventSchema = z.object({ ...base, type: z.literal('reaction'), externalId: z.string().min(1), emoji: z.string().max(64).nullable(), fromClient: z.boolean() });
export const seenEventSchema = z.object({ ...base, type: z.literal('seen'), externalId: z.string().nullable() });

export type AnyEvent = MessageEvent | z.output<typeof editEventSchema> | z.output<typeof unsendEventSchema> | z.output<typeof reactionEventSchema> | z.output<typeof seenEventSchema>;

export function inboundInput<Schema extends z.ZodType>(event: Schema) {
  return z.strictObject({ accountId: idSchema<AccountId>(), event });
}

/** An event counts once, however often and by whichever road it is delivered (S77). */
export function eventClaim(account: Pick<AccountBody, 'channel' | 'identity'> | null, event: Pick<AnyEvent, 'chatId' | 'eventKey'>): string {
  return `in:${account?.channel}:${account?.identity}:${event.chatId}:${event.eventKey}`;
}

/** Marks a network's message id as one we sent, so that its echo is not taken for a message typed elsewhere. */
export function sentClaim(account: Pick<AccountBody, 'channel' | 'identity'> | null, externalId: string): string {
  return `out:${account?.channel}:${account?.identity}:${externalId}`;
}

/**
 * A comment of ours belongs to the conversation of whom it answers, and that is read out of the thread: should two roads read it differently,
 * it is still one comment.
 */
export function ownCommentClaim(account: Pick<AccountBody, 'channel' | 'identity'> | null, externalId: string): string {
  return `own:${account?.channel}:${account?.identity}:${externalId}`;
}

export function accountOf(accountId: string, ctx: NeedContext): AccountBody | null {
  return ctx.dict.get('account', accountId);
}
