/** A simulated Telegram on loopback: bots, people who write to them, long polling that really waits, files, and its ways to fail. */
import { addFile, answerApi, failure } from '#channels/telegram/simulator-api.ts';
import type { ApiState } from '#channels/telegram/simulator-api.ts';
import { addUpdate, chatOf, pushUpdate, userOf } from '#channels/telegram/simulator-state.ts';
import type { Bot, Chat, SentMessage } from '#channels/telegram/simulator-state.ts';
import { startSimulatorServer } from '#channels/simulator-server.ts';
import type { Failure, FailureFilter, SimulatorServer } from '#channels/simulator-server.ts';

export interface TelegramSimulatorOptions {
  now(): number;
  port?: number;
}

export interface SimulatedPerson {
  id: string;
  name: string;
  /** All answer the message's id. `at`: dated into the past. */
  writes(text: string, options?: { at?: number; replyTo?: string }): string;
  sendsPhoto(bytes: Uint8Array, caption?: string, options?: { at?: number; albumId?: string }): string;
  sendsAlbum(pictures: readonly Uint8Array[], caption?: string): string[];
  sendsVoice(bytes: Uint8Array, seconds: number): string;
  sendsDocument(bytes: Uint8Array, name: string, contentType: string, toldSize?: number): string;
  sendsVideo(bytes: Uint8Array): string;
  sendsSticker(bytes: Uint8Array, emoji: string): string;
  sendsPlace(latitude: number, longitude: number): string;
  /** A message of a kind that did not exist when the connector was written. */
  sendsUnknown(): string;
  edits(messageId: string, text: string): void;
  reacts(messageId: string, emoji: string | null): void;
  blocks(): void;
  /** The chat gets another id; sending to the old one tells the new one. */
  moves(): string;
}

export interface SimulatedBot {
  identity: string;
  token: string;
  person(firstName: string, options?: { username?: string; language?: string; picture?: Uint8Array; group?: boolean }): SimulatedPerson;
  setWebhook(): void;
  /** An update of an unknown kind. */
  pushUnknown(): void;
  sent: readonly SentMessage[];
  /** Kinds of updates it asked for last. */
  allowed(): readonly string[];
  /** Not confirmed yet. */
  pending(): number;
  /** Every update ever made waits again, as if none had been confirmed. */
  replay(): void;
  revokeToken(): string;
}

/** rate: 429 with retry_after 1 · token: 401 · conflict: 409 · trouble: 502 · the others: see Failure. */
export type TelegramFailure = 'rate' | 'token' | 'conflict' | 'trouble' | 'http502' | 'cut' | 'cut_before' | 'hang' | 'hang_after' | 'garbage';

export interface TelegramSimulator extends Pick<SimulatorServer, 'url' | 'requests' | 'forgetFailures' | 'close'> {
  bot(options: { username: string; name: string; id?: number; token?: string }): SimulatedBot;
  fail(how: TelegramFailure, filter?: FailureFilter): void;
}

/** Until a bot says otherwise: the network's default leaves reactions out. */
const defaultUpdates = ['message', 'edited_message', 'channel_post', 'callback_query', 'my_chat_member'];

export async function createTelegramSimulator(options: TelegramSimulatorOptions): Promise<TelegramSimulator> {
  const state: ApiState = { bots: new Map(), now: options.now };
  const server = await startSimulatorServer({
    now: options.now, handle: (request) => answerApi(request, state), ...(options.port === undefined ? {} : { port: options.port }),
  });
  const begun = Math.floor(options.now() / 1000) % 1_000_000_000;

  const botOf = (bot: Bot): SimulatedBot => ({
    identity: String(bot.id), sent: bot.sent,
    get token() {
      return bot.token;
    },
    person(firstName, { username = '', language = 'uk', picture, group = false } = {}) {
      const id = (group ? -1 : 1) * (700_000_000 + numberOf(`${firstName}${username}`));
      const known = bot.chats.get(id);
      const chat: Chat = known ?? {
        id, firstName, username, language, isBlocked: false, movedTo: null, picture: picture === undefined ? null : addFile(bot, picture, 'profile_photos'), messages: [],
      };
      bot.chats.set(id, chat);
      return personOf(bot, chat, options.now);
    },
    setWebhook: () => {
      bot.webhook = 'https://elsewhere.example/';
    },
    pushUnknown: () => {
      addUpdate(bot, { update_id: (bot.nextUpdateId += 1), purchased_unicorn: { id: 1 } });
    },
    allowed: () => bot.allowed,
    pending: () => bot.updates.length,
    replay: () => {
      bot.updates = [...bot.history];
    },
    revokeToken() {
      state.bots.delete(bot.token);
      bot.token = `${bot.token}x`;
      state.bots.set(bot.token, bot);
      return bot.token;
    },
  });

  return {
    url: server.url, requests: server.requests, forgetFailures: server.forgetFailures, close: server.close,
    bot({ username, name, id = 5_000_000_000 + numberOf(username), token = `${id}:AAsimulated-${username}` }) {
      const bot: Bot = {
        id, username, name, token, chats: new Map(), files: new Map(), updates: [], nextUpdateId: begun, nextMessageId: begun % 10_000_000, allowed: defaultUpdates,
        webhook: null, reader: null, sent: [], history: [],
      };
      state.bots.set(token, bot);
      return botOf(bot);
    },
    fail: (how, filter) => server.fail(failures[how] ?? (how as Failure), filter),
  };
}

const failures: Partial<Record<TelegramFailure, Failure>> = {
  rate: failure(429, 'Too Many Requests: retry after 1', { retry_after: 1 }),
  token: failure(401, 'Unauthorized'),
  conflict: failure(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'),
  trouble: failure(502, 'Bad Gateway'),
  http502: { status: 502, contentType: 'text/html', body: '<html>502 Bad Gateway</html>' },
};

function personOf(bot: Bot, chat: Chat, now: () => number): SimulatedPerson {
  const push = (content: object, text = '', { at = now(), replyTo }: { at?: number; replyTo?: string } = {}): string => {
    const id = (bot.nextMessageId += 1);
    chat.messages.push({ id, at, fromClient: true, text });
    pushUpdate(bot, 'message', {
      message_id: id, from: userOf(chat), chat: chatOf(chat), date: Math.floor(at / 1000), ...content,
      ...(replyTo === undefined ? {} : { reply_to_message: { message_id: Number(replyTo), date: 0, chat: chatOf(chat) } }),
    });
    return String(id);
  };
  const stored = (bytes: Uint8Array, folder: string, size?: number): { file_id: string; file_unique_id: string; file_size: number } => {
    const id = addFile(bot, bytes, folder, size);
    return { file_id: id, file_unique_id: `u${id}`, file_size: size ?? bytes.byteLength };
  };
  const photo = (bytes: Uint8Array): object[] => [{ ...stored(new Uint8Array([0]), 'thumbs'), width: 90, height: 90 }, { ...stored(bytes, 'photos'), width: 320, height: 320 }];
  const withCaption = (caption: string): object => (caption === '' ? {} : { caption });
  return {
    id: String(chat.id), name: chat.firstName,
    writes: (text, written) => push({ text }, text, written),
    sendsPhoto: (bytes, caption = '', { at, albumId } = {}) =>
      push({ photo: photo(bytes), ...withCaption(caption), ...(albumId === undefined ? {} : { media_group_id: albumId }) }, caption, at === undefined ? {} : { at }),
    sendsAlbum(pictures, caption = '') {
      const albumId = `13${bot.nextMessageId}`;
      return pictures.map((bytes, n) => push({ photo: photo(bytes), media_group_id: albumId, ...withCaption(n === 0 ? caption : '') }, caption));
    },
    sendsVoice: (bytes, seconds) => push({ voice: { ...stored(bytes, 'voice'), duration: seconds, mime_type: 'audio/ogg' } }),
    sendsDocument: (bytes, name, contentType, toldSize) => push({ document: { ...stored(bytes, 'documents', toldSize), file_name: name, mime_type: contentType } }),
    sendsVideo: (bytes) => push({ video: { ...stored(bytes, 'videos'), width: 320, height: 240, duration: 3, mime_type: 'video/mp4' } }),
    sendsSticker: (bytes, emoji) => push({ sticker: { ...stored(bytes, 'stickers'), width: 512, height: 512, emoji, type: 'regular', is_animated: false, is_video: false } }),
    sendsPlace: (latitude, longitude) => push({ location: { latitude, longitude } }),
    sendsUnknown: () => push({ hologram: { size: 3 } }),
    edits(messageId, text) {
      const message = chat.messages.find((one) => one.id === Number(messageId));
      if (message === undefined) return;
      message.text = text;
      const date = Math.floor(message.at / 1000);
      pushUpdate(bot, 'edited_message', { message_id: message.id, from: userOf(chat), chat: chatOf(chat), date, edit_date: Math.floor(now() / 1000), text });
    },
    reacts(messageId, emoji) {
      pushUpdate(bot, 'message_reaction', {
        chat: chatOf(chat), message_id: Number(messageId), user: userOf(chat), date: Math.floor(now() / 1000), old_reaction: [],
        new_reaction: emoji === null ? [] : [{ type: 'emoji', emoji }],
      });
    },
    blocks: () => {
      chat.isBlocked = true;
      pushUpdate(bot, 'my_chat_member', { chat: chatOf(chat), from: userOf(chat), date: Math.floor(now() / 1000), new_chat_member: { status: 'kicked' } });
    },
    moves() {
      const id = -1_000_000_000_000 + chat.id;
      bot.chats.set(id, { ...chat, id, movedTo: null, messages: chat.messages });
      chat.movedTo = id;
      return String(id);
    },
  };
}

function numberOf(text: string): number {
  let hash = 7;
  for (const unit of text) hash = (hash * 31 + unit.codePointAt(0)!) % 99_999_989;
  return hash;
}
