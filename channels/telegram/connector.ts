/** A Telegram bot: one sequential reader by long polling, files by the Bot API. */
import type { ChannelAccount, ChannelTools, Connector, Place, ReadBatch } from '#channels/channel.ts';
import { ChannelError } from '#channels/channel.ts';
import { channelFacts } from '#shared/model/channel.ts';
import { asChannelError, createApi, endpointDefaults, fileAddress } from '#channels/telegram/api.ts';
import { maxDownloadBytes } from '#channels/telegram/content.ts';
import { maxFileBytes, maxTextLength, sendMessage } from '#channels/telegram/send.ts';
import { personOf } from '#channels/telegram/people.ts';
import { allowedUpdates, readUpdates } from '#channels/telegram/wire.ts';
import { download } from '#channels/download.ts';
import { ownOrigins } from '#channels/endpoints.ts';
import { asObject } from '#channels/json.ts';

const pollSeconds = 25;
const short = { waitMs: 10_000, wholeMs: 20_000 };
const avatarSide = 160;

export const telegramConnector: Connector = {
  channel: 'telegram',
  limits: { maxText: maxTextLength, textUnit: 'characters', maxBytes: maxFileBytes, mediaByUrl: channelFacts.telegram.mediaByUrl, routes: ['direct'], windowMs: channelFacts.telegram.windowMs },
  secretFields: [{ name: 'token', required: true }],
  endpointDefaults,
  reading: 'poll',
  send: sendMessage,
  read: readBot,

  async check(account, tools, signal) {
    const me = await asked(createApi(account, tools, short).getMe(signal as never));
    return { identity: String(me.id), handle: me.username ?? '', name: me.first_name, tokenExpiresAt: null };
  },

  async fetchMedia(source, account, tools, signal) {
    const { file_path: path } = await asked(createApi(account, tools, short).getFile(source, signal as never));
    if (path === undefined) throw new ChannelError('gone', 'no path', null);
    const file = await download(fileAddress(account, path), ownOrigins(account), maxDownloadBytes, tools, signal);
    // Telegram serves every file as octet-stream: the message itself tells what it is.
    return { bytes: file.bytes, contentType: null, fileName: path.split('/').at(-1) ?? null };
  },

  async person(externalId, account, tools, signal) {
    const api = createApi(account, tools, short);
    const id = Number(externalId);
    if (!Number.isSafeInteger(id)) return null;
    try {
      const known = personOf(asObject(await asked(api.getChat(id, signal as never))) ?? {}, externalId);
      if (id < 0) return { ...known, avatarSource: null };
      const photos = await asked(api.getUserProfilePhotos(id, { limit: 1 }, signal as never));
      const sizes = [...(photos.photos[0] ?? [])].sort((a, b) => a.width - b.width);
      return { ...known, avatarSource: (sizes.find((size) => size.width >= avatarSide) ?? sizes.at(-1))?.file_id ?? null };
    } catch (error) {
      if (error instanceof ChannelError && error.code === 'bad_request') return null;
      throw error;
    }
  },

  /** A webhook set elsewhere forbids polling: it is taken off, and what waits there is kept. */
  async takeOver(account, tools, signal) {
    await asked(createApi(account, tools, short).deleteWebhook({ drop_pending_updates: false }, signal as never));
  },
};

/** `place` is the next offset: sending it confirms everything before it, so it goes out only after that has been stored. */
async function* readBot(account: ChannelAccount, place: Place | null, tools: ChannelTools, signal: AbortSignal): AsyncIterable<ReadBatch> {
  const api = createApi(account, tools, { waitMs: (pollSeconds + 15) * 1000, wholeMs: (pollSeconds + 30) * 1000 });
  let offset = place === null ? undefined : Number(place);
  for (let isFirst = true; ; isFirst = false) {
    // The first answer comes at once: it shows that token and place are good.
    const query = { timeout: isFirst ? 0 : pollSeconds, limit: 100, allowed_updates: [...allowedUpdates], ...(offset === undefined ? {} : { offset }) };
    const updates = await asked(api.getUpdates(query, signal as never));
    const { next, ...intake } = readUpdates(updates, tools.clock.now());
    yield { ...intake, place: next === null ? null : String(next) };
    if (next !== null) offset = next;
  }
}

async function asked<Value>(call: Promise<Value>): Promise<Value> {
  try {
    return await call;
  } catch (error) {
    throw asChannelError(error);
  }
}
