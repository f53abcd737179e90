/** What the simulated Telegram remembers of its bots, chats and files. Plain data. */
export interface Bot {
  id: number;
  username: string;
  name: string;
  token: string;
  chats: Map<number, Chat>;
  files: Map<string, StoredFile>;
  /** Not confirmed by an offset yet. */
  updates: Update[];
  /** Confirmed ones too. */
  history: Update[];
  nextUpdateId: number;
  nextMessageId: number;
  allowed: readonly string[];
  webhook: string | null;
  /** The reader that waits; a second one ends it with 409. */
  reader: { answer(status: 'updates' | 'conflict'): void } | null;
  sent: SentMessage[];
}

export interface Update {
  update_id: number;
  [kind: string]: unknown;
}

export interface Chat {
  id: number;
  firstName: string;
  username: string;
  language: string;
  isBlocked: boolean;
  /** Became another chat: sending to this one says so. */
  movedTo: number | null;
  picture: string | null;
  messages: { id: number; at: number; fromClient: boolean; text: string }[];
}

export interface StoredFile {
  bytes: Uint8Array;
  path: string;
  /** As told in messages; may be larger than what is kept. */
  size: number;
}

export interface SentMessage {
  id: string;
  chatId: string;
  method: string;
  text: string;
  file: { bytes: Uint8Array; name: string } | null;
  replyTo: number | null;
}

export function pushUpdate(bot: Bot, kind: string, content: object): void {
  // What was not asked for is never stored for the bot.
  if (!bot.allowed.includes(kind)) return;
  addUpdate(bot, { update_id: (bot.nextUpdateId += 1), [kind]: content });
}

export function addUpdate(bot: Bot, update: Update): void {
  bot.updates.push(update);
  bot.history.push(update);
  bot.reader?.answer('updates');
}

export function chatOf(chat: Chat): object {
  return { id: chat.id, ...(chat.id < 0 ? { type: 'group', title: chat.firstName } : { type: 'private', first_name: chat.firstName }), ...(chat.username === '' ? {} : { username: chat.username }) };
}

export function userOf(chat: Chat): object {
  return { id: chat.id, is_bot: false, first_name: chat.firstName, language_code: chat.language, ...(chat.username === '' ? {} : { username: chat.username }) };
}
