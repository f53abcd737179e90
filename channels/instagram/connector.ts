/** Instagram with Instagram Login: signed webhooks and polling, one token per account. */
import type { ChannelAccount, ChannelTools, Connector, LiveCheck, OutboundMessage } from '#channels/channel.ts';
import { ChannelError } from '#channels/channel.ts';
import { channelFacts } from '#shared/model/channel.ts';
import { asId, asNumber, asText, asTime, dig } from '#channels/json.ts';
import { download } from '#channels/download.ts';
import { ownOrigins } from '#channels/endpoints.ts';
import type { Caller } from '#channels/endpoints.ts';
import { endpointDefaults, graphUrl, readGraph, readIfTold } from '#channels/instagram/graph.ts';
import { profileLink } from '#channels/instagram/comments.ts';
import { answerHook } from '#channels/instagram/hook.ts';
import { lookUp } from '#channels/instagram/look-up.ts';
import { mentionOf } from '#channels/instagram/mentions.ts';
import { newestMessages, readAccount } from '#channels/instagram/poll.ts';
import { maxFileBytes, maxTextBytes, sendMessage } from '#channels/instagram/send.ts';
import { splitText } from '#channels/text.ts';

/** Story videos are the largest that a client can send. */
const maxMediaBytes = 100 * 1024 * 1024;
const clockSlackMs = 5_000;

export const instagramConnector: Connector = {
  channel: 'instagram',
  limits: {
    maxText: maxTextBytes, textUnit: 'bytes', maxBytes: maxFileBytes, mediaByUrl: channelFacts.instagram.mediaByUrl,
    routes: ['direct', 'public', 'private'], windowMs: channelFacts.instagram.windowMs,
  },
  secretFields: [{ name: 'token', required: true }, { name: 'appSecret', required: false }],
  endpointDefaults,
  reading: 'both',
  check: checkToken,
  hook: answerHook,
  read: readAccount,
  send: sendMessage,
  lookUp,

  async fetchMedia(source, account, tools, signal) {
    return { ...(await download(source, ownOrigins(account), maxMediaBytes, tools, signal)), fileName: null };
  },

  async person(externalId, account, tools, signal) {
    // Whoever only commented, or blocked us, can't be looked up.
    const body = await readIfTold(graphUrl(account, `/${encodeURIComponent(externalId)}`, { fields: 'name,username,profile_pic' }), account, tools, signal);
    if (body === null) return null;
    const handle = asText(body['username']) ?? '';
    return { externalId, handle, name: asText(body['name']) ?? '', avatarSource: asText(body['profile_pic']), link: profileLink(handle), language: null };
  },

  async findSent(message, since, account, tools, signal) {
    if (message.route === 'public') return findAnswer(message, since, account, tools, signal);
    const wanted = splitText(message.text, maxTextBytes, 'bytes');
    if (wanted.length === 0) return null;
    const ours = (await newestMessages(message.chatId, account, tools, signal))
      .filter((one) => asId(dig(one, 'from', 'id')) === account.identity && (asTime(one['created_time']) ?? 0) >= since - clockSlackMs);
    const found = wanted.map((part) => asId(ours.find((one) => asText(one['message'])?.trim() === part.trim())?.['id']));
    // Half of a long message is neither sent nor unsent: a person must look.
    return found.every((id) => id !== null) ? { externalId: found.at(-1)! } : null;
  },

  async refresh(account, tools, signal) {
    const query = { grant_type: 'ig_refresh_token', access_token: account.secrets['token'] ?? '' };
    const body = await readGraph(graphUrl(account, '/refresh_access_token', query), account, tools, signal, false);
    const token = asText(body['access_token']);
    const seconds = asNumber(body['expires_in']);
    if (token === null || token === '' || seconds === null) return null;
    return { secrets: { ...account.secrets, token }, tokenExpiresAt: tools.clock.now() + seconds * 1000 };
  },
};

async function checkToken(account: Caller, tools: ChannelTools, signal: AbortSignal): Promise<LiveCheck> {
  const body = await readGraph(graphUrl(account, '/me', { fields: 'user_id,username,name' }), account, tools, signal);
  // `user_id` is what webhooks name the account by; `id` is the app's own number for it.
  const identity = asId(body['user_id']) ?? asId(body['id']);
  if (identity === null) throw new ChannelError('bad_request', 'no id', null);
  const handle = asText(body['username']) ?? '';
  return { identity, handle, name: asText(body['name']) ?? handle, tokenExpiresAt: null };
}

async function findAnswer(message: OutboundMessage, since: number, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<{ externalId: string } | null> {
  // What stands under somebody else's post is not ours to list.
  if (message.commentExternalId === null || mentionOf(message.commentExternalId) !== null) return null;
  const body = await readGraph(graphUrl(account, `/${encodeURIComponent(message.commentExternalId)}/replies`, { fields: 'id,text,timestamp,from' }), account, tools, signal);
  const list = Array.isArray(body['data']) ? body['data'] : [];
  const found = list.find((one) => asId(dig(one, 'from', 'id')) === account.identity && asText(dig(one, 'text')) === message.text
    && (asTime(dig(one, 'timestamp')) ?? 0) >= since - clockSlackMs);
  const externalId = asId(dig(found, 'id'));
  return externalId === null ? null : { externalId };
}
