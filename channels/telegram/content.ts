/** What a Telegram message holds: its kind, text and files. */
import type { InboundMedia } from '#channels/channel.ts';
import type { MessageKind } from '#shared/model/bodies.ts';
import { asId, asNumber, asObject, asObjects, asText } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

export interface Content {
  kind: MessageKind;
  text: string;
  media: InboundMedia[];
}

/** The Bot API hands out files up to this size. */
export const maxDownloadBytes = 20 * 1024 * 1024;

/** Lines of the network about the chat itself: nobody wrote them. */
const service = [
  'new_chat_members', 'left_chat_member', 'new_chat_title', 'new_chat_photo', 'delete_chat_photo', 'group_chat_created', 'supergroup_chat_created',
  'channel_chat_created', 'message_auto_delete_timer_changed', 'migrate_to_chat_id', 'migrate_from_chat_id', 'pinned_message', 'write_access_allowed',
  'forum_topic_created', 'forum_topic_edited', 'forum_topic_closed', 'forum_topic_reopened', 'general_forum_topic_hidden', 'general_forum_topic_unhidden',
  'video_chat_scheduled', 'video_chat_started', 'video_chat_ended', 'video_chat_participants_invited', 'boost_added', 'chat_background_set',
];

/** null = a line of the network, not of a person. A content we don't know is 'unsupported', never left out. */
export function contentOf(message: JsonObject): Content | null {
  const text = asText(message['text']);
  if (text !== null) return { kind: 'text', text, media: [] };
  const caption = asText(message['caption']) ?? '';
  const photo = largest(asObjects(message['photo']));
  if (photo !== null) return { kind: 'photo', text: caption, media: [file('photo', photo, { contentType: 'image/jpeg' })] };
  // An animation carries a copy of itself as document.
  for (const [field, kind] of kinds) {
    const found = asObject(message[field]);
    if (found !== null) return { kind, text: kind === 'sticker' ? (asText(found['emoji']) ?? '') : caption, media: [file(kind, found)] };
  }
  const words = inWords(message);
  if (words !== null) return { kind: 'text', text: words, media: [] };
  if (service.some((field) => message[field] !== undefined)) return null;
  return { kind: 'unsupported', text: caption, media: [] };
}

const kinds: readonly (readonly [string, InboundMedia['kind']])[] = [
  ['voice', 'voice'], ['audio', 'audio'], ['animation', 'video'], ['video', 'video'], ['video_note', 'video'], ['sticker', 'sticker'], ['document', 'document'],
];

function largest(sizes: readonly JsonObject[]): JsonObject | null {
  return sizes.reduce<JsonObject | null>((best, one) => (best === null || area(one) > area(best) ? one : best), null);
}

function area(size: JsonObject): number {
  return (asNumber(size['width']) ?? 0) * (asNumber(size['height']) ?? 0);
}

function file(kind: InboundMedia['kind'], item: JsonObject, known: Partial<InboundMedia> = {}): InboundMedia {
  const sizeBytes = asNumber(item['file_size']);
  const isTooLarge = sizeBytes !== null && sizeBytes > maxDownloadBytes;
  const source = isTooLarge ? null : asId(item['file_id']);
  const seconds = asNumber(item['duration']);
  return {
    kind, source, fileName: asText(item['file_name']), contentType: asText(item['mime_type']), sizeBytes, width: asNumber(item['width']), height: asNumber(item['height']),
    durationMs: seconds === null ? null : seconds * 1000, missing: isTooLarge ? 'too_large' : source === null ? 'gone' : null, ...known,
  };
}

/** A place or a contact card is what a courier needs: kept as text that can be read and pressed. */
function inWords(message: JsonObject): string | null {
  const venue = asObject(message['venue']);
  const place = asObject(venue?.['location']) ?? asObject(message['location']);
  const latitude = asNumber(place?.['latitude']);
  const longitude = asNumber(place?.['longitude']);
  if (latitude !== null && longitude !== null) {
    const name = [asText(venue?.['title']), asText(venue?.['address'])].filter((part) => part !== null && part !== '').join(', ');
    return `${name === '' ? '📍' : `📍 ${name}`} https://maps.google.com/?q=${latitude},${longitude}`;
  }
  const contact = asObject(message['contact']);
  if (contact === null) return null;
  return ['👤', asText(contact['first_name']), asText(contact['last_name']), asText(contact['phone_number'])].filter((part) => part !== null && part !== '').join(' ');
}
