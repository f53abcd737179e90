/** A simulated Instagram on loopback: many accounts, clients who write to them, signed webhooks, the Graph calls, and its ways to fail. */
import type { Account, Dialogue, Message, Person, SentMessage, State } from '#channels/instagram/simulator-state.ts';
import { addComment, addMessage, commentValue, dialogueWith, findComment } from '#channels/instagram/simulator-state.ts';
import { createCourier } from '#channels/instagram/simulator-delivery.ts';
import type { Courier } from '#channels/instagram/simulator-delivery.ts';
import { answerGraph, graphFailure } from '#channels/instagram/simulator-graph.ts';
import type { GraphOptions } from '#channels/instagram/simulator-graph.ts';
import type { MentionFields } from '#channels/instagram/simulator-mentions.ts';
import { startSimulatorServer } from '#channels/simulator-server.ts';
import type { Failure, FailureFilter, SimulatorAnswer, SimulatorServer } from '#channels/simulator-server.ts';

export interface InstagramSimulatorOptions {
  now(): number;
  port?: number;
  timeForm?: GraphOptions['timeForm'];
  /** The network allows 2; tests with a hurried clock allow more. */
  conversationsPerSecond?: number;
}

/** What a client does may be dated into the past; `quiet` = no webhook tells of it, only polling will. */
export interface Act {
  at?: number;
  quiet?: boolean;
}

export interface SimulatedClient {
  id: string;
  username: string;
  name: string;
  writes(text: string, act?: Act & { replyTo?: string }): string;
  sendsFile(type: 'image' | 'video' | 'audio' | 'file', bytes: Uint8Array, act?: Act & { text?: string }): string;
  repliesToStory(text: string, story: Uint8Array, act?: Act): string;
  mentionsInStory(story: Uint8Array, act?: Act): string;
  /** Something the network itself can't show to others. */
  sendsUnsupported(act?: Act): string;
  comments(postId: string, text: string, act?: Act & { parentId?: string }): string;
  /** Names us in a post of their own, or in a comment under somebody's; answers its id. */
  mentions(where: 'post' | 'comment', text: string, more?: { at?: number; picture?: Uint8Array; isAuthorTold?: boolean }): string;
  reacts(mid: string, emoji: string | null): void;
  edits(mid: string, text: string): void;
  unsends(mid: string): void;
  sees(mid: string): void;
}

export interface SimulatedAccount {
  identity: string;
  username: string;
  token: string;
  appSecret: string;
  setHook(url: string): void;
  /** Another token from now on: the old one is refused. */
  revokeToken(): string;
  client(username: string, name: string, picture?: Uint8Array): SimulatedClient;
  posts(caption: string): string;
  /** Somebody answers in the app itself; Pult hears of it by an echo. */
  answersInApp(client: Pick<SimulatedClient, 'id'>, text: string, act?: Act): string;
  /** We comment in the app itself: in answer to a comment, or under the post to nobody. */
  commentsInApp(text: string, where: { postId?: string; parentId?: string }, act?: Act): string;
  /** What arrived by the sending calls, oldest first. */
  sent: readonly SentMessage[];
  /** What the client sees of the dialogue. */
  dialogue(client: Pick<SimulatedClient, 'id'>): readonly Message[];
}

/** rate: 613 · token: 190 · window: 10/2534022 · trouble: code 2 · trouble_yet: code 2 although it was done · http500: a gateway's page · the others: see Failure. */
export type InstagramFailure = 'rate' | 'token' | 'window' | 'trouble' | 'trouble_yet' | 'http500' | 'http429' | 'cut' | 'cut_before' | 'hang' | 'hang_after' | 'garbage';

export interface InstagramSimulator extends Pick<SimulatorServer, 'url' | 'requests' | 'forgetFailures'> {
  courier: Courier;
  account(options: { username: string; name: string; identity?: string; token?: string; appSecret?: string }): SimulatedAccount;
  /** Also with an answer of one's own. */
  fail(failure: InstagramFailure | SimulatorAnswer, filter?: FailureFilter): void;
  /** What the mention calls tell. */
  tellOfMentions(fields: MentionFields): void;
  close(): Promise<void>;
}

export async function createInstagramSimulator(options: InstagramSimulatorOptions): Promise<InstagramSimulator> {
  const begun = options.now();
  let count = 0;
  let mentionFields: MentionFields = 'all';
  const state: State = { accounts: new Map(), files: new Map(), now: options.now, nextId: () => String(begun * 1000 + (count += 1)) };
  const courier = createCourier(options.now);
  const graph: GraphOptions = {
    state, timeForm: options.timeForm ?? 'iso', conversationsPerSecond: options.conversationsPerSecond ?? 2,
    fileUrl: (name) => `${server.url}/cdn/${name}`,
    echo: (account, dialogue, message) => courier.deliver(account, 'message', messageItem(account, dialogue, message), 'messages'),
    echoComment: (account, post, comment) => courier.deliver(account, 'comment', commentValue(account, post, comment), 'comments'),
    mentionFields: () => mentionFields,
    fetchMedia: async (url) => {
      const response = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
      return response?.ok === true ? new Uint8Array(await response.arrayBuffer()) : null;
    },
  };
  const server: SimulatorServer = await startSimulatorServer({
    now: options.now, handle: (request) => answerGraph(request, graph), ...(options.port === undefined ? {} : { port: options.port }),
  });
  const addFile = (bytes: Uint8Array, contentType: string): string => {
    const name = `f${state.nextId()}`;
    state.files.set(name, { bytes, contentType });
    return name;
  };

  const clientOf = (account: Account, person: Person): SimulatedClient => {
    const item = (content: object, at: number): object => ({ sender: { id: person.id }, recipient: { id: account.identity }, timestamp: at, ...content });
    const say = (content: Partial<Message>, act: Act = {}): string => {
      const dialogue = dialogueWith(account, person, state);
      const message = addMessage(dialogue, {
        mid: `aWdfZAG1faXRlb${state.nextId()}`, at: act.at ?? state.now(), fromClient: true, text: '', attachments: [], story: null, replyTo: null, isUnsupported: false, ...content,
      });
      if (act.quiet !== true) courier.deliver(account, 'message', messageItem(account, dialogue, message), 'messages');
      return message.mid;
    };
    const story = (how: 'reply' | 'mention', bytes: Uint8Array): Message['story'] => ({ how, id: state.nextId(), url: graph.fileUrl(addFile(bytes, 'image/png')) });
    const find = (mid: string): Message | undefined => account.dialogues.get(person.id)?.messages.find((one) => one.mid === mid);
    const edits = new Map<string, number>();
    return {
      id: person.id, username: person.username, name: person.name,
      writes: (text, act = {}) => say({ text, replyTo: act.replyTo ?? null }, act),
      sendsFile: (type, bytes, act = {}) => say({ text: act.text ?? '', attachments: [{ type, url: graph.fileUrl(addFile(bytes, 'application/octet-stream')) }] }, act),
      repliesToStory: (text, bytes, act) => say({ text, story: story('reply', bytes) }, act),
      mentionsInStory: (bytes, act) => say({ story: story('mention', bytes) }, act),
      sendsUnsupported: (act) => say({ isUnsupported: true }, act),
      comments(postId, text, act = {}) {
        const post = account.posts.find((one) => one.id === postId);
        if (post === undefined) throw new Error('no such post');
        const comment = addComment(account, post, { id: state.nextId(), at: act.at ?? state.now(), author: person, text, parentId: act.parentId ?? null });
        if (act.quiet !== true) courier.deliver(account, 'comment', commentValue(account, post, comment), 'comments');
        return comment.id;
      },
      mentions(where, text, { at, picture, isAuthorTold = false } = {}) {
        const [mediaId, commentId] = [state.nextId(), where === 'comment' ? state.nextId() : null];
        account.mentions.push({
          mediaId, commentId, author: person, isAuthorTold, caption: where === 'post' ? text : 'Осінь', text, permalink: `https://www.instagram.com/p/${mediaId}/`,
          picture: picture === undefined ? null : addFile(picture, 'image/png'), at: at ?? state.now(),
        });
        courier.deliver(account, 'comment', { media_id: mediaId, ...(commentId === null ? {} : { comment_id: commentId }) }, 'mentions');
        return commentId ?? mediaId;
      },
      reacts(mid, emoji) {
        const reaction = emoji === null ? { mid, action: 'unreact' } : { mid, action: 'react', reaction: 'other', emoji };
        courier.deliver(account, 'message', item({ reaction }, state.now()), 'message_reactions');
      },
      edits(mid, text) {
        const message = find(mid);
        if (message !== undefined) message.text = text;
        edits.set(mid, (edits.get(mid) ?? 0) + 1);
        courier.deliver(account, 'message', item({ message_edit: { mid, text, num_edit: edits.get(mid) } }, state.now()), 'message_edit');
      },
      unsends(mid) {
        const dialogue = account.dialogues.get(person.id);
        if (dialogue !== undefined) dialogue.messages = dialogue.messages.filter((one) => one.mid !== mid);
        courier.deliver(account, 'message', item({ message: { mid, is_deleted: true } }, state.now()), 'messages');
      },
      sees: (mid) => courier.deliver(account, 'message', item({ read: { mid } }, state.now()), 'messaging_seen'),
    };
  };

  const accountOf = (account: Account): SimulatedAccount => ({
    identity: account.identity, username: account.username, appSecret: account.appSecret, sent: account.sent,
    get token() {
      return account.token;
    },
    setHook(url) {
      account.hookUrl = url;
      account.isSubscribed = true;
    },
    revokeToken: () => (account.token = `${account.token}x`),
    client(username, name, picture) {
      const known = [...account.people.values()].find((one) => one.username === username);
      const person = known ?? { id: personId(account, username), username, name, picture: picture === undefined ? null : addFile(picture, 'image/png') };
      account.people.set(person.id, person);
      return clientOf(account, person);
    },
    posts(caption) {
      const id = state.nextId();
      account.posts.push({ id, caption, permalink: `https://www.instagram.com/p/${id}/`, at: state.now(), comments: [] });
      return id;
    },
    answersInApp(client, text, act = {}) {
      const dialogue = dialogueWith(account, account.people.get(client.id)!, state);
      const message = addMessage(dialogue, {
        mid: `aWdfZAG1faXRlb${state.nextId()}`, at: act.at ?? state.now(), fromClient: false, text, attachments: [], story: null, replyTo: null, isUnsupported: false,
      });
      if (act.quiet !== true) graph.echo(account, dialogue, message);
      return message.mid;
    },
    commentsInApp(text, { postId, parentId }, act = {}) {
      const post = parentId === undefined ? account.posts.find((one) => one.id === postId) : findComment(account, parentId)?.post;
      if (post === undefined) throw new Error('no such post');
      const comment = addComment(account, post, { id: state.nextId(), at: act.at ?? state.now(), author: null, text, parentId: parentId ?? null });
      if (act.quiet !== true) graph.echoComment(account, post, comment);
      return comment.id;
    },
    dialogue: (client) => account.dialogues.get(client.id)?.messages ?? [],
  });

  return {
    url: server.url, requests: server.requests, forgetFailures: server.forgetFailures, courier,
    account({ username, name, identity, token, appSecret }) {
      const id = identity ?? `1784140${state.nextId().slice(-10)}`;
      const account: Account = {
        identity: id, username, name, token: token ?? `IGAA${id}`, appSecret: appSecret ?? `secret-${id}`, hookUrl: null, isSubscribed: false,
        dialogues: new Map(), posts: [], mentions: [], people: new Map(), sent: [], conversationCalls: [],
      };
      state.accounts.set(id, account);
      return accountOf(account);
    },
    fail: (failure, filter) => server.fail(typeof failure === 'string' ? (failures[failure] ?? (failure as Failure)) : failure, filter),
    tellOfMentions(fields) {
      mentionFields = fields;
    },
    async close() {
      courier.close();
      await server.close();
    },
  };
}

const trouble = graphFailure(2, null, 'Service temporarily unavailable', 500);
const failures: Partial<Record<InstagramFailure, Failure>> = {
  rate: graphFailure(613, null, 'Calls to this api have exceeded the rate limit.'),
  token: graphFailure(190, 460, 'Error validating access token: the session has been invalidated', 401),
  window: graphFailure(10, 2534022, 'This message is sent outside of allowed window.', 403, 'IGApiException'),
  trouble,
  trouble_yet: { yet: trouble },
  http500: { status: 500, contentType: 'text/html', body: '<html>Sorry, something went wrong.</html>' },
  http429: { status: 429, contentType: 'text/plain', body: 'too many', headers: { 'retry-after': '1' } },
};

/** A person has another id towards each account; the same over restarts of the simulator. */
function personId(account: Account, username: string): string {
  let hash = 7;
  for (const unit of `${account.identity}:${username}`) hash = (hash * 31 + unit.codePointAt(0)!) % 1_000_000_007;
  return `8${String(hash).padStart(10, '0')}${account.identity.slice(-4)}`;
}

function messageItem(account: Account, dialogue: Dialogue, message: Message): object {
  const [us, them] = [{ id: account.identity }, { id: dialogue.person.id }];
  const attachments = message.attachments.map(({ type, url }) => ({ type, payload: { url } }));
  if (message.story?.how === 'mention') attachments.push({ type: 'story_mention', payload: { url: message.story.url } });
  return {
    sender: message.fromClient ? them : us, recipient: message.fromClient ? us : them, timestamp: message.at,
    message: {
      mid: message.mid, ...(message.text === '' ? {} : { text: message.text }), ...(attachments.length === 0 ? {} : { attachments }),
      ...(message.fromClient ? {} : { is_echo: true }), ...(message.isUnsupported ? { is_unsupported: true } : {}),
      ...(message.story?.how === 'reply' ? { reply_to: { story: { id: message.story.id, url: message.story.url } } } : message.replyTo === null ? {} : { reply_to: { mid: message.replyTo } }),
    },
  };
}
