/** One sender an account, one attempt at a time, one end for each effect: leases with fences, claims, results, sweeps (S74–S80). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Claimed } from '#channels/runner/host.ts';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store, StoredEffect, StrangeEvent } from '#db/server/store.ts';
import { createLeases, holdsLease } from '#server/channels/leases.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TeamOptions } from '#tests/helpers/make-team.ts';

const bot = 'telegram:4242';

let now: number;
let store: Store;
beforeEach(() => {
  now = 1_000_000;
  store = createMemoryStore();
});
const holder = (name: string) => createLeases(store, () => now, name);
const holds = (fence: string): Promise<boolean> => store.read((reader) => holdsLease(reader, bot, fence, now));

test('[S74] a lease has one holder until it ends; each new one has a higher fence; a renewal keeps it', async () => {
  const [a, b] = [holder('a'), holder('b')];
  const first = (await a.take(bot, null))!;
  expect(first).toEqual({ fence: '1.1', validMs: 30_000 });
  expect(await b.take(bot, null)).toBeNull();
  now += 29_999;
  expect([await holds('1.1'), await b.take(bot, null)]).toEqual([true, null]);
  expect(await a.take(bot, '1.1')).toEqual(first);
  now += 30_000;
  expect(await holds('1.1')).toBe(false);
  expect((await b.take(bot, null))!.fence).toBe('1.2');
  // Who held it is not given it back, by whatever fence it names; nor does another's fence help.
  expect([await a.take(bot, '1.1'), await a.take(bot, '1.2'), await a.take(bot, null), await b.take(bot, '1.1')]).toEqual([null, null, null, null]);
  expect([await holds('1.1'), await holds('1.2'), await holds('1.3'), await holds('1.20')]).toEqual([false, true, false, false]);
  // The same process begins anew: its old readers must not be taken for the new one.
  expect((await b.take(bot, null))!.fence).toBe('1.3');
  expect(await b.take('telegram:other', '1.3')).toBeNull();
});

test('[S74] a lease that claims to hold longer than any can was given by a wrong clock and counts as ended', async () => {
  await holder('a').take(bot, null);
  now -= 5000;
  expect(await holder('b').take(bot, null)).toBeNull();
  now -= 1;
  expect((await holder('b').take(bot, null))!.fence).toBe('1.2');
});

test('[S77] given back it is free at once, but its number never comes again; only its holder gives it back', async () => {
  const [a, b] = [holder('a'), holder('b')];
  await a.take(bot, null);
  await b.release(bot, '1.1');
  await a.release(bot, '1.0');
  expect(await holds('1.1')).toBe(true);
  await a.release(bot, '1.1');
  expect(await holds('1.1')).toBe(false);
  expect((await b.take(bot, null))!.fence).toBe('1.2');
  await a.release(bot, '1.1');
  expect(await holds('1.2')).toBe(true);
  // Alone on the store: whoever held it is dead.
  await a.expire([bot, 'nobody']);
  expect((await a.take(bot, null))!.fence).toBe('1.3');
});

let team: Team;
let person: string;
let conversationId: string;
let fence: string;
const teams: Team[] = [];
afterEach(async () => {
  for (const one of teams.splice(0)) await one.close();
});
async function begin(options: TeamOptions = {}): Promise<void> {
  team = await makeTeam({ consoles: 1, ...options });
  teams.push(team);
  person = team.consoles[0]!.personId;
  await team.inbound('Hello');
  conversationId = (await team.rows('conversation'))[0]!.id;
  await team.person(person, 'conversation.take', { conversationId });
  fence = (await team.server().host.takeLease(team.accountId, null))!.fence;
}
const host = () => team.server().host;
const send = async (text: string): Promise<string> => {
  const messageId = team.id<string>();
  expect(await team.person(person, 'message.send', { conversationId, messageId, text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 })).toMatchObject({ status: 'done' });
  return messageId;
};
const effectOf = async (messageId: string): Promise<StoredEffect> => (await team.store.read((reader) => reader.effectsOfMessages([messageId])))[0]!;
const message = async (messageId: string) => (await team.rows('message')).find((row) => row.id === messageId)!;
const put = (effect: StoredEffect): Promise<void> => team.store.write((writer) => writer.putEffects([effect]));
/** The undo time passes and the lease is renewed. */
const ripen = async (ms = 20_000): Promise<void> => {
  await team.jump(ms);
  fence = (await host().takeLease(team.accountId, fence) ?? (await host().takeLease(team.accountId, null)))!.fence;
};
const claim = async (messageId: string): Promise<Claimed | null> => host().claim((await effectOf(messageId)).effectId, fence);
const sent = (externalId: string) => ({ state: 'sent' as const, externalIds: [externalId], at: team.clock.now() });

test('[S80] an end is written once: no second result of the same token changes it, least of all back to "send"', async () => {
  await begin();
  const messageId = await send('once');
  await ripen();
  const { effectId, attempt, token } = (await claim(messageId))!;
  await host().settle(effectId, attempt, token, sent('41'));
  const ended = await effectOf(messageId);
  const { seq } = team.server().committer.head();
  for (const result of [sent('42'), sent('41'), { state: 'later' as const, afterMs: 0, code: 'rate' }, { state: 'unknown' as const }, { state: 'refused' as const, code: 'blocked', detail: '' }]) {
    await host().settle(effectId, attempt, token, result);
    expect(await effectOf(messageId)).toEqual(ended);
  }
  expect(ended.state).toBe('sent');
  expect(await message(messageId)).toMatchObject({ state: 'sent', externalId: '41' });
  expect(team.server().committer.head().seq).toBe(seq);
  expect((await host().effects(team.accountId)).ready).toEqual([]);
});

test('[S79] [S80] an unknown fate is ended by a certain word only, of its own attempt, and never begins anew', async () => {
  await begin();
  const messageId = await send('lost');
  await ripen();
  const { effectId, attempt, token } = (await claim(messageId))!;
  await host().settle(effectId, attempt, token, { state: 'unknown' });
  expect(await message(messageId)).toMatchObject({ state: 'unknown' });
  await host().settle(effectId, attempt, token, { state: 'later', afterMs: 0, code: 'rate' });
  await host().settle(effectId, attempt, token, { state: 'fetched', items: [] });
  await host().settle(effectId, attempt + 1, token, sent('9'));
  await host().settle(effectId, attempt, `${token}x`, sent('9'));
  await host().settle('nothing', attempt, token, sent('9'));
  expect(await effectOf(messageId)).toMatchObject({ state: 'unknown' });
  expect((await host().unresolved(team.accountId)).map((one) => [one.effectId, one.attempt, one.token])).toEqual([[effectId, attempt, token]]);
  expect(await host().unresolved(team.id())).toEqual([]);
  await host().settle(effectId, attempt, token, { state: 'refused', code: 'blocked', detail: '' });
  expect([await effectOf(messageId), await message(messageId)]).toMatchObject([{ state: 'refused' }, { state: 'failed', failure: 'blocked' }]);
});

test('[S78] none is claimed before its time, out of its turn, after its end, for nobody, or by another account’s sender', async () => {
  await begin();
  const [first, second] = [await send('one'), await send('two')];
  expect(await claim(first)).toBeNull();
  await ripen();
  expect(await claim(second)).toBeNull();
  expect(await host().claim('nothing', fence)).toBeNull();
  const one = (await claim(first))!;
  expect(one).toMatchObject({ attempt: 1, work: { text: 'one' } });
  expect(await claim(first)).toBeNull();
  expect(await claim(second)).toBeNull();
  await host().settle(one.effectId, one.attempt, one.token, sent('1'));
  expect(await claim(first)).toBeNull();
  expect(await effectOf(first)).toMatchObject({ state: 'sent' });
  await team.robot('account.update', { accountId: team.accountId, set: { active: false } });
  expect(await claim(second)).toBeNull();
  await team.robot('account.update', { accountId: team.accountId, set: { active: true } });
  expect(await claim(second)).toMatchObject({ work: { text: 'two' } });
});

test('[S78] what is about nothing any more is cancelled at its claim, and the queue behind it is told to go on', async () => {
  await begin();
  const [first, second] = [await send('gone'), await send('stays')];
  await ripen();
  const told: string[] = [];
  host().onEffects((accountId) => told.push(accountId));
  const [record] = await team.store.read((reader) => reader.records([{ kind: 'message', id: first }]));
  await team.store.write((writer) => writer.putRecords([{ ...record!, body: { ...record!.body, state: 'delivered' }, lookups: [] }]));
  expect(await claim(first)).toBeNull();
  expect(await effectOf(first)).toMatchObject({ state: 'cancelled', attempt: 0 });
  expect(told).toEqual([team.accountId]);
  const next = (await claim(second))!;
  await host().settle(next.effectId, next.attempt, next.token, sent('2'));
  expect(told).toEqual([team.accountId, team.accountId]);
});

test('[S78] a second attempt knows when the first began, and waits for the time it was given; accounts do not see each other’s', async () => {
  await begin();
  const messageId = await send('again');
  await put({ ...(await effectOf(messageId)), effectId: 'other', resource: 'account:other', queue: 'other', messageId: null, notBefore: team.clock.now() + 1000 });
  await ripen();
  const began = team.clock.now();
  const first = (await claim(messageId))!;
  await host().settle(first.effectId, first.attempt, first.token, { state: 'later', afterMs: 5000, code: 'rate' });
  expect(await host().effects(team.accountId)).toEqual({ ready: [], nextInMs: 5000, waiting: 1 });
  expect(await claim(messageId)).toBeNull();
  await ripen(5000);
  expect((await host().effects(team.accountId)).ready.map((one) => one.effectId)).toEqual([first.effectId]);
  const second = (await claim(messageId))!;
  expect(second).toMatchObject({ attempt: 2, work: { since: began } });
  await host().settle(second.effectId, second.attempt, second.token, { state: 'later', afterMs: 1000, code: 'rate' });
  await ripen(1000);
  expect(await claim(messageId)).toMatchObject({ attempt: 3, work: { since: began } });
});

test('[S79] a sweep ends only what nobody holds: a send becomes unknown, what may be done twice begins anew at once', async () => {
  await begin();
  const messageId = await send('swept');
  await put({
    ...(await effectOf(messageId)), effectId: 'media', kind: 'media.fetch', queue: 'media', messageId: null, notBefore: 0,
    payload: { kind: 'media.fetch', accountId: team.accountId, conversationId, messageId, items: [] },
  });
  await ripen();
  const own = (await claim(messageId))!;
  const media = (await host().claim('media', fence))!;
  expect(media.work).toMatchObject({ kind: 'media.fetch' });
  await host().sweep();
  const states = async () => [(await effectOf(messageId)).state, (await team.store.read((reader) => reader.effects(['media'])))[0]!.state];
  expect(await states()).toEqual(['claimed', 'claimed']);
  await team.clock.advance(29_000, team.flush);
  expect(await states()).toEqual(['claimed', 'claimed']);
  await team.clock.advance(2000, team.flush);
  await host().sweep();
  expect(await states()).toEqual(['unknown', 'ready']);
  expect((await team.store.read((reader) => reader.effects(['media'])))[0]).toMatchObject({ attempt: 1 });
  expect((await host().effects(team.accountId)).ready.map((one) => one.effectId)).toEqual(['media']);
  await host().settle(own.effectId, own.attempt, own.token, sent('7'));
  expect(await states()).toEqual(['sent', 'ready']);
});

test('[S77] a reader whose lease is over, or is of another process, stores nothing and moves no place; a webhook needs none', async () => {
  await begin();
  const event = (key: string) => ({
    type: 'message' as const, eventKey: key, chatId: 'chat-2', at: team.clock.now(), fromClient: true, externalId: key, kind: 'text' as const, text: key, media: [], albumId: null,
    person: { externalId: 'chat-2', handle: 'c', name: 'C', avatarSource: null, link: null, language: null }, replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
  });
  const intake = (key: string, by: string | null, place: string | null) => host().intake({ accountId: team.accountId, events: [event(key)], strange: [], fence: by, place });
  const texts = async () => (await team.rows('message')).filter((row) => row.conversationId !== conversationId).map((row) => row.text).sort();
  expect([await intake('a', '1.99', '5'), await intake('a', 'x', '5')]).toEqual(['stale', 'stale']);
  expect([await texts(), await host().place(team.accountId)]).toEqual([[], null]);
  expect(await intake('b', fence, '6')).toBe('stored');
  expect(await intake('c', null, null)).toBe('stored');
  // Delivered twice, by whatever road and however much later: the same command, known by its id.
  const { seq } = team.server().committer.head();
  const twice = event('b');
  await team.clock.advance(1000, team.flush);
  expect(await host().intake({ accountId: team.accountId, events: [twice], strange: [], fence: null, place: null })).toBe('stored');
  expect(team.server().committer.head().seq).toBe(seq);
  expect([await texts(), await host().place(team.accountId)]).toEqual([['b', 'c'], '6']);
  await team.jump(31_000);
  expect(await intake('d', fence, '7')).toBe('stale');
  expect([await texts(), await host().place(team.accountId)]).toEqual([['b', 'c'], '6']);
});

test('[S77] what can’t be understood or breaks is kept as it came, in the same step; what came with it is stored', async () => {
  const inner = createMemoryStore();
  const kept: StrangeEvent[] = [];
  await begin({ store: { ...inner, write: (work) => inner.write((writer) => work({ ...writer, addStrange: async (list) => { kept.push(...list); await writer.addStrange(list); } })) } });
  const good = {
    type: 'message' as const, eventKey: 'good', chatId: 'chat-9', at: team.clock.now(), fromClient: true, externalId: 'good', kind: 'text' as const, text: 'fine', media: [], albumId: null,
    person: { externalId: 'chat-9', handle: 'c', name: 'C', avatarSource: null, link: null, language: null }, replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
  };
  const bad = { ...good, eventKey: 'bad', externalId: 'bad', text: 7 as never };
  expect(await host().intake({ accountId: team.accountId, events: [bad, good], strange: [{ reason: 'unknown_type', raw: 'x'.repeat(1_000_001) }], fence: null, place: null })).toBe('stored');
  expect(kept.map((one) => [one.reason, one.accountId, one.raw.length])).toEqual([['unknown_type', team.accountId, 1_000_000], ['bad_input', team.accountId, JSON.stringify(bad).length]]);
  expect((await team.rows('message')).some((row) => row.text === 'fine')).toBe(true);
});
