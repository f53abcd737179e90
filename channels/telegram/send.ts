/** Sends a message by a Telegram bot: text, files with a caption, several pictures as one album. */
import { GrammyError, InputFile, InputMediaBuilder } from 'grammy';
import type { Api } from 'grammy';
import type { InputMediaPhoto, InputMediaVideo } from 'grammy/types';
import type { ChannelAccount, ChannelTools, OutboundAttachment, OutboundMessage, SendOutcome } from '#channels/channel.ts';
import { OutsideError } from '#channels/channel.ts';
import { createApi, outsideErrorOf } from '#channels/telegram/api.ts';
import { refused } from '#channels/refusal.ts';
import type { Refusal } from '#channels/refusal.ts';
import { splitText } from '#channels/text.ts';

export const maxTextLength = 4096;
const maxCaptionLength = 1024;
const albumSize = 10;
const mb = 1024 * 1024;
export const maxFileBytes = { photo: 10 * mb, voice: 50 * mb, audio: 50 * mb, video: 50 * mb, document: 50 * mb, sticker: 10 * mb } as const;

/** One call: how many messages come of it, their ids. */
type Step = (api: Api, chatId: string, signal: AbortSignal) => Promise<{ ids: number[]; at: number }>;

export async function sendMessage(message: OutboundMessage, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<SendOutcome> {
  if (message.route !== 'direct') return refused('bad_request', message.route);
  const tooLarge = message.attachments.find((file) => file.sizeBytes > maxFileBytes[file.kind]);
  if (tooLarge !== undefined) return refused('file_too_large', String(maxFileBytes[tooLarge.kind]));
  const steps = await stepsOf(message);
  if (steps.length === 0) return refused('empty', '');

  const api = createApi(account, tools, message.attachments.length > 0 ? { waitMs: 60_000, wholeMs: 60_000 } : { waitMs: 15_000, wholeMs: 20_000 });
  const externalIds: string[] = [];
  let chatId = message.chatId;
  let at: number | null = null;
  for (const step of steps) {
    const answer = await attempt(step, api, chatId, externalIds.length > 0, tools, signal);
    if ('state' in answer) {
      if (externalIds.length === 0) return answer;
      // Half of it is out: to repeat all would double it, to call it refused would be a lie.
      throw new OutsideError('cut', true);
    }
    chatId = answer.chatId;
    externalIds.push(...answer.ids.map(String));
    at = answer.at * 1000;
  }
  return { state: 'sent', externalIds, at };
}

/** `isLater`: something of this message is out already, so a short wait is better than leaving it half sent. */
async function attempt(
  step: Step, api: Api, chatId: string, isLater: boolean, tools: ChannelTools, signal: AbortSignal,
): Promise<{ ids: number[]; at: number; chatId: string } | Refusal> {
  for (let to = chatId; ; ) {
    try {
      return { ...(await step(api, to, signal)), chatId: to };
    } catch (error) {
      const moved = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined;
      if (moved !== undefined && String(moved) !== to) {
        to = String(moved);
        continue;
      }
      const refusal = refusalOf(error);
      if (!isLater || refusal.code !== 'rate_limited' || refusal.retryAfterMs === null || refusal.retryAfterMs > 10_000) return refusal;
      await tools.clock.sleep(refusal.retryAfterMs, signal);
    }
  }
}

/** What the network said no to; rethrows what may have been done all the same. */
function refusalOf(error: unknown): Refusal {
  const outside = outsideErrorOf(error);
  if (outside !== null && !outside.sent) return refused('network', outside.code, 3_000);
  // A 5xx comes from a gateway in front of what may have accepted the message; Telegram has no look-up that would tell.
  if (!(error instanceof GrammyError) || error.error_code >= 500) throw error;
  const detail = `${error.method} ${error.error_code}`;
  if (error.error_code === 401 || error.error_code === 404) return { ...refused('token_invalid', detail), account: true };
  if (error.error_code === 429) return refused('rate_limited', detail, (error.parameters.retry_after ?? 5) * 1000);
  if (error.error_code === 403) return refused(/blocked|deactivated|kicked/i.test(error.description) ? 'blocked' : 'not_reachable', detail);
  if (/chat not found|user not found|peer_id_invalid/i.test(error.description)) return refused('not_reachable', detail);
  if (error.error_code === 413 || /too (big|large)|file size/i.test(error.description)) return refused('file_too_large', detail);
  return refused('bad_request', detail);
}

async function stepsOf(message: OutboundMessage): Promise<Step[]> {
  const steps: Step[] = [];
  const quoted = Number(message.replyToExternalId ?? Number.NaN);
  const reply = (): { reply_parameters?: { message_id: number; allow_sending_without_reply: true } } =>
    steps.length === 0 && Number.isSafeInteger(quoted) ? { reply_parameters: { message_id: quoted, allow_sending_without_reply: true } } : {};
  const visual = message.attachments.filter((file) => file.kind === 'photo' || file.kind === 'video');
  const others = message.attachments.filter((file) => file.kind !== 'photo' && file.kind !== 'video');
  const captioned = message.text !== '' && message.text.length <= maxCaptionLength && message.attachments.length > 0 && (visual.length === 0 || others.length === 0);
  let caption = captioned ? message.text : '';
  const takeCaption = (): { caption?: string } => {
    const text = caption;
    caption = '';
    return text === '' ? {} : { caption: text };
  };

  for (let from = 0; from < visual.length; from += albumSize) {
    const group = visual.slice(from, from + albumSize);
    if (group.length === 1) steps.push(one(group[0]!, await input(group[0]!), { ...takeCaption(), ...reply() }));
    else steps.push(album(await Promise.all(group.map(async (file) => ({ file, input: await input(file) }))), takeCaption(), reply()));
  }
  for (const file of others) steps.push(one(file, await input(file), { ...takeCaption(), ...reply() }));
  if (!captioned) {
    for (const text of splitText(message.text, maxTextLength, 'characters')) {
      const options = reply();
      steps.push(async (api, chatId, signal) => single(await api.sendMessage(chatId, text, options, signal as never)));
    }
  }
  return steps;
}

async function input(file: OutboundAttachment): Promise<InputFile> {
  // The library writes names into the form's header as they are.
  return new InputFile(await file.bytes(), file.fileName.replace(/["\\;\p{Cc}]/gu, '_'));
}

function one(file: OutboundAttachment, source: InputFile, options: object): Step {
  return async (api, chatId, signal) => {
    const stop = signal as never;
    switch (file.kind) {
      case 'photo': return single(await api.sendPhoto(chatId, source, options, stop));
      case 'video': return single(await api.sendVideo(chatId, source, options, stop));
      case 'voice': return single(await api.sendVoice(chatId, source, options, stop));
      case 'audio': return single(await api.sendAudio(chatId, source, options, stop));
      default: return single(await api.sendDocument(chatId, source, options, stop));
    }
  };
}

function album(files: { file: OutboundAttachment; input: InputFile }[], caption: { caption?: string }, reply: object): Step {
  const media: (InputMediaPhoto | InputMediaVideo)[] = files.map(({ file, input: source }, index) => {
    const options = index === 0 ? caption : {};
    return file.kind === 'photo' ? InputMediaBuilder.photo(source, options) : InputMediaBuilder.video(source, options);
  });
  return async (api, chatId, signal) => {
    const sent = await api.sendMediaGroup(chatId, media, reply, signal as never);
    return { ids: sent.map((message) => message.message_id), at: sent[0]?.date ?? 0 };
  };
}

function single(message: { message_id: number; date: number }): { ids: number[]; at: number } {
  return { ids: [message.message_id], at: message.date };
}
