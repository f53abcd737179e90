/** Attachments of Instagram, as webhooks and as the Conversations calls tell them. */
import type { InboundMedia, InboundSubject } from '#channels/channel.ts';
import type { MessageKind } from '#shared/model/bodies.ts';
import { asId, asNumber, asObject, asObjects, asText, dig } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

export interface Parts {
  kind: MessageKind;
  text: string;
  media: InboundMedia[];
  subject: InboundSubject | null;
  replyToExternalId: string | null;
}

const files: Readonly<Record<string, InboundMedia['kind']>> = { image: 'photo', video: 'video', audio: 'voice', file: 'document', animated_image: 'photo', like_heart: 'sticker' };
const shares = new Set(['share', 'ig_post', 'reel', 'ig_reel', 'media', 'story', 'ig_story', 'fallback', 'template']);

export function mediaAt(kind: InboundMedia['kind'], source: string | null, known: Partial<InboundMedia> = {}): InboundMedia {
  return {
    kind, source, fileName: null, contentType: null, sizeBytes: null, width: null, height: null, durationMs: null,
    missing: source === null ? 'gone' : null, ...known,
  };
}

/** `message` of a webhook item. */
export function partsOfWebhook(message: JsonObject): Parts {
  const attachments = asObjects(message['attachments']);
  const parts: Parts = { kind: 'text', text: asText(message['text']) ?? '', media: [], subject: null, replyToExternalId: asId(dig(message, 'reply_to', 'mid')) };
  let isShare = false;
  let isStrange = message['is_unsupported'] === true;
  for (const attachment of attachments) {
    const type = asText(attachment['type']) ?? '';
    const url = asText(dig(attachment, 'payload', 'url'));
    const kind = files[type];
    if (kind !== undefined) parts.media.push(mediaAt(kind, url));
    else if (type === 'story_mention') {
      parts.kind = 'story_mention';
      parts.subject = story(asId(dig(attachment, 'payload', 'story_id')), url);
    } else if (type === 'ephemeral') parts.media.push(mediaAt('photo', url, { missing: url === null ? 'ephemeral' : null }));
    else if (shares.has(type)) {
      isShare = true;
      parts.subject ??= {
        kind: type.includes('story') ? 'story' : 'post',
        externalId: asId(dig(attachment, 'payload', 'ig_post_media_id')) ?? asId(dig(attachment, 'payload', 'reel_video_id')),
        link: webLink(url), text: asText(dig(attachment, 'payload', 'title')) ?? '', media: url === null ? null : mediaAt(type.includes('reel') ? 'video' : 'photo', url),
      };
    } else isStrange = true;
  }
  const replied = asObject(dig(message, 'reply_to', 'story'));
  if (replied !== null) {
    parts.kind = 'story_reply';
    parts.subject = story(asId(replied['id']), asText(replied['url']));
  }
  parts.subject ??= advert(asObject(message['referral']));
  return { ...parts, kind: kindOf(parts, isShare, isStrange) };
}

/** A message as `GET /CONVERSATION?fields=messages{…}` expands it. */
export function partsOfPoll(message: JsonObject): Parts {
  const parts: Parts = { kind: 'text', text: asText(message['message']) ?? '', media: [], subject: null, replyToExternalId: asId(dig(message, 'reply_to', 'mid')) };
  let isStrange = message['is_unsupported'] === true;
  for (const item of asObjects(dig(message, 'attachments', 'data'))) {
    const image = asObject(item['image_data']);
    const video = asObject(item['video_data']);
    const type = asText(item['mime_type']);
    const known = { fileName: asText(item['name']), contentType: type, sizeBytes: asNumber(item['size']) };
    const size = (data: JsonObject): Partial<InboundMedia> => ({ ...known, width: asNumber(data['width']), height: asNumber(data['height']) });
    const file = asText(item['file_url']);
    if (image !== null) parts.media.push(mediaAt('photo', asText(image['url']), size(image)));
    else if (video !== null) parts.media.push(mediaAt('video', asText(video['url']), size(video)));
    else if (file !== null) parts.media.push(mediaAt(type?.startsWith('audio/') === true ? 'voice' : 'document', file, known));
    else isStrange = true;
  }
  const shared = asObjects(dig(message, 'shares', 'data'))[0];
  if (shared !== undefined) {
    const link = asText(shared['link']);
    parts.subject = { kind: 'post', externalId: asId(shared['id']), link: webLink(link), text: asText(shared['name']) ?? '', media: link === null ? null : mediaAt('photo', link) };
  }
  const reply = asObject(dig(message, 'story', 'reply_to'));
  const mention = asObject(dig(message, 'story', 'mention'));
  if (reply !== null) {
    parts.kind = 'story_reply';
    parts.subject = story(asId(reply['id']), asText(reply['link']));
  } else if (mention !== null) {
    parts.kind = 'story_mention';
    parts.subject = story(asId(mention['id']), asText(mention['link']));
  }
  return { ...parts, kind: kindOf(parts, shared !== undefined, isStrange) };
}

function kindOf(parts: Parts, isShare: boolean, isStrange: boolean): MessageKind {
  if (parts.kind !== 'text') return parts.kind;
  const first = parts.media[0];
  if (first !== undefined) return first.kind;
  if (isShare) return 'share';
  // The client meant something that we can't show: it must not look like an empty message, nor get lost.
  return isStrange || parts.text === '' ? 'unsupported' : 'text';
}

/** The media behind a story's address dies with the story: it is fetched on arrival like an attachment. */
function story(externalId: string | null, url: string | null): Parts['subject'] {
  return { kind: 'story', externalId, link: null, text: '', media: url === null ? null : mediaAt('photo', url) };
}

function advert(referral: JsonObject | null): Parts['subject'] {
  if (referral === null || asText(referral['source']) !== 'ADS') return null;
  const picture = asText(dig(referral, 'ads_context_data', 'photo_url'));
  return {
    kind: 'ad', externalId: asId(referral['ad_id']), link: webLink(asText(referral['source_url'])), text: asText(dig(referral, 'ads_context_data', 'ad_title')) ?? '',
    media: picture === null ? null : mediaAt('photo', picture),
  };
}

/** Only what a browser may open; anything else that calls itself a link is dropped. */
export function webLink(url: string | null): string | null {
  return url !== null && /^https?:\/\//.test(url) ? url : null;
}
