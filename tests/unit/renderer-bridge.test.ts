/** The window's link: proof of who we are, answers, repeats, back-off; and the cache of questions on top of it. */
import { describe, expect, it } from 'vitest';
import { createConnection } from '#renderer/bridge/connection.ts';
import type { Connection, KeptPress } from '#renderer/bridge/connection.ts';
import type { CarrierEvents } from '#renderer/bridge/carrier.ts';
import { mediaUrl } from '#renderer/bridge/media-url.ts';
import { createSession } from '#renderer/bridge/session.ts';
import { createPressing } from '#renderer/data/press.ts';
import { createSureCall, useSureness } from '#renderer/data/sureness.ts';
import { createQueryCache } from '#renderer/data/query-cache.ts';
import { share } from '#renderer/data/share.ts';
import type { DownFrame, HostInfo, UpFrame } from '#shared/port/port.ts';
import type { QueryDef } from '#shared/queries/define-query.ts';

const host: HostInfo = { kind: 'console', demo: false, ready: true, version: '0', platform: 'linux', language: null, dataFolder: null, seats: null, keys: null };
const admitted: DownFrame = { t: 'auth', ok: true, token: 'tok', mediaKey: 'mk', host };

interface Wire {
  connection: Connection;
  sent: UpFrame[];
  events(): CarrierEvents;
  opened: number;
  pauses: number[];
  /** Runs the reconnect that waits. */
  again(): void;
  tokens: (string | null)[];
  restarts: number;
}

function wire(options: { refused?: () => boolean; electron?: boolean; kept?: KeptPress[] } = {}): Wire {
  let events: CarrierEvents | null = null;
  let next: (() => void) | null = null;
  const made: Wire = { connection: null as never, sent: [], events: () => events!, opened: 0, pauses: [], again: () => next?.(), tokens: [], restarts: 0 };
  made.connection = createConnection({
    open: (given) => {
      made.opened += 1;
      let over = false;
      events = { ...given, closed: (final) => {
        if (over) return;
        over = true;
        given.closed(final);
      } };
      return { send: (frame) => void made.sent.push(frame), close: () => events?.closed(false) };
    },
    credentials: () => (options.electron ? null : { t: 'auth', key: 'k' }),
    keepToken: (token) => void made.tokens.push(token),
    refused: options.refused ?? (() => false),
    restart: () => { made.restarts += 1; },
    ...(options.kept ? { kept: { read: () => [...options.kept!], write: (list) => void options.kept!.splice(0, Infinity, ...list) } } : {}),
    later: (job, ms) => {
      made.pauses.push(ms);
      next = job;
      return () => undefined;
    },
  });
  return made;
}

function enter(on: Wire): void {
  on.events().open();
  on.events().frame(admitted);
}

describe('link to the console', () => {
  it('[R9] the first frame is the proof, nothing is asked before it is accepted, the token is kept', () => {
    const on = wire();
    void on.connection.query('team.view', {});
    on.events().open();
    expect(on.sent).toEqual([{ t: 'auth', key: 'k' }]);
    on.events().frame(admitted);
    expect(on.sent.at(-1)).toMatchObject({ t: 'query', name: 'team.view' });
    expect(on.tokens).toEqual(['tok']);
    expect(on.connection.state()).toMatchObject({ phase: 'open', mediaKey: 'mk' });
  });

  it('in Electron the port itself is proof: no frame of ours goes first', () => {
    const on = wire({ electron: true });
    on.events().open();
    expect(on.sent).toEqual([]);
    on.events().frame({ ...admitted, token: null } as DownFrame);
    expect(on.connection.state().phase).toBe('open');
  });

  it('[x1] an unanswered press is repeated with the same id after the link is back; an answered one is not', async () => {
    const on = wire();
    enter(on);
    const first = on.connection.command({ name: 'a', input: {}, commandId: 'c1', label: '' });
    on.events().frame({ t: 'answer', id: 1, ok: true, value: { state: 'shown', result: {} } });
    expect((await first).ok).toBe(true);
    const second = on.connection.command({ name: 'b', input: {}, commandId: 'c2', label: '' });
    on.events().closed(false);
    on.sent.length = 0;
    on.again();
    enter(on);
    expect(on.sent.filter((frame) => frame.t === 'command').map((frame) => frame.commandId)).toEqual(['c2']);
    on.events().frame({ t: 'answer', id: 2, ok: true, value: { state: 'shown', result: {} } });
    expect((await second).ok).toBe(true);
  });

  it('a service is never repeated: it answers that the link was lost', async () => {
    const on = wire();
    enter(on);
    const asked = on.connection.call('settings.get', {});
    on.events().closed(false);
    expect(await asked).toMatchObject({ ok: false, code: 'link_lost' });
    expect(await on.connection.call('settings.get', {})).toMatchObject({ ok: false, code: 'link_lost' });
    on.again();
    on.sent.length = 0;
    enter(on);
    expect(on.sent.filter((frame) => frame.t === 'call')).toEqual([]);
  });

  it('pauses grow and stay bounded, and start anew after success', () => {
    const on = wire();
    enter(on);
    for (let n = 0; n < 7; n += 1) {
      on.events().closed(false);
      on.again();
    }
    expect(on.pauses).toEqual([200, 500, 1000, 2000, 4000, 4000, 4000]);
    enter(on);
    on.events().closed(false);
    expect(on.pauses.at(-1)).toBe(200);
  });

  it('a refused proof stops trying and says why; a console that is still starting is tried again', () => {
    const on = wire();
    on.events().open();
    on.events().frame({ t: 'auth', ok: false, code: 'not_ready' });
    expect(on.pauses).toHaveLength(1);
    on.again();
    on.events().open();
    on.events().frame({ t: 'auth', ok: false, code: 'used_key' });
    expect(on.connection.state()).toMatchObject({ phase: 'refused', code: 'used_key' });
    expect(on.pauses).toHaveLength(1);
  });

  it('after a break everything is worth asking again; the first time nothing is', () => {
    const on = wire();
    const changed: string[][] = [];
    on.connection.onChanged((frame) => void changed.push(frame.kinds));
    enter(on);
    expect(changed).toEqual([]);
    on.events().closed(false);
    on.again();
    enter(on);
    expect(changed).toEqual([[]]);
    on.events().frame({ t: 'restart' });
    expect(on.restarts).toBe(1);
  });
});

describe('session of a tab', () => {
  const page = (hash: string, stored: Record<string, string> = {}): Window & { replaced: string[] } => {
    const replaced: string[] = [];
    return {
      location: { hash, pathname: '/', search: '' }, replaced,
      history: { replaceState: (_: unknown, __: string, url: string) => void replaced.push(url) },
      sessionStorage: { getItem: (key: string) => stored[key] ?? null, setItem: (key: string, value: string) => { stored[key] = value; }, removeItem: (key: string) => { delete stored[key]; } },
    } as unknown as Window & { replaced: string[] };
  };

  it('[R9] the key leaves the address before anything else, is used once, then the token stands for it', () => {
    const tab = page('#key=SECRET');
    const session = createSession(tab);
    expect(tab.replaced).toEqual(['/']);
    expect(session.credentials()).toEqual({ t: 'auth', key: 'SECRET' });
    session.keepToken('T');
    expect(session.credentials()).toEqual({ t: 'auth', token: 'T' });
  });

  it('[R9] a used key in the address of a tab that has a session falls back to it, then gives up', () => {
    const session = createSession(page('#key=OLD', { 'pult.token': 'T' }));
    expect(session.refused()).toBe(true);
    expect(session.credentials()).toEqual({ t: 'auth', token: 'T' });
    expect(session.refused()).toBe(false);
    expect(session.credentials()).toEqual({ t: 'auth' });
  });

  it('an invitation stands in its own frame', () => {
    expect(createSession(page('#invite=CODE')).credentials()).toEqual({ t: 'auth', invite: 'CODE' });
  });

  it('media are asked with the session’s key in a browser and without one in Electron', () => {
    expect(mediaUrl('abc', 'k y', 'http:')).toBe('/media/abc?k=k%20y');
    expect(mediaUrl('abc', '', 'app:')).toBe('/media/abc');
  });
});

describe('questions', () => {
  const query: QueryDef<{ n: number }, { rows: { id: string; v: number }[] }> = { name: 'q', params: null as never, reads: ['conversation'] };

  function cacheOn(): { on: Wire; cache: ReturnType<typeof createQueryCache>; asked(): number; answer(id: number, value: unknown): Promise<void> } {
    const on = wire();
    enter(on);
    const cache = createQueryCache(on.connection);
    return {
      on, cache, asked: () => on.sent.filter((frame) => frame.t === 'query').length,
      answer: async (id, value) => {
        on.events().frame({ t: 'answer', id, ok: true, value });
        await Promise.resolve();
        await Promise.resolve();
      },
    };
  }

  it('equal questions are asked once, and again when something they read has changed', async () => {
    const { on, cache, asked, answer } = cacheOn();
    let told = 0;
    cache.watch(query, { n: 1 }, () => { told += 1; });
    cache.watch(query, { n: 1 }, () => { told += 1; });
    expect(asked()).toBe(1);
    await answer(1, { rows: [] });
    expect(told).toBe(2);
    on.events().frame({ t: 'changed', kinds: ['task'] });
    expect(asked()).toBe(1);
    on.events().frame({ t: 'changed', kinds: ['conversation', 'message'] });
    expect(asked()).toBe(2);
  });

  it('a change while the answer is on its way leads to exactly one more question', async () => {
    const { on, cache, asked, answer } = cacheOn();
    cache.watch(query, { n: 1 }, () => undefined);
    for (let n = 0; n < 5; n += 1) on.events().frame({ t: 'changed', kinds: ['conversation'] });
    expect(asked()).toBe(1);
    await answer(1, { rows: [] });
    expect(asked()).toBe(2);
    await answer(2, { rows: [] });
    expect(asked()).toBe(2);
  });

  it('the old answer stays while asking again, and nobody is told when nothing changed', async () => {
    const { on, cache, answer } = cacheOn();
    let told = 0;
    cache.watch(query, { n: 1 }, () => { told += 1; });
    await answer(1, { rows: [{ id: 'a', v: 1 }] });
    const before = cache.peek(query, { n: 1 }).value;
    on.events().frame({ t: 'changed', kinds: ['conversation'] });
    expect(cache.peek(query, { n: 1 }).value).toBe(before);
    await answer(2, { rows: [{ id: 'a', v: 1 }] });
    expect(cache.peek(query, { n: 1 }).value).toBe(before);
    expect(told).toBe(1);
  });

  it('what nobody watched is asked anew only when watched again', async () => {
    const { on, cache, asked, answer } = cacheOn();
    const stop = cache.watch(query, { n: 1 }, () => undefined);
    await answer(1, { rows: [] });
    stop();
    on.events().frame({ t: 'changed', kinds: ['conversation'] });
    expect(asked()).toBe(1);
    cache.watch(query, { n: 1 }, () => undefined);
    expect(asked()).toBe(2);
  });

  it('rows that say the same stay the same objects, wherever they moved', () => {
    const before = { rows: [{ id: 'a', v: 1, tags: ['x'] }, { id: 'b', v: 2, tags: [] }], cursor: null };
    const after = share(before, { rows: [{ id: 'b', v: 2, tags: [] }, { id: 'a', v: 5, tags: ['x'] }], cursor: null });
    expect(after.rows[0]).toBe(before.rows[1]);
    expect(after.rows[1]).toEqual({ id: 'a', v: 5, tags: ['x'] });
    expect(after.rows[1]!.tags).toBe(before.rows[0]!.tags);
    expect(share(before, structuredClone(before))).toBe(before);
    expect(share({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  });
});

describe('presses', () => {
  it('[x1] a refusal that comes while nobody looks stays in the list of what was not accepted', async () => {
    const on = wire();
    enter(on);
    const dismissed: string[] = [];
    const pressing = createPressing({ connection: on.connection, newId: () => 'c1', told: (id) => void dismissed.push(id), seen: () => false, ask: async () => true });
    const press = pressing.press('a', {}, { label: 'A' });
    on.events().frame({ t: 'answer', id: 1, ok: true, value: { state: 'shown', result: {} } });
    await press;
    on.events().frame({ t: 'outcome', commandId: 'c1', ok: false, code: 'expired', data: {}, result: {} });
    expect(dismissed).toEqual([]);
  });

  it('the server’s later refusal reaches whoever shows refusals, with the label; a quiet press is told to its caller only', async () => {
    const on = wire();
    enter(on);
    let n = 0;
    const dismissed: string[] = [];
    const pressing = createPressing({ connection: on.connection, newId: () => `c${++n}`, told: (id) => void dismissed.push(id), seen: () => true, ask: async () => false });
    const told: string[] = [];
    pressing.onRefused((refusal, label) => void told.push(`${label} ${refusal.code}`));
    const press = pressing.press('conversation.take', {}, { label: 'Take' });
    on.events().frame({ t: 'answer', id: 1, ok: true, value: { state: 'waiting', result: {} } });
    expect(await press).toMatchObject({ ok: true, commandId: 'c1', state: 'waiting' });
    const outcome = pressing.outcomeOf('c1');
    on.events().frame({ t: 'outcome', commandId: 'c1', ok: false, code: 'taken_by_other', data: {}, result: {} });
    expect((await outcome).code).toBe('taken_by_other');
    expect(told).toEqual(['Take taken_by_other']);
    const quiet = pressing.press('b', {}, { label: 'B', quiet: true });
    on.events().frame({ t: 'answer', id: 2, ok: false, code: 'not_allowed', data: {} });
    expect(await quiet).toMatchObject({ ok: false, code: 'not_allowed' });
    const later = pressing.press('c', {}, { label: 'C', quiet: true });
    on.events().frame({ t: 'answer', id: 3, ok: true, value: { state: 'waiting', result: {} } });
    await later;
    on.events().frame({ t: 'outcome', commandId: 'c3', ok: false, code: 'not_allowed', data: {}, result: {} });
    expect(told).toHaveLength(1);
    expect((await pressing.outcomeOf('c1')).ok).toBe(false);
    // Told by a toast or to a caller who waits: not told again in the list. The quiet one nobody waited for stays there.
    expect(dismissed).toEqual(['c1']);
    on.events().frame({ t: 'outcome', commandId: 'of an earlier page', ok: false, code: 'expired', data: {}, result: {} });
    expect(dismissed).toEqual(['c1']);
  });
});

describe('[R15] making sure', () => {
  const pressed = () => {
    const on = wire();
    enter(on);
    let n = 0;
    const told: string[] = [];
    const asked: ((sure: boolean) => void)[] = [];
    const pressing = createPressing({ connection: on.connection, newId: () => `c${++n}`, told: () => undefined, seen: () => true, ask: () => new Promise((resolve) => asked.push(resolve)) });
    pressing.onRefused((refusal, label) => void told.push(`${label} ${refusal.code}`));
    const outcome = (commandId: string, code: string) => on.events().frame({ t: 'outcome', commandId, ok: code === '', code, data: {}, result: {} });
    const sent = () => on.sent.flatMap((frame) => (frame.t === 'command' ? [[frame.commandId, frame.name, frame.input, frame.label]] : []));
    const press = async () => {
      const answer = pressing.press('role.save', { id: 'r' }, { label: 'Save' });
      on.events().frame({ t: 'answer', id: 1, ok: true, value: { state: 'shown', result: {} } });
      return answer;
    };
    return { on, told, asked, pressing, outcome, sent, press };
  };
  const turns = async (): Promise<void> => {
    for (let n = 0; n < 5; n += 1) await Promise.resolve();
  };

  it('a press refused for want of the password is given again under another id when it has been given; whoever waits for the first hears of the second', async () => {
    const { on, told, asked, pressing, outcome, sent, press } = pressed();
    await press();
    const word = pressing.outcomeOf('c1');
    outcome('c1', 'confirm_needed');
    expect([told, sent().length]).toEqual([[], 1]);
    asked[0]!(true);
    await turns();
    expect(sent()).toEqual([['c1', 'role.save', { id: 'r' }, 'Save'], ['c2', 'role.save', { id: 'r' }, 'Save']]);
    on.events().frame({ t: 'answer', id: 2, ok: true, value: { state: 'shown', result: {} } });
    outcome('c2', '');
    expect(await word).toMatchObject({ ok: true, commandId: 'c1' });
    expect(told).toEqual([]);
  });

  it('whoever would rather not is told that it was not done, once; so is one whose second press is refused', async () => {
    const first = pressed();
    await first.press();
    first.outcome('c1', 'confirm_needed');
    first.asked[0]!(false);
    await turns();
    expect([first.told, first.sent().length]).toEqual([['Save confirm_needed'], 1]);
    const second = pressed();
    await second.press();
    const word = second.pressing.outcomeOf('c1');
    second.outcome('c1', 'confirm_needed');
    second.asked[0]!(true);
    await turns();
    second.on.events().frame({ t: 'answer', id: 2, ok: false, code: 'not_allowed', data: {} });
    expect(await word).toMatchObject({ ok: false, code: 'not_allowed' });
    expect(second.told).toEqual(['Save not_allowed']);
  });

  it('calls that wait are asked for together, and each is repeated', async () => {
    const done: string[] = [];
    const { ask, settle } = useSureness.getState();
    const call = createSureCall((async (name: string) => {
      done.push(name);
      return done.length > 2 ? { ok: true, value: null } : { ok: false, code: 'confirm_needed', data: {} };
    }) as never, ask);
    const both = [call('person.invite', {} as never), call('held.decide', {} as never)];
    await turns();
    expect(useSureness.getState().waiting).toHaveLength(2);
    settle(true);
    expect((await Promise.all(both)).map((answer) => answer.ok)).toEqual([true, true]);
    expect(done).toEqual(['person.invite', 'held.decide', 'person.invite', 'held.decide']);
    expect(useSureness.getState().waiting).toEqual([]);
  });
});

describe('[S99] [C24] a window of a server, which keeps no outbox', () => {
  const anna = { ...admitted, host: { ...host, kind: 'hosted', personId: 'anna' } } as typeof admitted;
  const press = { name: 'task.add', input: { title: 'ring' }, commandId: 'c1', label: 'Ring' };
  const sentCommands = (on: Wire): unknown[] => on.sent.filter((frame) => frame.t === 'command').map((frame) => frame.commandId);
  const say = (on: Wire, frame: DownFrame): void => on.events().frame(frame);

  it('the server is killed after the press and before its commit: the tab, even a new page in it, asks again under the same id until the server has spoken', () => {
    const kept: KeptPress[] = [];
    const on = wire({ kept });
    on.events().open();
    say(on, anna);
    void on.connection.command(press);
    const { id } = on.sent.at(-1) as { id: number };
    say(on, { t: 'answer', id, ok: true, value: { state: 'shown', result: {} } });
    // "Shown" is no word of the server.
    expect(kept).toMatchObject([{ commandId: 'c1', personId: 'anna' }]);
    on.events().closed(false);
    on.again();
    on.events().open();
    say(on, anna);
    expect(sentCommands(on)).toEqual(['c1', 'c1']);
    const reloaded = wire({ kept });
    reloaded.events().open();
    say(reloaded, anna);
    expect(sentCommands(reloaded)).toEqual(['c1']);
    say(reloaded, { t: 'outcome', commandId: 'c1', ok: true, code: '', data: {}, result: {} });
    expect(kept).toEqual([]);
  });

  it('another person in the same tab repeats nothing of hers', () => {
    const kept: KeptPress[] = [{ ...press, personId: 'anna' }];
    const on = wire({ kept });
    on.events().open();
    say(on, { ...anna, host: { ...(anna as { host: HostInfo }).host, personId: 'boris' } } as typeof admitted);
    expect(sentCommands(on)).toEqual([]);
  });

  it('without a connection a press is refused at once; a refused one is not kept', async () => {
    const kept: KeptPress[] = [];
    const on = wire({ kept });
    on.events().open();
    say(on, anna);
    const refused = on.connection.command(press);
    say(on, { t: 'answer', id: (on.sent.at(-1) as { id: number }).id, ok: false, code: 'not_allowed', data: {} });
    expect(await refused).toMatchObject({ ok: false, code: 'not_allowed' });
    expect(kept).toEqual([]);
    on.events().closed(false);
    expect(await on.connection.command({ ...press, commandId: 'c2' })).toMatchObject({ ok: false, code: 'link_lost' });
    expect(kept).toEqual([]);
  });
});

it('[R12] signing in at the server that shows the page: its own answer, and the door can be tried again', async () => {
  const on = wire();
  on.events().open();
  on.events().frame({ t: 'auth', ok: false, code: 'sign_in' });
  expect(on.connection.state()).toMatchObject({ phase: 'refused', code: 'sign_in' });
  const first = on.connection.signIn('anna', 'wrong');
  on.events().open();
  expect(on.sent.at(-1)).toEqual({ t: 'auth', login: 'anna', password: 'wrong' });
  on.events().frame({ t: 'auth', ok: false, code: 'bad_login' });
  expect(await first).toMatchObject({ ok: false, code: 'bad_login' });
  const second = on.connection.signIn('anna', 'right');
  on.events().open();
  on.events().frame(admitted);
  expect(await second).toEqual({ ok: true, value: null });
  expect(on.connection.state().phase).toBe('open');
});
