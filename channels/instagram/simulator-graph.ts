/** The simulated Instagram's Graph calls, answered from its state the way the network's documentation says. */
import { asObject, dig, parseJson } from '#channels/json.ts';
import { json } from '#channels/simulator-server.ts';
import type { SimulatorAnswer, SimulatorRequest } from '#channels/simulator-server.ts';
import type { Account, Comment, Dialogue, Message, Post, SentMessage, State } from '#channels/instagram/simulator-state.ts';
import { addComment, addMessage, dialogueWith, findComment } from '#channels/instagram/simulator-state.ts';
import { answerMention, readMentioned } from '#channels/instagram/simulator-mentions.ts';
import type { MentionFields } from '#channels/instagram/simulator-mentions.ts';

export interface GraphOptions {
  state: State;
  /** How times are written: the documentation says Unix seconds, the wild says ISO with `+0000`. */
  timeForm: 'iso' | 'unix';
  conversationsPerSecond: number;
  fileUrl(name: string): string;
  /** A message of ours went out: its echo is due. */
  echo(account: Account, dialogue: Dialogue, message: Message): void;
  /** A comment of ours was put there: the network tells of it as of any other. */
  echoComment(account: Account, post: Post, comment: Comment): void;
  mentionFields(): MentionFields;
  /** Fetches media that a message points to; null = could not be had. */
  fetchMedia(url: string): Promise<Uint8Array | null>;
}

const day = 24 * 3_600_000;

export function graphFailure(code: number, subcode: number | null, message: string, status = 400, type = 'OAuthException'): SimulatorAnswer {
  return json({ error: { message, type, code, ...(subcode === null ? {} : { error_subcode: subcode }), fbtrace_id: 'A1b2C3' } }, status);
}

export async function answerGraph(request: SimulatorRequest, options: GraphOptions): Promise<SimulatorAnswer> {
  const { state } = options;
  const file = state.files.get(request.path.slice('/cdn/'.length));
  if (request.path.startsWith('/cdn/')) return file === undefined ? json({}, 404) : { status: 200, contentType: file.contentType, body: file.bytes };

  const given = request.query.get('access_token') ?? request.headers['authorization']?.replace(/^Bearer /, '');
  const account = [...state.accounts.values()].find((one) => one.token === given);
  if (account === undefined) return graphFailure(190, null, 'Invalid OAuth access token - Cannot parse access token', 401);
  const [first = '', second = ''] = request.path.replace(/^\/v\d+\.\d+/, '').split('/').slice(1);
  const isMe = first === 'me' || first === account.identity;

  if (request.method === 'POST') {
    if (isMe && second === 'messages') return send(request, account, options);
    if (isMe && second === 'subscribed_apps') {
      account.isSubscribed = true;
      return json({ success: true });
    }
    if (second === 'replies') return answerComment(first, request, account, options);
    if (isMe && second === 'mentions') {
      return answerMention(new URLSearchParams(request.body.toString()), account, state) ?? graphFailure(100, 33, 'Object does not exist');
    }
    return graphFailure(100, 33, 'Unsupported post request');
  }
  if (first === 'refresh_access_token') return json({ access_token: account.token, token_type: 'bearer', expires_in: 5_184_000 });
  const mentioned = isMe && second === '' ? readMentioned(request.query.get('fields') ?? '', account, options.mentionFields(), timeIn(options.timeForm), options.fileUrl) : null;
  if (mentioned === 'refused') return graphFailure(100, 33, 'Unsupported get request. Object does not exist');
  if (mentioned !== null) return json(mentioned);
  if (isMe && second === '') return json({ user_id: account.identity, id: `9${account.identity}`, username: account.username, name: account.name });
  if (isMe && second === 'media') return json({ data: [...account.posts].reverse().map((post) => postOf(post, account, options)) });
  if (isMe && second === 'conversations') return conversations(request, account, options);
  if (second === 'replies') return replies(first, account, options);
  const dialogue = [...account.dialogues.values()].find((one) => one.id === first);
  if (dialogue !== undefined) return overLimit(account, options) ?? json(dialogueOf(dialogue, account, options, true));
  const found = second === '' ? findComment(account, first) : null;
  if (found !== null) return json(threadOf(found.comment, found.post, account, options));
  const person = account.people.get(first);
  if (person !== undefined && account.dialogues.has(person.id)) {
    return json({ name: person.name, username: person.username, ...(person.picture === null ? {} : { profile_pic: options.fileUrl(person.picture) }), id: person.id });
  }
  return graphFailure(100, 33, 'Unsupported get request. Object does not exist');
}

function overLimit(account: Account, options: GraphOptions): SimulatorAnswer | null {
  const now = options.state.now();
  account.conversationCalls = account.conversationCalls.filter((at) => at > now - 1_000);
  account.conversationCalls.push(now);
  return account.conversationCalls.length > options.conversationsPerSecond ? graphFailure(613, null, 'Calls to this api have exceeded the rate limit.', 400) : null;
}

function conversations(request: SimulatorRequest, account: Account, options: GraphOptions): SimulatorAnswer {
  const limited = overLimit(account, options);
  if (limited !== null) return limited;
  const wanted = request.query.get('user_id');
  const withMessages = request.query.get('fields')?.includes('messages') === true;
  const all = [...account.dialogues.values()].filter((one) => one.messages.length > 0 && (wanted === null || one.person.id === wanted)).sort((a, b) => b.updated - a.updated);
  const from = Number(request.query.get('after') ?? 0);
  const limit = Number(request.query.get('limit') ?? 25);
  const page = all.slice(from, from + limit).map((one) => dialogueOf(one, account, options, withMessages));
  const more = from + limit < all.length;
  return json({ data: page, ...(more ? { paging: { cursors: { after: String(from + limit) }, next: `${options.fileUrl('')}next` } } : {}) });
}

function dialogueOf(dialogue: Dialogue, account: Account, options: GraphOptions, whole: boolean): object {
  const time = timeIn(options.timeForm);
  const us = { id: account.identity, username: account.username };
  const them = { id: dialogue.person.id, username: dialogue.person.username };
  if (!whole) return { id: dialogue.id, updated_time: time(dialogue.updated) };
  // Details of the 20 newest only.
  const messages = dialogue.messages.slice(-20).reverse().map((message) => ({
    id: message.mid, created_time: time(message.at), message: message.text,
    from: message.fromClient ? them : us, to: { data: [message.fromClient ? us : them] },
    ...(message.attachments.length === 0 ? {} : { attachments: { data: message.attachments.map((one, n) => attachmentOf(one, n)) } }),
    ...(message.story === null ? {} : { story: message.story.how === 'reply' ? { reply_to: { id: message.story.id, link: message.story.url } } : { mention: { id: message.story.id, link: message.story.url } } }),
    ...(message.replyTo === null ? {} : { reply_to: { mid: message.replyTo } }),
    ...(message.isUnsupported ? { is_unsupported: true } : {}),
  }));
  return { id: dialogue.id, updated_time: time(dialogue.updated), participants: { data: [us, them] }, messages: { data: messages } };
}

function attachmentOf({ type, url }: { type: string; url: string }, n: number): object {
  if (type === 'image') return { id: `a${n}`, image_data: { url, width: 320, height: 320, preview_url: url } };
  if (type === 'video') return { id: `a${n}`, video_data: { url, width: 320, height: 320 } };
  return { id: `a${n}`, mime_type: type === 'audio' ? 'audio/mp4' : 'application/pdf', name: `file-${n}`, file_url: url };
}

function postOf(post: Post, account: Account, options: GraphOptions): object {
  const top = post.comments.filter((one) => one.parentId === null).reverse();
  return {
    id: post.id, caption: post.caption, permalink: post.permalink, timestamp: timeIn(options.timeForm)(post.at),
    comments: { data: top.map((one) => threadOf(one, post, account, options)) },
  };
}

function threadOf(top: Comment, post: Post, account: Account, options: GraphOptions): object {
  const written = (comment: Comment): object => ({
    id: comment.id, text: comment.text, timestamp: timeIn(options.timeForm)(comment.at),
    from: comment.author === null ? { id: account.identity, username: account.username } : { id: comment.author.id, username: comment.author.username },
  });
  return { ...written(top), replies: { data: post.comments.filter((reply) => reply.parentId === top.id).map(written) } };
}

function replies(commentId: string, account: Account, options: GraphOptions): SimulatorAnswer {
  const found = findComment(account, commentId);
  if (found === null) return graphFailure(100, 33, 'Object does not exist');
  const list = found.post.comments.filter((one) => one.parentId === commentId);
  return json({ data: list.map((one) => ({ id: one.id, text: one.text, timestamp: timeIn(options.timeForm)(one.at), from: { id: one.author?.id ?? account.identity } })) });
}

function answerComment(commentId: string, request: SimulatorRequest, account: Account, options: GraphOptions): SimulatorAnswer {
  const { state } = options;
  const found = findComment(account, commentId);
  const text = new URLSearchParams(request.body.toString()).get('message') ?? request.query.get('message') ?? '';
  if (found === null || text === '') return graphFailure(100, 33, 'Object does not exist');
  const comment = addComment(account, found.post, { id: state.nextId(), at: state.now(), author: null, text, parentId: commentId });
  account.sent.push({ id: comment.id, route: 'public', to: commentId, text, attachment: null, replyTo: null, at: comment.at });
  options.echoComment(account, found.post, comment);
  return json({ id: comment.id });
}

async function send(request: SimulatorRequest, account: Account, options: GraphOptions): Promise<SimulatorAnswer> {
  const { state } = options;
  const body = asObject(parseJson(request.body.toString())) ?? {};
  const text = dig(body, 'message', 'text');
  const type = dig(body, 'message', 'attachment', 'type');
  const url = dig(body, 'message', 'attachment', 'payload', 'url');
  const commentId = dig(body, 'recipient', 'comment_id');
  const target = typeof commentId === 'string' ? findComment(account, commentId) : null;
  const person = target?.comment.author ?? account.people.get(String(dig(body, 'recipient', 'id'))) ?? null;
  if (person === null) return graphFailure(100, 2018001, 'No matching user found');
  const now = state.now();

  if (target !== null) {
    if (target.comment.isAnsweredPrivately) return graphFailure(10903, null, 'This comment has already been replied to');
    if (target.comment.at < now - 7 * day) return graphFailure(10, 2534022, 'This message is sent outside of allowed window.', 403, 'IGApiException');
    target.comment.isAnsweredPrivately = true;
  } else {
    const lastAt = Math.max(0, ...(account.dialogues.get(person.id)?.messages ?? []).filter((one) => one.fromClient).map((one) => one.at));
    const allowed = body['tag'] === 'HUMAN_AGENT' ? 7 * day : day;
    if (lastAt < now - allowed) return graphFailure(10, 2534022, 'This message is sent outside of allowed window.', 403, 'IGApiException');
  }
  if (typeof text === 'string' && Buffer.byteLength(text) > 1000) return graphFailure(100, 2534037, 'Length of param message[text] must be less than or equal to 1000');

  let attachment: SentMessage['attachment'] = null;
  const dialogue = dialogueWith(account, person, state);
  const quoted = dig(body, 'reply_to', 'mid');
  if (quoted !== undefined && !dialogue.messages.some((one) => one.mid === quoted)) return graphFailure(100, null, 'Invalid parameter');
  const replyTo = typeof quoted === 'string' ? quoted : null;
  const message: Message = { mid: `aWdfZAG1faXRlb${state.nextId()}`, at: now, fromClient: false, text: typeof text === 'string' ? text : '', attachments: [], story: null, replyTo, isUnsupported: false };
  if (typeof type === 'string' && typeof url === 'string') {
    const bytes = await options.fetchMedia(url);
    if (bytes === null) return graphFailure(100, 2534049, 'Upload attachment failure.');
    const name = `sent-${state.nextId()}`;
    state.files.set(name, { bytes, contentType: 'application/octet-stream' });
    message.attachments.push({ type, url: options.fileUrl(name) });
    attachment = { type, bytes: bytes.byteLength };
  } else if (message.text === '') return graphFailure(100, null, 'Message must have text or attachment');
  addMessage(dialogue, message);
  account.sent.push({ id: message.mid, route: target === null ? 'direct' : 'private', to: target?.comment.id ?? person.id, text: message.text, attachment, replyTo, at: now });
  options.echo(account, dialogue, message);
  return json({ recipient_id: person.id, message_id: message.mid });
}

function timeIn(form: 'iso' | 'unix'): (at: number) => string | number {
  return form === 'unix' ? (at) => Math.floor(at / 1000) : (at) => `${new Date(at).toISOString().slice(0, 19)}+0000`;
}
