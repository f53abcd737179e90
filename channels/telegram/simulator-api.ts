/** The simulated Bot API: its methods, answered from the state the way the documentation says. */
import { asArray, asNumber, asObject, asText, parseJson } from '#channels/json.ts';
import type { JsonObject } from '#channels/json.ts';
import { json } from '#channels/simulator-server.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#channels/simulator-server.ts';
import { readMultipart } from '#channels/telegram/simulator-multipart.ts';
import { chatOf } from '#channels/telegram/simulator-state.ts';
import type { Bot } from '#channels/telegram/simulator-state.ts';

export interface ApiState {
  bots: Map<string, Bot>;
  now(): number;
}

type Input = { fields: JsonObject; files: Map<string, { bytes: Uint8Array; name: string }> };

export function failure(code: number, description: string, parameters?: object): SimulatorAnswer {
  return json({ ok: false, error_code: code, description, ...(parameters === undefined ? {} : { parameters }) }, code);
}

const ok = (result: unknown): SimulatorAnswer => json({ ok: true, result });

export async function answerApi(request: SimulatorRequest, state: ApiState): Promise<SimulatorAnswer> {
  const [, prefix = '', second = '', ...rest] = request.path.split('/');
  if (prefix === 'file') {
    const bot = state.bots.get(second.replace(/^bot/, ''));
    const file = [...(bot?.files.values() ?? [])].find((one) => one.path === rest.join('/'));
    return file === undefined ? failure(404, 'Not Found') : { status: 200, contentType: 'application/octet-stream', body: file.bytes };
  }
  const bot = state.bots.get(prefix.replace(/^bot/, ''));
  if (bot === undefined) return failure(401, 'Unauthorized');
  const input = inputOf(request);
  switch (second) {
    case 'getMe': return ok({ id: bot.id, is_bot: true, first_name: bot.name, username: bot.username, can_join_groups: true, can_read_all_group_messages: false });
    case 'getUpdates': return getUpdates(bot, input.fields, request.gone);
    case 'getFile': return getFile(bot, asText(input.fields['file_id']) ?? '');
    case 'getChat': return getChat(bot, Number(input.fields['chat_id']));
    case 'getUserProfilePhotos': return photos(bot, Number(input.fields['user_id']));
    case 'deleteWebhook':
      bot.webhook = null;
      if (input.fields['drop_pending_updates'] === true) bot.updates = [];
      return ok(true);
    default: return second.startsWith('send') ? send(second, bot, input, state) : failure(404, 'Not Found: method not found');
  }
}

function inputOf(request: SimulatorRequest): Input {
  const type = request.headers['content-type'] ?? '';
  const files: Input['files'] = new Map();
  if (!type.startsWith('multipart/')) return { fields: asObject(parseJson(request.body.toString())) ?? Object.fromEntries(request.query), files };
  const fields: Record<string, unknown> = {};
  for (const part of readMultipart(request.body, type)) {
    const text = new TextDecoder().decode(part.bytes);
    if (part.fileName === null) fields[part.name] = /^[[{\d-]/.test(text) ? (parseJson(text) ?? text) : text;
    else files.set(part.name, { bytes: part.bytes, name: part.fileName });
  }
  return { fields, files };
}

function getUpdates(bot: Bot, fields: JsonObject, gone: AbortSignal): Promise<SimulatorAnswer> | SimulatorAnswer {
  if (bot.webhook !== null) return failure(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first");
  const offset = asNumber(fields['offset']) ?? 0;
  const limit = asNumber(fields['limit']) ?? 100;
  const allowed = asArray(fields['allowed_updates']).map(String);
  if (allowed.length > 0) bot.allowed = allowed;
  bot.updates = bot.updates.filter((update) => update.update_id >= offset);
  bot.reader?.answer('conflict');
  const answer = (): SimulatorAnswer => ok(bot.updates.slice(0, limit));
  const waitMs = (asNumber(fields['timeout']) ?? 0) * 1000;
  if (bot.updates.length > 0 || waitMs === 0) return answer();
  return new Promise((done) => {
    const end = (result: SimulatorAnswer): void => {
      clearTimeout(timer);
      if (bot.reader === reader) bot.reader = null;
      done(result);
    };
    const reader: Bot['reader'] = {
      answer: (how) => end(how === 'updates' ? answer() : failure(409, 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running')),
    };
    const timer = setTimeout(() => end(answer()), waitMs);
    gone.addEventListener('abort', () => end(answer()));
    bot.reader = reader;
  });
}

function getFile(bot: Bot, fileId: string): SimulatorAnswer {
  const file = bot.files.get(fileId);
  if (file === undefined) return failure(400, 'Bad Request: invalid file_id');
  if (file.size > 20 * 1024 * 1024) return failure(400, 'Bad Request: file is too big');
  return ok({ file_id: fileId, file_unique_id: `u${fileId}`, file_size: file.size, file_path: file.path });
}

function getChat(bot: Bot, id: number): SimulatorAnswer {
  const chat = bot.chats.get(id);
  return chat === undefined ? failure(400, 'Bad Request: chat not found') : ok(chatOf(chat));
}

function photos(bot: Bot, id: number): SimulatorAnswer {
  if (id < 0) return failure(400, 'Bad Request: user not found');
  const picture = bot.chats.get(id)?.picture ?? null;
  const sizes = picture === null ? [] : [[{ file_id: picture, file_unique_id: `u${picture}`, width: 160, height: 160, file_size: 900 }]];
  return ok({ total_count: sizes.length, photos: sizes });
}

function send(method: string, bot: Bot, input: Input, state: ApiState): SimulatorAnswer {
  const chat = bot.chats.get(Number(input.fields['chat_id']));
  if (chat === undefined) return failure(400, 'Bad Request: chat not found');
  if (chat.movedTo !== null) return failure(400, 'Bad Request: group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.movedTo });
  if (chat.isBlocked) return failure(403, 'Forbidden: bot was blocked by the user');
  const replyTo = asNumber(asObject(input.fields['reply_parameters'])?.['message_id']);
  const make = (text: string, file: { bytes: Uint8Array; name: string } | null): object => {
    const id = (bot.nextMessageId += 1);
    const date = Math.floor(state.now() / 1000);
    chat.messages.push({ id, at: state.now(), fromClient: false, text });
    bot.sent.push({ id: String(id), chatId: String(chat.id), method, text, file, replyTo });
    return { message_id: id, date, chat: chatOf(chat), from: { id: bot.id, is_bot: true, first_name: bot.name }, ...(file === null ? { text } : { caption: text }) };
  };
  if (method === 'sendMessage') return sendText(asText(input.fields['text']) ?? '', make);
  if (method === 'sendMediaGroup') return sendAlbum(asArray(input.fields['media']), input, make);
  const field = method.slice('send'.length).toLowerCase();
  const file = input.files.get(fileName(input.fields[field]) ?? field) ?? null;
  if (file === null || !['photo', 'document', 'voice', 'video', 'audio'].includes(field)) return failure(400, `Bad Request: there is no ${field} in the request`);
  const caption = String(input.fields['caption'] ?? '');
  if (caption.length > 1024) return failure(400, 'Bad Request: message caption is too long');
  if (field === 'photo' && file.bytes.byteLength > 10 * 1024 * 1024) return failure(413, 'Request Entity Too Large');
  return ok(make(caption, file));
}

function sendText(text: string, make: (text: string, file: null) => object): SimulatorAnswer {
  if (text === '') return failure(400, 'Bad Request: message text is empty');
  return text.length > 4096 ? failure(400, 'Bad Request: message is too long') : ok(make(text, null));
}

function sendAlbum(media: readonly unknown[], input: Input, make: (text: string, file: { bytes: Uint8Array; name: string }) => object): SimulatorAnswer {
  const items = media.map((item) => ({ item: asObject(item) ?? {}, file: input.files.get(fileName(asObject(item)?.['media']) ?? '') }));
  if (items.length < 2 || items.length > 10 || items.some(({ file }) => file === undefined)) return failure(400, 'Bad Request: wrong number of messages in the album');
  return ok(items.map(({ item, file }) => make(asText(item['caption']) ?? '', file!)));
}

function fileName(value: unknown): string | null {
  return typeof value === 'string' && value.startsWith('attach://') ? value.slice('attach://'.length) : null;
}

export function addFile(bot: Bot, bytes: Uint8Array, folder: string, size = bytes.byteLength): string {
  const id = `BQACAgIAAx${bot.files.size + 1}_${bot.id}`;
  bot.files.set(id, { bytes, path: `${folder}/file_${bot.files.size}`, size });
  return id;
}
