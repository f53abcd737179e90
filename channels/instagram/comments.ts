/** Comments under our posts: those of clients, and our own answers with the client whom each of them answers. */
import type { ChannelPerson, InboundEvent } from '#channels/channel.ts';
import { personSource } from '#channels/channel.ts';
import { asId, asObject, asText, asTime, dig } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

export const privateReplyMs = 7 * 24 * 3_600_000;
/** A private reply to a live comment is allowed during the broadcast only, whose end nobody tells; four hours is the longest one. */
const liveMs = 4 * 3_600_000;

/** Our own account, as its events name it. */
export interface Us {
  identity: string;
  handle: string;
}

/** A comment as far as it matters for whom another one answers. */
export interface Written {
  id: string;
  authorId: string;
  handle: string;
  text: string;
  at: number;
}

/** `at`: when the network says it was written, else when it was delivered. null = no comment. */
export function writtenOf(value: JsonObject, at: number): Written | null {
  const id = asId(value['id']) ?? asId(value['comment_id']);
  const author = asObject(value['from']);
  const authorId = asId(author?.['id']);
  if (id === null || authorId === null) return null;
  return {
    id, authorId, handle: asText(author?.['username']) ?? asText(value['username']) ?? '', text: asText(value['text']) ?? '',
    at: asTime(value['timestamp']) ?? asTime(value['created_time']) ?? at,
  };
}

/** Our own comments bear an id of this or another scope. */
export function isOurs(author: { authorId: string | null; handle: string }, us: Us): boolean {
  return author.authorId === us.identity || (author.handle !== '' && author.handle.toLowerCase() === us.handle.toLowerCase());
}

export function clientComment(written: Written, value: JsonObject, live: boolean): InboundEvent {
  const advert = asId(dig(value, 'media', 'ad_id'));
  return {
    type: 'message', eventKey: `c:${written.id}`, chatId: written.authorId, person: person(written.authorId, written.handle), at: written.at, fromClient: true,
    externalId: written.id, kind: 'comment', text: written.text, media: [], albumId: null, replyToExternalId: asId(value['parent_id']),
    subject: {
      kind: advert === null ? 'post' : 'ad', externalId: asId(dig(value, 'media', 'id')), link: asText(dig(value, 'media', 'permalink')),
      text: asText(dig(value, 'media', 'caption')) ?? asText(dig(value, 'media', 'ad_title')) ?? '', media: null,
    },
    opensWindowUntil: null, privateReplyUntil: written.at + (live ? liveMs : privateReplyMs),
  };
}

/** `thread`: the comment answered and what stands under it, in any order. null = it answers no client. */
export function ownAnswer(own: Written, thread: readonly Written[], us: Us): InboundEvent | null {
  const answered = whomItAnswers(own, thread, us);
  if (answered === null) return null;
  return {
    type: 'message', eventKey: `c:${own.id}`, chatId: answered.authorId, person: person(answered.authorId, answered.handle), at: own.at, fromClient: false, externalId: own.id,
    kind: 'comment', text: own.text, media: [], albumId: null, replyToExternalId: answered.id, subject: null, opensWindowUntil: null, privateReplyUntil: null,
  };
}

/** Threads are flat: an answer to one of many begins with that one's name, an answer to whoever began the thread need not. */
function whomItAnswers(own: Written, thread: readonly Written[], us: Us): Written | null {
  const [top] = thread;
  const earlier = thread.filter((one) => one.id !== own.id && !isOurs(one, us) && one.at <= own.at).sort((a, b) => a.at - b.at);
  const named = /^@([\w.]+)/.exec(own.text)?.[1]?.replace(/\.+$/, '').toLowerCase();
  return earlier.findLast((one) => one.handle.toLowerCase() === named) ?? earlier.find((one) => one.id === top?.id) ?? earlier.at(-1) ?? null;
}

/** Webhooks of messages tell the id only: name and picture are looked up apart. */
export function person(externalId: string, handle: string, name = ''): ChannelPerson {
  return { externalId, handle, name, avatarSource: personSource(externalId), link: profileLink(handle), language: null };
}

export function profileLink(handle: string): string | null {
  return /^[\w.]{1,60}$/.test(handle) ? `https://www.instagram.com/${handle}/` : null;
}
