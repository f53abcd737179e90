/** Counterexamples about what a console holds (section 3.2 of the specification), each acted out on the simulation's team: it fails without its rule. */
import { afterEach, expect, test } from 'vitest';
import { createStage } from '#tests/fault/sim/scenarios/stage.ts';
import type { Begun, Stage, StageOptions } from '#tests/fault/sim/scenarios/stage.ts';
import type { SimConsole } from '#tests/fault/sim/sim-console.ts';
import Database from 'better-sqlite3';

/** Many rows on a busy machine. */
const timeout = 120_000;
let stage: Stage;
afterEach(() => stage.close());
const open = async (options?: StageOptions): Promise<Stage> => (stage = await createStage(options));

const longTalk = 520;
let long = '';
let made: Promise<Begun> | null = null;
/** A team in which one client has written more than comes at once: made once, begun from by each who asks. */
async function withLongTalk(): Promise<Stage> {
  made ??= (async () => {
    const first = await createStage({ seed: 2, consoles: 0 });
    long = await first.writes('long', longTalk);
    const begun = { journal: first.world.store.journal(), events: [...first.world.events] };
    first.close();
    return begun;
  })();
  return open({ begun: await made });
}

const messages = (one: SimConsole, conversationId: string): number => one.sql<{ n: number }>(`SELECT count(*) AS n FROM message WHERE conversation_id = '${conversationId}'`)[0]!.n;
const wanted = (one: SimConsole): { root: string; after: string }[] => one.sql('SELECT root, after FROM want');
const assign = (conversationId: string, seatId: string): string => stage.press(stage.owner, 'conversation.assign', { conversationId, seatId });

/** Loads a new console of Anna's until the first slice of this talk stands, and no further. */
async function halfOf(conversationId: string): Promise<SimConsole> {
  const fresh = stage.fresh(stage.anna, 'half');
  let over = false;
  stage.sift((name, _direction, frame) => {
    if (name !== 'half') return true;
    if (over) return false;
    over = frame.t === 'd' && frame.slices.some((slice) => slice.root === `conversation:${conversationId}` && slice.next !== null);
    return true;
  });
  fresh.start();
  await stage.run(20_000);
  expect(wanted(fresh).find((want) => want.root === `conversation:${conversationId}`)?.after).toBeTruthy();
  stage.away(fresh);
  await stage.run(1_000);
  return fresh;
}

test('[C1] [S21] a paged pull is cut in the middle, then the roots it brought and another one swap: nothing of the half was stored', { timeout }, async () => {
  const { anna, annasSeat, borisSeat } = await open();
  const talks = [];
  for (const chat of ['a', 'b', 'c']) talks.push(await stage.writes(chat, 150, 'x'.repeat(3_000)));
  const other = await stage.writes('d');
  for (const talk of talks) assign(talk, borisSeat);
  assign(other, annasSeat);
  await stage.whole();
  stage.away(anna);
  for (const talk of talks) assign(talk, annasSeat);
  assign(other, borisSeat);
  await stage.run(5_000);
  const held = anna.confirmed();
  let pages = 0;
  stage.sift((name, _direction, frame) => name !== anna.name || frame.t !== 'd' || frame.page === 0 || (pages = frame.page) === 0);
  anna.backend().hurry();
  await stage.run(10_000);
  expect(pages).toBeGreaterThan(0);
  expect(anna.confirmed()).toEqual(held);
  stage.away(anna);
  for (const talk of talks) assign(talk, borisSeat);
  assign(other, annasSeat);
  await stage.run(5_000);
  await stage.whole();
  expect(talks.map((talk) => messages(anna, talk))).toEqual([0, 0, 0]);
  expect(messages(anna, other)).toBe(1);
});

test('[C2] [S30] between two slices of a root it closes and opens with more in it: the slice that was asked for is passed over', { timeout }, async () => {
  const { anna, annasSeat } = await withLongTalk();
  await stage.whole();
  const half = await halfOf(long);
  // Untaken it showed less than it does on her seat: all of it comes anew.
  assign(long, annasSeat);
  await stage.run(5_000);
  await stage.whole();
  expect(messages(half, long)).toBe(longTalk);
  expect(messages(anna, long)).toBe(longTalk);
});

test('[C3] [S31] [S22] talks close and reopen while a first copy is loaded: what left for good is not waited for', { timeout }, async () => {
  const { annasSeat, borisSeat } = await open();
  const talks = await stage.clients(90);
  for (const talk of talks) assign(talk, annasSeat);
  await stage.whole();
  const fresh = stage.fresh(stage.anna, 'fresh');
  let over = false;
  let slices = 0;
  stage.sift((name, _direction, frame) => {
    if (name !== 'fresh' || over) return name !== 'fresh';
    if (frame.t === 'd' && frame.slices.length > 0) over = (slices += 1) === 2;
    return true;
  });
  fresh.start();
  await stage.run(4_000);
  expect(wanted(fresh).length).toBeGreaterThan(20);
  stage.away(fresh);
  for (const talk of talks) assign(talk, borisSeat);
  await stage.run(3_000);
  stage.back();
  fresh.backend().hurry();
  for (const talk of talks.slice(0, 45)) assign(talk, annasSeat);
  await stage.whole();
  expect(talks.filter((talk) => messages(fresh, talk) === 1)).toEqual(talks.slice(0, 45));
});

test.each([0, 20, 60, 100])('[C4] [S19] a root is opened for reading %i ms before its grant closes: its rows come by a delta or not at all', { timeout }, async (ms) => {
  const { annasSeat, borisSeat } = await withLongTalk();
  assign(long, annasSeat);
  await stage.whole();
  const half = await halfOf(long);
  stage.back();
  for (let n = 0; n < 2_000 && half.backend().status().state !== 'live'; n += 1) await stage.run(5);
  half.backend().query('conversation.view', { conversationId: long });
  await stage.run(ms);
  assign(long, borisSeat);
  await stage.run(8_000);
  expect(messages(half, long)).toBe(0);
  await stage.whole();
});

test('[C5] [S23] a change in the part of a root that is not held yet is not stored beside the gap', { timeout }, async () => {
  const { annasSeat } = await withLongTalk();
  assign(long, annasSeat);
  await stage.whole();
  const half = await halfOf(long);
  const held = new Set(half.sql<{ id: string }>(`SELECT id FROM message WHERE conversation_id = '${long}'`).map(({ id }) => id));
  const hidden = stage.world.store.witness().rows<{ id: string; externalId: string }>('message').filter(({ id }) => !held.has(id)).sort((a, b) => (a.id < b.id ? -1 : 1)).at(-1)!;
  const told = (): string | undefined => half.sql<{ text: string }>(`SELECT text FROM message WHERE id = '${hidden.id}'`)[0]?.text;
  // It asks for no slices yet.
  stage.sift((name, _direction, frame) => {
    if (name === half.name && frame.t === 'pull') frame.want = [];
    return true;
  });
  half.backend().hurry();
  await stage.run(3_000);
  await stage.edits('long', hidden.externalId, 'edited');
  await stage.run(3_000);
  expect(half.cursor()).toBe(stage.world.store.witness().head());
  expect(told()).toBeUndefined();
  await stage.whole();
  expect(told()).toBe('edited');
});

test('[C13] [S12] [S11] a client with deals of three seats whose holders change is seen by whoever holds one of them, and by nobody else', async () => {
  const { anna, boris, carol, annasSeat, borisSeat, carolsSeat } = await open({ consoles: 5 });
  const talk = await stage.writes('a');
  const { contactId } = stage.dealOf(talk);
  const knows = (): string[] => [anna, boris, carol].filter((one) => one.sql(`SELECT 1 FROM contact WHERE id = '${contactId}'`).length > 0).map((one) => one.name);
  for (const [one, seat] of [[anna, annasSeat], [boris, borisSeat]] as const) {
    assign(talk, seat);
    await stage.run(2_000);
    stage.press(one, 'deal.create', { dealId: stage.id(), contactId, conversationId: null, funnelId: 'sales', stageId: 'greeting' });
    await stage.run(2_000);
  }
  assign(talk, carolsSeat);
  await stage.whole();
  expect(knows()).toEqual([anna.name, boris.name, carol.name]);
  const person = (one: SimConsole, seatId: string | null): string => stage.press(stage.owner, 'person.update', { personId: one.personId, set: { seatId } });
  person(boris, null);
  await stage.whole();
  expect(knows()).toEqual([anna.name, carol.name]);
  person(boris, annasSeat);
  person(anna, borisSeat);
  assign(talk, annasSeat);
  await stage.whole();
  expect(knows()).toEqual([anna.name, boris.name]);
});

test('[C14] [S15] [S16] what a role opens, and what an order shows of its client, changes: every copy follows, whoever was away too', async () => {
  const { owner, anna, boris, annasSeat, borisSeat } = await open();
  const talk = await stage.writes('a');
  assign(talk, borisSeat);
  await stage.run(2_000);
  const { id: dealId, contactId } = stage.dealOf(talk);
  stage.press(owner, 'contact.update', { contactId, set: { phone: '+380671112233' } });
  stage.press(boris, 'deal.create', { dealId: stage.id(), contactId, conversationId: null, funnelId: 'sales', stageId: 'greeting' });
  await stage.run(2_000);
  assign(talk, annasSeat);
  await stage.whole();
  const phones = (one: SimConsole): number => [...one.confirmed().keys()].filter((key) => key.startsWith('side|contact') && key.endsWith(contactId)).length;
  const deals = (): number => boris.sql('SELECT 1 FROM deal').length;
  expect([phones(anna), phones(boris), deals()]).toEqual([1, 1, 2]);
  stage.away(boris);
  const role = stage.world.store.witness().row('role', 'operator')!;
  stage.press(owner, 'role.save', { role: { ...role, facets: ['talk', 'internal'] } });
  stage.press(owner, 'team.update', { set: { earlierOrders: false } });
  await stage.run(5_000);
  expect([phones(anna), phones(boris), deals()]).toEqual([0, 1, 2]);
  await stage.whole();
  expect([phones(boris), deals()]).toEqual([0, 1]);
  stage.press(owner, 'role.save', { role: { ...role, facets: ['contacts', 'talk', 'money', 'internal'] } });
  stage.press(owner, 'team.update', { set: { earlierOrders: true } });
  await stage.whole();
  expect([phones(anna), phones(boris), deals()]).toEqual([1, 1, 2]);
  expect(boris.sql(`SELECT 1 FROM deal WHERE id = '${dealId}'`).length).toBe(1);
});

test('[C20] [S66] a console of a new version finds columns that it has never filled: it loads its copy anew, and its presses stand', async () => {
  const { anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  stage.away(anna);
  stage.press(anna, 'message.note', { conversationId: talk, messageId: stage.id(), text: 'pressed before' });
  anna.stop();
  const db = new Database(`${stage.folder}/${anna.name}/replica.db`);
  db.exec("UPDATE meta SET value = 'of before' WHERE key = 'shape'; UPDATE message SET text = ''");
  db.close();
  anna.start();
  await stage.whole();
  expect(anna.sql<{ text: string }>('SELECT text FROM message ORDER BY text').map(({ text }) => text)).toEqual(['hello 0', 'pressed before']);
});

test('[S19] killed at any moment of taking a change over, a console has the place and its rows, or neither', { timeout }, async () => {
  const { anna, annasSeat, borisSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  let fell = 0;
  for (let calls = 1; calls <= 24; calls += 1) {
    assign(talk, calls % 2 === 0 ? borisSeat : annasSeat);
    anna.arm(calls);
    await stage.run(3_000);
    anna.arm(0);
    if (anna.fell()) {
      fell += 1;
      anna.stop();
      anna.start();
    }
    await stage.whole(10);
  }
  expect(fell).toBeGreaterThan(5);
});

test('[S22] a row that is no more leaves every copy that held it', async () => {
  const { anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.run(2_000);
  const note = stage.press(anna, 'message.note', { conversationId: talk, messageId: stage.id(), text: 'by mistake' });
  await stage.run(2_000);
  expect(messages(stage.owner, talk)).toBe(2);
  stage.press(anna, 'command.undo', { commandId: note });
  await stage.run(2_000);
  expect([messages(anna, talk), messages(stage.owner, talk)]).toEqual([1, 1]);
  await stage.whole();
});
