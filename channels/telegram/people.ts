/** Who writes in Telegram: a person, or a group, which is one client and says so by its name. */
import type { ChannelPerson } from '#channels/channel.ts';
import { personSource } from '#channels/channel.ts';
import { asId, asObject, asText } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';
import { groupMark } from '#shared/model/channel.ts';

export function isGroup(chat: JsonObject): boolean {
  const type = asText(chat['type']);
  return type === 'group' || type === 'supergroup';
}

/** `who`: a user or a chat. A group's name begins with a mark: what is written there, all of them read. */
export function personOf(who: JsonObject, fallbackId: string): ChannelPerson {
  const externalId = asId(who['id']) ?? fallbackId;
  const handle = asText(who['username']) ?? '';
  const own = nameOf(who);
  return {
    externalId, handle, name: isGroup(who) ? `${groupMark} ${own}`.trim() : own, avatarSource: personSource(externalId), link: /^\w{3,40}$/.test(handle) ? `https://t.me/${handle}` : null,
    language: asText(who['language_code']),
  };
}

function nameOf(who: JsonObject): string {
  return [asText(who['first_name']), asText(who['last_name'])].filter((part) => part !== null && part !== '').join(' ') || (asText(who['title']) ?? '');
}

/** Words of one of a group's people, with who said them: the conversation is the whole group's. */
export function saidIn(message: JsonObject, text: string): string {
  const chat = asObject(message['chat']);
  if (chat === null || !isGroup(chat)) return text;
  // Whoever writes as the group or as a channel is told apart by that only.
  const author = asObject(message['sender_chat']) ?? asObject(message['from']);
  const name = author === null ? '' : nameOf(author);
  if (name === '') return text;
  // Of an album one picture bears the words; the others need no name beside them.
  return text !== '' ? `${name}: ${text}` : message['media_group_id'] === undefined ? name : '';
}
