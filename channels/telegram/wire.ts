/** Turns Telegram's updates into events; an update that is not understood is kept, never thrown. */
import type { ChannelPerson, InboundEvent, Intake } from '#channels/channel.ts';
import { contentOf } from '#channels/telegram/content.ts';
import { isGroup, personOf, saidIn } from '#channels/telegram/people.ts';
import { asId, asNumber, asObject, asObjects, asText, asTime, dig, kept } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

/** Asked for by name: the network keeps the last list it was given, and its default leaves reactions out. */
export const allowedUpdates = ['message', 'edited_message', 'message_reaction', 'my_chat_member'] as const;

export interface ReadUpdates extends Intake {
  /** The offset that confirms all of these; null when there were none. */
  next: number | null;
}

export function readUpdates(updates: readonly unknown[], now: number): ReadUpdates {
  const read: ReadUpdates = { events: [], strange: [], next: null };
  for (const item of updates) {
    const update = asObject(item);
    const id = asNumber(update?.['update_id']);
    if (update === null || id === null) continue;
    read.next = Math.max(read.next ?? 0, id + 1);
    const events = readUpdate(update, id, now);
    if (events === null) read.strange.push({ reason: 'unknown_update', raw: kept(JSON.stringify(update)) });
    else read.events.push(...events);
  }
  return read;
}

/** null = not understood, [] = understood and of no interest. */
function readUpdate(update: JsonObject, updateId: number, now: number): InboundEvent[] | null {
  const message = asObject(update['message']);
  if (message !== null) return readMessage(message, now);
  const edited = asObject(update['edited_message']);
  if (edited !== null) return readEdit(edited, updateId, now);
  const reaction = asObject(update['message_reaction']);
  if (reaction !== null) return readReaction(reaction, updateId, now);
  if (update['my_chat_member'] !== undefined) return [];
  return null;
}

function readMessage(message: JsonObject, now: number): InboundEvent[] | null {
  const base = baseOf(message, now);
  const id = asId(message['message_id']);
  if (base === null || id === null) return null;
  const content = contentOf(message);
  if (content === null || isNobodys(message)) return [];
  return [{
    ...base, ...content, text: saidIn(message, content.text), type: 'message', eventKey: `m:${id}`, fromClient: true, externalId: id, albumId: asId(message['media_group_id']),
    replyToExternalId: quotedBy(message), subject: null, opensWindowUntil: null, privateReplyUntil: null,
  }];
}

/** Bots, and posts of a channel that a group repeats. Who writes as a group or a channel bears a bot's name, and is somebody all the same. */
function isNobodys(message: JsonObject): boolean {
  if (message['is_automatic_forward'] === true) return true;
  return dig(message, 'from', 'is_bot') === true && asObject(message['sender_chat']) === null;
}

/** Everything said in a topic answers, to the network, the line that began the topic. */
function quotedBy(message: JsonObject): string | null {
  const quoted = asObject(message['reply_to_message']);
  return quoted === null || quoted['forum_topic_created'] !== undefined ? null : asId(quoted['message_id']);
}

function readEdit(message: JsonObject, updateId: number, now: number): InboundEvent[] | null {
  const base = baseOf(message, now);
  const id = asId(message['message_id']);
  if (base === null || id === null) return null;
  const at = asTime(message['edit_date']) ?? base.at;
  const text = asText(message['text']) ?? asText(message['caption']);
  // A live location that moves is an edit too, with no words in it.
  if (text === null) return [];
  // Two edits within one second bear the same date: the update's own number tells them apart.
  return [{ ...base, at, type: 'edit', eventKey: `e:${id}:${updateId}`, externalId: id, text: saidIn(message, text), editNumber: asNumber(message['edit_date']) ?? updateId }];
}

function readReaction(reaction: JsonObject, updateId: number, now: number): InboundEvent[] | null {
  const base = baseOf({ ...reaction, from: reaction['user'] }, now);
  const id = asId(reaction['message_id']);
  if (base === null || id === null) return null;
  const emoji = asObjects(reaction['new_reaction']).map((one) => asText(one['emoji']) ?? (one['type'] === 'custom_emoji' ? '⭐' : null)).findLast((one) => one !== null) ?? null;
  return [{ ...base, type: 'reaction', eventKey: `r:${id}:${updateId}`, externalId: id, emoji, fromClient: true }];
}

function baseOf(message: JsonObject, now: number): { chatId: string; person: ChannelPerson; at: number } | null {
  const chat = asObject(message['chat']);
  const chatId = asId(chat?.['id']);
  if (chat === null || chatId === null) return null;
  const isPrivate = asText(chat['type']) === 'private';
  // A channel is no place to answer in, its private letters want another address: kept as they came.
  if ((!isPrivate && !isGroup(chat)) || chat['is_direct_messages'] === true) return null;
  const who = isPrivate ? (asObject(message['from']) ?? chat) : chat;
  return { chatId, person: personOf(who, chatId), at: asTime(message['date']) ?? now };
}
