/** Our account named in somebody else's post, or under it: the delivery tells ids only, the network tells the rest when asked. */
import type { ChannelAccount, ChannelTools, InboundEvent, LookUp } from '#channels/channel.ts';
import { isOurs, person } from '#channels/instagram/comments.ts';
import { graphUrl, readIfTold } from '#channels/instagram/graph.ts';
import { mediaAt, webLink } from '#channels/instagram/media.ts';
import { asId, asObject, asText, asTime, dig, kept } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

/** The post, and the comment under it unless the post itself names us. */
export interface Mention {
  mediaId: string;
  commentId: string | null;
}

const mediaFields = 'id,permalink,caption,media_type,media_url,thumbnail_url,username,timestamp';
/** The documentation names fewer fields than the network gives; one it does not know spoils the whole answer, so the fewer are asked for next. */
const fieldsOf = {
  comment: [`id,text,timestamp,username,from,media{${mediaFields}}`, 'id,text,timestamp,media{id,media_url}'],
  media: [mediaFields, 'id,caption,media_type,media_url,timestamp,username'],
} as const;

/** Names the mention where a comment's id stands: an answer to it goes by a call of its own. */
export function mentionId({ mediaId, commentId }: Mention): string {
  return `mention:${mediaId}${commentId === null ? '' : `:${commentId}`}`;
}

export function mentionOf(externalId: string): Mention | null {
  const [, mediaId, commentId] = /^mention:(\d+)(?::(\d+))?$/.exec(externalId) ?? [];
  return mediaId === undefined ? null : { mediaId, commentId: commentId ?? null };
}

/** Nobody told the network's id of this person: there is no dialogue to write to. */
export function hasNoDialogue(chatId: string): boolean {
  return chatId.startsWith('@') || chatId.startsWith('mention:');
}

/** null = names no post. */
export function mentionLookUp(value: JsonObject, at: number): LookUp | null {
  const mention = mentionOf(mentionId({ mediaId: asId(value['media_id']) ?? '', commentId: asId(value['comment_id']) }));
  if (mention === null) return null;
  const nobody = { ...person(mentionId(mention), ''), name: 'Instagram', avatarSource: null };
  return {
    ask: { what: 'mention', mediaId: mention.mediaId, commentId: mention.commentId, at }, raw: kept(JSON.stringify(value)),
    otherwise: [{ ...eventOf(mention, nobody, at), kind: 'unsupported' }],
  };
}

/** null = the network does not tell. */
export async function readMention(mention: Mention, at: number, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<InboundEvent[] | null> {
  const [what, call] = mention.commentId === null ? (['media', `media_id(${mention.mediaId})`] as const) : (['comment', `comment_id(${mention.commentId})`] as const);
  for (const fields of fieldsOf[what]) {
    const body = await readIfTold(graphUrl(account, `/${encodeURIComponent(account.identity)}`, { fields: `mentioned_${what}.${call}{${fields}}` }), account, tools, signal);
    const found = asObject(body?.[`mentioned_${what}`]);
    if (found !== null) return eventsOf(mention, found, at, account);
  }
  return null;
}

function eventsOf(mention: Mention, found: JsonObject, at: number, account: ChannelAccount): InboundEvent[] {
  const isComment = mention.commentId !== null;
  const post = isComment ? (asObject(found['media']) ?? {}) : found;
  const authorId = asId(dig(found, 'from', 'id'));
  const handle = asText(found['username']) ?? asText(dig(found, 'from', 'username')) ?? '';
  // Under a post of ours it comes as a comment too.
  if (isOurs({ authorId, handle }, account) || isOurs({ authorId: null, handle: asText(post['username']) ?? '' }, account)) return [];
  const id = authorId ?? (handle === '' ? mentionId(mention) : `@${handle.toLowerCase()}`);
  const who = authorId !== null ? person(id, handle) : { ...person(id, handle), name: handle === '' ? 'Instagram' : '', avatarSource: null };
  const event = eventOf(mention, who, asTime(found['timestamp']) ?? at);
  const caption = asText(post['caption']) ?? '';
  return [{
    ...event, kind: isComment ? 'comment' : 'share', text: isComment ? (asText(found['text']) ?? '') : caption,
    subject: { ...event.subject!, link: webLink(asText(post['permalink'])), text: isComment ? caption : '', media: pictureOf(post) },
  }];
}

function eventOf(mention: Mention, who: InboundEvent['person'], at: number): Extract<InboundEvent, { type: 'message' }> {
  const externalId = mentionId(mention);
  return {
    type: 'message', eventKey: externalId, chatId: who.externalId, person: who, at, fromClient: true, externalId, kind: 'comment', text: '', media: [], albumId: null, replyToExternalId: null,
    subject: { kind: 'mention', externalId: mention.mediaId, link: null, text: '', media: null },
    // It can be answered where it stands; in private never.
    opensWindowUntil: null, privateReplyUntil: 0,
  };
}

function pictureOf(post: JsonObject): NonNullable<Extract<InboundEvent, { type: 'message' }>['subject']>['media'] {
  const still = asText(post['thumbnail_url']);
  const whole = asText(post['media_url']);
  if (still !== null) return mediaAt('photo', still);
  return whole === null ? null : mediaAt(post['media_type'] === 'VIDEO' ? 'video' : 'photo', whole);
}
