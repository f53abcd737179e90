/** Turns what Instagram delivers, by webhook in any of its three envelopes, into events; what is not understood is kept, never thrown. */
import type { ChannelPerson, InboundEvent, Intake } from '#channels/channel.ts';
import { personSource } from '#channels/channel.ts';
import { partsOfWebhook } from '#channels/instagram/media.ts';
import { asId, asNumber, asObject, asObjects, asText, asTime, dig, kept } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

export const windowMs = 24 * 3_600_000;
export const privateReplyMs = 7 * 24 * 3_600_000;
/** A private reply to a live comment is allowed during the broadcast only, whose end nobody tells; four hours is the longest one. */
const liveMs = 4 * 3_600_000;

/** Fields that tell nothing of a client's message. */
const quietFields = new Set(['story_insights', 'messaging_handover', 'message_template_status_update']);
const quietItems = ['delivery', 'optin', 'pass_thread_control', 'take_thread_control', 'request_thread_control', 'app_roles', 'referral'];

/** Our own account, as its events name it. */
export interface Us {
  identity: string;
  handle: string;
}

/** Entries of other accounts (also the dashboard's test, id "0") are left out without a word. `now` dates what bears no time. */
export function readDelivery(body: unknown, us: Us, now: number): Intake {
  const intake: Intake = { events: [], strange: [] };
  const delivery = asObject(body);
  if (delivery === null || delivery['object'] !== 'instagram') {
    intake.strange.push({ reason: 'unknown_object', raw: kept(JSON.stringify(body) ?? '') });
    return intake;
  }
  for (const entry of asObjects(delivery['entry'])) {
    if (asId(entry['id']) === us.identity) readEntry(entry, us, intake, now);
  }
  return intake;
}

function readEntry(entry: JsonObject, us: Us, intake: Intake, now: number): void {
  const time = asTime(entry['time']) ?? now;
  const items = [...asObjects(entry['messaging']), ...asObjects(entry['standby'])];
  const changes = asObjects(entry['changes']);
  for (const item of items) add(intake, item, () => readItem(item, us.identity, time));
  for (const change of changes) add(intake, change, () => readField(change, us, time));
  if (asText(entry['field']) !== null) add(intake, entry, () => readField(entry, us, time));
  else if (items.length === 0 && changes.length === 0) intake.strange.push({ reason: 'unknown_entry', raw: kept(JSON.stringify(entry)) });
}

/** null = not understood, [] = understood and of no interest. */
function add(intake: Intake, item: JsonObject, read: () => InboundEvent[] | null): void {
  const events = read();
  if (events === null) intake.strange.push({ reason: 'unknown_item', raw: kept(JSON.stringify(item)) });
  else intake.events.push(...events);
}

function readField(change: JsonObject, us: Us, time: number): InboundEvent[] | null {
  const field = asText(change['field']) ?? '';
  const value = asObject(change['value']);
  if (quietFields.has(field)) return [];
  if (value === null) return null;
  if (field === 'comments' || field === 'live_comments') return readComment(value, us, time, field === 'live_comments');
  // Direct messages come in `messaging` by the paper, and as changes of these fields from the test button and some versions.
  if (field.startsWith('message') || field === 'standby') return readItem(value, us.identity, time);
  return null;
}

/** `at`: when the network says it was written, else when it was delivered. */
export function readComment(value: JsonObject, us: Us, at: number, live: boolean): InboundEvent[] | null {
  const id = asId(value['id']) ?? asId(value['comment_id']);
  const author = asObject(value['from']);
  const authorId = asId(author?.['id']);
  if (id === null || authorId === null) return null;
  const written = asTime(value['timestamp']) ?? asTime(value['created_time']) ?? at;
  const handle = asText(author?.['username']) ?? asText(value['username']) ?? '';
  // Our own public answers come back too, under an id of this or another scope.
  if (authorId === us.identity || (handle !== '' && handle.toLowerCase() === us.handle.toLowerCase())) return [];
  const advert = asId(dig(value, 'media', 'ad_id'));
  return [{
    type: 'message', eventKey: `c:${id}`, chatId: authorId, person: person(authorId, handle), at: written, fromClient: true, externalId: id,
    kind: 'comment', text: asText(value['text']) ?? '', media: [], albumId: null, replyToExternalId: asId(value['parent_id']),
    subject: {
      kind: advert === null ? 'post' : 'ad', externalId: asId(dig(value, 'media', 'id')), link: asText(dig(value, 'media', 'permalink')),
      text: asText(dig(value, 'media', 'caption')) ?? asText(dig(value, 'media', 'ad_title')) ?? '', media: null,
    },
    opensWindowUntil: null, privateReplyUntil: written + (live ? liveMs : privateReplyMs),
  }];
}

function readItem(item: JsonObject, identity: string, time: number): InboundEvent[] | null {
  const sender = asId(dig(item, 'sender', 'id'));
  const recipient = asId(dig(item, 'recipient', 'id'));
  if (sender === null || recipient === null) return null;
  const message = asObject(item['message']);
  const fromClient = sender !== identity && message?.['is_echo'] !== true;
  const client = fromClient ? sender : recipient;
  // Notes to oneself and deliveries to somebody else's account concern no client.
  if (client === identity || (fromClient && recipient !== identity)) return [];
  const base = { chatId: client, person: person(client, ''), at: asTime(item['timestamp']) ?? time };

  if (message !== null) return readMessage(message, base, fromClient);
  const edit = asObject(item['message_edit']);
  if (edit !== null) {
    const mid = asId(edit['mid']);
    const number = asNumber(edit['num_edit']) ?? 1;
    return mid === null ? null : [{ ...base, type: 'edit', eventKey: `e:${mid}:${number}`, externalId: mid, text: asText(edit['text']) ?? '', editNumber: number }];
  }
  const reaction = asObject(item['reaction']);
  if (reaction !== null) {
    const mid = asId(reaction['mid']);
    if (mid === null) return null;
    const emoji = asText(reaction['action']) === 'unreact' ? null : (asText(reaction['emoji']) ?? named(asText(reaction['reaction'])));
    // The time belongs to the key: a heart taken back and given again is three events.
    return [{ ...base, type: 'reaction', eventKey: `r:${mid}:${emoji ?? ''}:${base.at}`, externalId: mid, emoji, fromClient }];
  }
  const read = asObject(item['read']);
  if (read !== null) {
    const mid = asId(read['mid']);
    return fromClient ? [{ ...base, type: 'seen', eventKey: `s:${mid ?? base.at}`, externalId: mid }] : [];
  }
  const postback = asObject(item['postback']);
  if (postback !== null) {
    const mid = asId(postback['mid']);
    return mid === null ? null : readMessage({ mid, text: asText(postback['title']) ?? asText(postback['payload']) ?? '' }, base, fromClient);
  }
  return quietItems.some((name) => item[name] !== undefined) ? [] : null;
}

function readMessage(message: JsonObject, base: { chatId: string; person: ChannelPerson; at: number }, fromClient: boolean): InboundEvent[] | null {
  const mid = asId(message['mid']);
  if (mid === null) return null;
  if (message['is_self'] === true) return [];
  if (message['is_deleted'] === true) return [{ ...base, type: 'unsend', eventKey: `u:${mid}`, externalId: mid }];
  return [{
    ...base, ...partsOfWebhook(message), type: 'message', eventKey: `m:${mid}`, fromClient, externalId: mid, albumId: null,
    opensWindowUntil: fromClient ? base.at + windowMs : null, privateReplyUntil: null,
  }];
}

/** Webhooks of messages tell the id only: name and picture are looked up apart. */
export function person(externalId: string, handle: string, name = ''): ChannelPerson {
  return { externalId, handle, name, avatarSource: personSource(externalId), link: profileLink(handle), language: null };
}

export function profileLink(handle: string): string | null {
  return /^[\w.]{1,60}$/.test(handle) ? `https://www.instagram.com/${handle}/` : null;
}

const emojiOf: Readonly<Record<string, string>> = { love: '❤️', haha: '😂', wow: '😮', sad: '😢', angry: '😡', like: '👍', dislike: '👎' };
function named(reaction: string | null): string | null {
  return reaction === null ? '👍' : (emojiOf[reaction] ?? '👍');
}
