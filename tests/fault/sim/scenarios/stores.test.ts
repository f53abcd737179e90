/** Counterexamples about stores, several servers and what leaves the house, each acted out on the simulation's team: it fails without its rule. */
import { afterEach, expect, test } from 'vitest';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { createStage } from '#tests/fault/sim/scenarios/stage.ts';
import type { Stage, StageOptions } from '#tests/fault/sim/scenarios/stage.ts';

let stage: Stage;
afterEach(() => stage.close());
const open = async (options?: StageOptions): Promise<Stage> => (stage = await createStage(options));

const assign = (conversationId: string, seatId: string): string => stage.press(stage.owner, 'conversation.assign', { conversationId, seatId });
const account = (): string => stage.world.base.accountId;

test('[C10] [S25] [S33] the store comes back older without a word and grows past where a console stood: it does not mix the two', async () => {
  const { owner, anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  const before = stage.world.store.journal().length;
  await stage.writes('a', 3, 'lost');
  const strange = await stage.writes('b', 1, 'lost too');
  await stage.run(2_000);
  const stood = anna.cursor();
  stage.away(owner, anna);
  await stage.run(2_000);
  await stage.putBack(stage.world.store.journal().length - before, false);
  await stage.writes('c', 2, 'kept');
  await stage.writes('a', 4, 'kept');
  expect(stage.world.store.witness().head()).toBeGreaterThan(stood);
  await stage.whole();
  const texts = (one: typeof anna): string[] => one.sql<{ text: string }>('SELECT text FROM message').map(({ text }) => text).sort();
  expect(texts(owner)).toEqual(stage.world.store.witness().rows<{ text: string }>('message').map(({ text }) => text).sort());
  expect([...texts(owner), ...texts(anna)].filter((text) => text.startsWith('lost'))).toEqual([]);
  expect(owner.sql(`SELECT 1 FROM conversation WHERE id = '${strange}'`)).toEqual([]);
});

test('[C11] [S79] [S80] a sender stands still in the middle of a sending and loses its lease: nobody sends again, its late word counts', async () => {
  const { anna, annasSeat } = await open({ servers: 2, consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  const [slow, other] = [stage.server(0).host, stage.server(1).host];
  stage.press(anna, 'message.send', { conversationId: talk, messageId: stage.id(), text: 'on its way', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null });
  await stage.run(20_000);
  const lease = (await slow.takeLease(account(), null))!;
  const send = (await slow.effects(account())).ready.find((effect) => effect.kind === 'message.send')!;
  const claimed = (await slow.claim(send.effectId, lease.fence))!;
  stage.world.servers[0]!.life.freeze(60_000);
  await stage.run(36_000);
  const next = (await other.takeLease(account(), null))!;
  expect(next.fence).not.toBe(lease.fence);
  await other.sweep();
  const state = async (): Promise<string> => (await stage.world.store.plain().read((reader) => reader.effects([send.effectId])))[0]!.state;
  expect(await state()).toBe('unknown');
  expect((await other.effects(account())).ready.map((effect) => effect.effectId)).not.toContain(send.effectId);
  await stage.run(26_000);
  await slow.settle(send.effectId, claimed.attempt, claimed.token, { state: 'sent', externalIds: ['5'], at: stage.world.clock.now() });
  expect(await state()).toBe('sent');
  expect(await slow.claim(send.effectId, lease.fence)).toBeNull();
  await stage.whole();
});

test('[C15] [S35] two servers over one store commit in turn: every console hears of everything', async () => {
  const { owner, anna, boris, annasSeat, borisSeat } = await open({ servers: 2, consoles: 4 });
  const talks = [await stage.writes('a'), await stage.writes('b')];
  assign(talks[0]!, annasSeat);
  assign(talks[1]!, borisSeat);
  await stage.whole();
  for (let n = 0; n < 12; n += 1) {
    for (const server of [0, 1]) void stage.server(server).host.intake({ accountId: account(), events: [stage.message(`t${n % 3}`, 'words')], strange: [], fence: null, place: null });
    stage.press(n % 2 === 0 ? anna : boris, 'message.note', { conversationId: talks[n % 2]!, messageId: stage.id(), text: `note ${n}` });
    await stage.run(n * 7);
  }
  await stage.run(3_000);
  expect(owner.sql('SELECT 1 FROM message').length).toBe(stage.world.store.witness().rows('message').length);
  await stage.whole();
});

test('[C17] [S62] a server is killed between the commit of a press and anything after it: what the rules do to it stands', async () => {
  const { owner, anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  const rule = stage.world.store.witness().row('rule', 'silence')!;
  // The base team has only the scripts that buttons send; settings are saved whole or not at all.
  for (const script of confectionery.scripts.filter(({ id }) => stage.world.store.witness().row('script', id) === null)) stage.press(owner, 'script.save', { script });
  stage.press(owner, 'dictionary.save', { kind: 'rule', body: { ...rule, stages: ['details'], on: ['stage.entered'], afterMinutes: 0 } });
  await stage.whole();
  const { id: dealId } = stage.dealOf(talk);
  const witness = stage.world.store.witness();
  const { committed } = witness;
  const move = stage.press(anna, 'deal.move', { dealId, stageId: 'details', values: {}, note: null });
  witness.committed = (calls) => {
    committed(calls);
    if (!witness.commands.has(move) || witness.committed === committed) return;
    witness.committed = committed;
    stage.world.killServer(0);
  };
  await stage.run(3_000);
  expect(stage.world.servers[0]!.life.dead()).toBe(true);
  stage.world.startServer(0);
  await stage.whole();
  expect(witness.commands.get(move)?.status).toBe('done');
  const titles = Object.values((rule['actions'] as { title: Record<string, string> }[])[0]!.title);
  expect(witness.rows<{ dealId: string; title: string }>('task').filter((task) => task.dealId === dealId && titles.includes(task.title)).length).toBe(1);
});

test('[C23] [S75] [S74] two processes and one account: one reads it, also where the other is the same server begun anew', async () => {
  await open({ servers: 2, consoles: 1 });
  const [first, second] = [stage.server(0).host, stage.server(1).host];
  const lease = (await first.takeLease(account(), null))!;
  expect(await second.takeLease(account(), null)).toBeNull();
  stage.world.killServer(0);
  stage.world.startServer(0);
  await stage.run(5_000);
  expect(await stage.server(0).host.takeLease(account(), null)).toBeNull();
  expect(await stage.server(0).host.takeLease(account(), lease.fence)).toBeNull();
  await stage.run(31_000);
  const next = (await second.takeLease(account(), null))!;
  expect(next.fence).not.toBe(lease.fence);
  const read = (fence: string): Promise<string> => second.intake({ accountId: account(), events: [], strange: [], fence, place: null });
  expect([await read(lease.fence), await read(next.fence)]).toEqual(['stale', 'stored']);
  await stage.whole();
});

test('[S63] one event that comes by two servers, and once more a day later, is one message', async () => {
  await open({ servers: 2, consoles: 1 });
  const event = stage.message('a', 'words');
  const give = (server: number): Promise<string> => stage.server(server).host.intake({ accountId: account(), events: [event], strange: [], fence: null, place: null });
  await Promise.all([give(0), give(1)]);
  await stage.writes('b');
  await give(0);
  await stage.whole();
});

test('[S85] no answer leaves before the commit that it speaks of', async () => {
  const { anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  const early: string[] = [];
  stage.sift((_name, _direction, frame) => {
    if (frame.t === 'out') for (const { commandId } of frame.list) if (!stage.world.store.witness().commands.has(commandId)) early.push(commandId);
    return true;
  });
  const given = assign(talk, annasSeat);
  await stage.run(3_000);
  stage.press(anna, 'message.note', { conversationId: talk, messageId: stage.id(), text: 'n' });
  await stage.run(3_000);
  expect(stage.world.store.witness().commands.has(given)).toBe(true);
  expect(early).toEqual([]);
  await stage.whole();
});
