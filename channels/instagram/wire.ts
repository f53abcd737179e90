/** Turns what Instagram delivers, by webhook in any of its three envelopes, into events; what is not understood is kept, never thrown. */
import type { ChannelPerson, InboundEvent, Intake, LookUp } from '#channels/channel.ts';
import { clientComment, isOurs, person, writtenOf } from '#channels/instagram/comments.ts';
import type { Us } from '#channels/instagram/comments.ts';
import { ownAnswerLookUp } from '#channels/instagram/look-up.ts';
import { partsOfWebhook } from '#channels/instagram/media.ts';
import { mentionLookUp } from '#channels/instagram/mentions.ts';
import { asId, asNumber, asObject, asObjects, asText, asTime, dig, kept } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

export const windowMs = 24 * 3_600_000;

/** Fields that tell nothing of a client's message. */
const quietFields = new Set(['story_insights', 'messaging_handover', 'message_template_status_update']);
const quietItems = ['delivery', 'optin', 'pass_thread_control', 'take_thread_control', 'request_thread_control', 'app_roles', 'referral'];

/** null = not understood, [] = understood and of no interest. */
type Read = InboundEvent[] | LookUp | null;

export interface Delivery extends Intake {
  lookUps: LookUp[];
}

/** Entries of other accounts (also the dashboard's test, id "0") are left out without a word. `now` dates what bears no time. */
export function readDelivery(body: unknown, us: Us, now: number): Delivery {
  const intake: Delivery = { events: [], strange: [], lookUps: [] };
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

function readEntry(entry: JsonObject, us: Us, intake: Delivery, now: number): void {
  const time = asTime(entry['time']) ?? now;
  const items = [...asObjects(entry['messaging']), ...asObjects(entry['standby'])];
  const changes = asObjects(entry['changes']);
  for (const item of items) add(intake, item, () => readItem(item, us.identity, time));
  for (const change of changes) add(intake, change, () => readField(change, us, time));
  if (asText(entry['field']) !== null) add(intake, entry, () => readField(entry, us, time));
  else if (items.length === 0 && changes.length === 0) intake.strange.push({ reason: 'unknown_entry', raw: kept(JSON.stringify(entry)) });
}

function add(intake: Delivery, item: JsonObject, read: () => Read): void {
  const found = read();
  if (found === null) intake.strange.push({ reason: 'unknown_item', raw: kept(JSON.stringify(item)) });
  else if (Array.isArray(found)) intake.events.push(...found);
  else intake.lookUps.push(found);
}

function readField(change: JsonObject, us: Us, time: number): Read {
  const field = asText(change['field']) ?? '';
  const value = asObject(change['value']);
  if (quietFields.has(field)) return [];
  if (value === null) return null;
  if (field === 'comments' || field === 'live_comments') return readComment(value, us, time, field === 'live_comments');
  if (field === 'mentions') return mentionLookUp(value, time);
  // Direct messages come in `messaging` by the paper, and as changes of these fields from the test button and some versions.
  if (field.startsWith('message') || field === 'standby') return readItem(value, us.identity, time);
  return null;
}

function readComment(value: JsonObject, us: Us, time: number, live: boolean): Read {
  const written = writtenOf(value, time);
  if (written === null) return null;
  if (!isOurs(written, us)) return [clientComment(written, value, live)];
  // Under a post of ours, to nobody: no client's.
  const parentId = asId(value['parent_id']);
  return parentId === null ? [] : ownAnswerLookUp(written, parentId, value);
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

const emojiOf: Readonly<Record<string, string>> = { love: '❤️', haha: '😂', wow: '😮', sad: '😢', angry: '😡', like: '👍', dislike: '👎' };
function named(reaction: string | null): string | null {
  return reaction === null ? '👍' : (emojiOf[reaction] ?? '👍');
}
