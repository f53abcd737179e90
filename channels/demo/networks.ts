/** The demo's messengers: simulators with the wished accounts, and one way to act on either as a client. */
import { createHash } from 'node:crypto';
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import type { SimulatedAccount } from '#channels/instagram/simulator.ts';
import { createTelegramSimulator } from '#channels/telegram/simulator.ts';
import type { SimulatedBot } from '#channels/telegram/simulator.ts';
import type { DemoAccount, DemoWish } from '#channels/demo/messages.ts';

/** One client towards one account. What a messenger does not have is null. */
export interface DemoClient {
  /** The network's id, as answers name it. */
  id: string;
  write(text: string, at?: number): void;
  photo(bytes: Uint8Array, text: string, at?: number): void;
  comment: ((text: string, at?: number) => void) | null;
  storyReply: ((text: string, story: Uint8Array, at?: number) => void) | null;
  /** Puts a heart on the newest answer. */
  heart(): void;
  /** The shop answers in the app itself. */
  answeredInApp: ((text: string, at: number) => void) | null;
}

export interface DemoLine {
  wish: DemoWish;
  account: DemoAccount;
  client(handle: string, name: string, picture: Uint8Array): DemoClient;
  post(caption: string): void;
  /** Ids of the clients whom we answered since the last call, oldest first. */
  answered(): string[];
  setHook(url: string): void;
}

export interface DemoNetworks {
  lines: DemoLine[];
  /** Resolves when every webhook has been accepted. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export async function startNetworks(wishes: readonly DemoWish[], now: () => number): Promise<DemoNetworks> {
  const instagram = await createInstagramSimulator({ now });
  const telegram = await createTelegramSimulator({ now });
  const lines = wishes.map((wish): DemoLine => {
    const secret = createHash('sha256').update(`${wish.channel}:${wish.handle}`).digest('hex');
    if (wish.channel === 'telegram') {
      const bot = telegram.bot({ username: wish.handle, name: wish.name });
      return telegramLine(wish, bot, telegram.url);
    }
    const identity = `17841${BigInt(`0x${secret.slice(0, 10)}`).toString().padStart(12, '0').slice(-12)}`;
    const account = instagram.account({ username: wish.handle, name: wish.name, identity, token: `IGAA${secret.slice(0, 24)}`, appSecret: secret.slice(24, 56) });
    return instagramLine(wish, account, instagram.url);
  });
  return {
    lines,
    idle: () => instagram.courier.idle(),
    close: async () => {
      await Promise.all([instagram.close(), telegram.close()]);
    },
  };
}

function instagramLine(wish: DemoWish, account: SimulatedAccount, url: string): DemoLine {
  const posts: string[] = [];
  /** Comment → who wrote it. */
  const authors = new Map<string, string>();
  let read = 0;
  return {
    wish,
    account: { ...wish, identity: account.identity, secrets: { token: account.token, appSecret: account.appSecret }, endpoints: { graph: url } },
    client(handle, name, picture) {
      const client = account.client(handle, name, picture);
      const dated = (at: number | undefined): { at?: number } => (at === undefined ? {} : { at });
      return {
        id: client.id,
        write: (text, at) => void client.writes(text, dated(at)),
        photo: (bytes, text, at) => void client.sendsFile('image', bytes, { text, ...dated(at) }),
        comment: (text, at) => {
          const post = posts[(handle.length + text.length) % posts.length];
          if (post !== undefined) authors.set(client.comments(post, text, dated(at)), client.id);
        },
        storyReply: (text, story, at) => void client.repliesToStory(text, story, dated(at)),
        heart: () => {
          const newest = account.dialogue(client).findLast((message) => !message.fromClient);
          if (newest !== undefined) client.reacts(newest.mid, '❤️');
        },
        answeredInApp: (text, at) => void account.answersInApp(client, text, { at }),
      };
    },
    post: (caption) => {
      posts.push(account.posts(caption));
    },
    answered: () => {
      const fresh = account.sent.slice(read);
      read = account.sent.length;
      return fresh.map((one) => authors.get(one.to) ?? one.to);
    },
    setHook: account.setHook,
  };
}

function telegramLine(wish: DemoWish, bot: SimulatedBot, url: string): DemoLine {
  let read = 0;
  return {
    wish,
    account: { ...wish, identity: bot.identity, secrets: { token: bot.token }, endpoints: { api: url } },
    client(handle, name, picture) {
      const person = bot.person(name, { username: handle.replaceAll('.', '_'), picture });
      return {
        id: person.id,
        write: (text, at) => void person.writes(text, at === undefined ? {} : { at }),
        photo: (bytes, text, at) => void person.sendsPhoto(bytes, text, at === undefined ? {} : { at }),
        comment: null,
        storyReply: null,
        heart: () => {
          const newest = bot.sent.findLast((one) => one.chatId === person.id);
          if (newest !== undefined) person.reacts(newest.id, '❤');
        },
        answeredInApp: null,
      };
    },
    post: () => undefined,
    answered: () => {
      const fresh = bot.sent.slice(read);
      read = bot.sent.length;
      return fresh.map((one) => one.chatId);
    },
    setHook: () => undefined,
  };
}
