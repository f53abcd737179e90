/** Sends a message to Instagram: direct, publicly under a comment, or once in private to its author. */
import type { ChannelAccount, ChannelTools, OutboundAttachment, OutboundMessage, SendOutcome } from '#channels/channel.ts';
import { OutsideError } from '#channels/channel.ts';
import { graphError } from '#channels/instagram/errors.ts';
import { callGraph, graphUrl } from '#channels/instagram/graph.ts';
import type { GraphAnswer } from '#channels/instagram/graph.ts';
import { hasNoDialogue, mentionOf } from '#channels/instagram/mentions.ts';
import { asId } from '#channels/json.ts';
import { refused } from '#channels/refusal.ts';
import type { Refusal } from '#channels/refusal.ts';
import { splitText } from '#channels/text.ts';

/** Of one direct message, in UTF-8 bytes: about 500 Cyrillic letters. */
export const maxTextBytes = 1000;
/** Of a public comment, in characters. */
const maxCommentLength = 2200;

const mb = 1024 * 1024;
export const maxFileBytes = { photo: 8 * mb, voice: 25 * mb, audio: 25 * mb, video: 25 * mb, document: 25 * mb, sticker: 8 * mb } as const;
const typeOf: Readonly<Record<OutboundAttachment['kind'], string>> = { photo: 'image', sticker: 'image', voice: 'audio', audio: 'audio', video: 'video', document: 'file' };

interface Call {
  url: string;
  json?: object;
  form?: Record<string, string>;
  /** Field of the answer that holds the new message's id. */
  idField: 'message_id' | 'id';
  /** The same without its quote, for when what it quotes is gone: the words matter more. */
  unquoted?: Call;
  /** What it puts there can't be looked up afterwards. */
  blind?: true;
}

export async function sendMessage(message: OutboundMessage, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<SendOutcome> {
  const plan = callsOf(message, account);
  if (!Array.isArray(plan)) return plan;
  const externalIds: string[] = [];
  for (const call of plan) {
    const answer = await make(call, account, tools, signal);
    if ('state' in answer) {
      if (externalIds.length === 0) return answer;
      // Half of it is out: to repeat all would double it, to call it refused would be a lie.
      throw new OutsideError('cut', true);
    }
    externalIds.push(answer.id);
  }
  return { state: 'sent', externalIds, at: null };
}

async function make(call: Call, account: ChannelAccount, tools: ChannelTools, signal: AbortSignal): Promise<{ id: string } | Refusal> {
  let answer: GraphAnswer;
  try {
    answer = await callGraph(call.url, account, tools, signal, { method: 'POST', ...(call.json === undefined ? {} : { json: call.json }), ...(call.form === undefined ? {} : { form: call.form }) });
  } catch (error) {
    if (error instanceof OutsideError && !error.sent) return refused('network', error.code, 5_000);
    throw error;
  }
  if (answer.ok) {
    const id = asId(answer.body[call.idField]);
    if (id === null) throw new OutsideError('cut', true);
    return { id };
  }
  const failure = graphError(answer);
  // A gateway's 5xx says nothing about what the network behind it did; nor does "try again" where nobody can look.
  if (failure.code === 'network_trouble' && (answer.error === null || call.blind === true)) throw new OutsideError('cut', true);
  if (failure.code === 'bad_request' && call.unquoted !== undefined) return make(call.unquoted, account, tools, signal);
  return { state: 'refused', ...failure };
}

function callsOf(message: OutboundMessage, account: ChannelAccount): Call[] | Refusal {
  if (message.route === 'public' || message.route === 'private') {
    if (message.commentExternalId === null) return refused('no_comment', '');
    // Under a post there is text only; a private reply is one single message.
    if (message.attachments.length > 0) return refused('attachment_not_allowed', message.route);
  }
  if (message.route === 'public') {
    if (message.text.length > maxCommentLength) return refused('text_too_long', '');
    return [publicAnswer(message, account)];
  }
  // Nobody told who that is: there is no dialogue, and nothing to write in private to.
  if (hasNoDialogue(message.chatId) || mentionOf(message.commentExternalId ?? '') !== null) return refused('not_reachable', '');
  const url = graphUrl(account, '/me/messages');
  const texts = splitText(message.text, maxTextBytes, 'bytes');
  if (message.route === 'private') {
    if (texts.length !== 1) return refused('text_too_long', '');
    return [{ url, json: { recipient: { comment_id: message.commentExternalId }, message: { text: texts[0] } }, idField: 'message_id' }];
  }
  const tag = message.humanAgent ? { messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' } : {};
  const direct = (content: object): Call => ({ url, json: { recipient: { id: message.chatId }, ...tag, message: content }, idField: 'message_id' });
  const calls: Call[] = [];
  for (const file of message.attachments) {
    if (file.publicUrl === null) return refused('no_public_url', '');
    if (file.sizeBytes > maxFileBytes[file.kind]) return refused('file_too_large', String(maxFileBytes[file.kind]));
    calls.push(direct({ attachment: { type: typeOf[file.kind], payload: { url: file.publicUrl } } }));
  }
  // Files first: a refused file then means that nothing has gone out.
  for (const text of texts) calls.push(direct({ text }));
  const [first] = calls;
  if (first === undefined) return refused('empty', '');
  const mid = message.replyToExternalId;
  // Comments bear numbers, and can't be quoted in a dialogue.
  if (mid === null || mentionOf(mid) !== null || /^\d+$/.test(mid)) return calls;
  return [{ ...first, json: { ...first.json, reply_to: { mid } }, unquoted: first }, ...calls.slice(1)];
}

function publicAnswer(message: OutboundMessage, account: ChannelAccount): Call {
  const commentId = message.commentExternalId ?? '';
  const mention = mentionOf(commentId);
  if (mention === null) return { url: graphUrl(account, `/${encodeURIComponent(commentId)}/replies`), form: { message: message.text }, idField: 'id' };
  const where = { media_id: mention.mediaId, ...(mention.commentId === null ? {} : { comment_id: mention.commentId }) };
  return { url: graphUrl(account, `/${encodeURIComponent(account.identity)}/mentions`), form: { ...where, message: message.text }, idField: 'id', blind: true };
}
