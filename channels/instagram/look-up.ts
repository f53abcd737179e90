/** Asks the network for what a delivery only pointed at: mentions, and whom an answer of ours was for. */
import type { ChannelAccount, ChannelTools, InboundEvent, LookUp } from '#channels/channel.ts';
import { ownAnswer, writtenOf } from '#channels/instagram/comments.ts';
import type { Written } from '#channels/instagram/comments.ts';
import { graphUrl, readIfTold } from '#channels/instagram/graph.ts';
import { readMention } from '#channels/instagram/mentions.ts';
import { asObjects, dig, kept } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';

export const threadFields = 'id,text,timestamp,from,username';
/** The answer to our own call is on its way as well, and names the comment: it is given the time to be stored first. */
const ownFirstMs = 2_000;

export function ownAnswerLookUp(own: Written, parentId: string, value: JsonObject): LookUp {
  return { ask: { what: 'own_answer', parentId, id: own.id, authorId: own.authorId, handle: own.handle, text: own.text, at: own.at }, raw: kept(JSON.stringify(value)), otherwise: [] };
}

/** null = the network does not tell. */
export async function lookUp(ask: LookUp['ask'], account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<InboundEvent[] | null> {
  const text = (name: string): string => String(ask[name] ?? '');
  const at = Number(ask['at']);
  if (ask['what'] === 'mention') return readMention({ mediaId: text('mediaId'), commentId: ask['commentId'] === null ? null : text('commentId') }, at, account, tools, signal);
  await tools.clock.sleep(ownFirstMs, signal);
  const body = await readIfTold(graphUrl(account, `/${encodeURIComponent(text('parentId'))}`, { fields: `${threadFields},replies.limit(50){${threadFields}}` }), account, tools, signal);
  if (body === null) return null;
  const thread = [body, ...asObjects(dig(body, 'replies', 'data'))].flatMap((one) => writtenOf(one, 0) ?? []);
  const event = ownAnswer({ id: text('id'), authorId: text('authorId'), handle: text('handle'), text: text('text'), at }, thread, account);
  return event === null ? [] : [event];
}
