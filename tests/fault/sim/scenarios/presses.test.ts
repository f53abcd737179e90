/** Counterexamples about what people press and what becomes of it, each acted out on the simulation's team: it fails without its rule. */
import { afterEach, expect, test } from 'vitest';
import { createStage } from '#tests/fault/sim/scenarios/stage.ts';
import type { Stage, StageOptions } from '#tests/fault/sim/scenarios/stage.ts';
import type { SimConsole } from '#tests/fault/sim/sim-console.ts';

let stage: Stage;
afterEach(() => stage.close());
const open = async (options?: StageOptions): Promise<Stage> => (stage = await createStage(options));

const assign = (conversationId: string, seatId: string): string => stage.press(stage.owner, 'conversation.assign', { conversationId, seatId });
const note = (one: SimConsole, conversationId: string, text: string): string => stage.press(one, 'message.note', { conversationId, messageId: stage.id(), text });
const notes = (): string[] => stage.world.store.witness().rows<{ kind: string; text: string }>('message').filter((row) => row.kind === 'note').map((row) => row.text).sort();
const statusOf = (commandId: string): string | undefined => stage.world.store.witness().commands.get(commandId)?.status;

test('[C7] [S42] [S44] [S97] two copies of one console, both with presses not yet answered: each press is done once, none is stuck', async () => {
  const { anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  stage.away(anna);
  note(anna, talk, 'before the copy');
  const copy = stage.copyOf(anna, 'copy');
  note(anna, talk, 'of the first');
  stage.back();
  anna.backend().hurry();
  await stage.run(3_000);
  stage.sift((name) => name !== 'copy');
  copy.start();
  note(copy, talk, 'of the second');
  note(copy, talk, 'of the second too');
  await stage.run(2_000);
  await stage.whole(60);
  expect(notes()).toEqual(['before the copy', 'of the first', 'of the second', 'of the second too']);
  expect(copy.deviceId()).not.toBe(anna.deviceId());
});

test('[C9] [S46] a disk image older than ninety days wakes with a press that was done long ago: it is done, and not again', async () => {
  const { anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  stage.away(anna);
  const press = note(anna, talk, 'of long ago');
  anna.image(`${stage.folder}/image`);
  await stage.whole();
  // What ninety days take with them.
  await stage.world.store.plain().write((writer) => writer.forgetResults(stage.world.clock.now() + 1, [], 1_000));
  anna.stop();
  anna.putFolder(`${stage.folder}/image`);
  anna.start();
  await stage.run(5_000);
  await stage.whole(60);
  expect(anna.fate(press)?.status).toBe('done');
  expect(notes()).toEqual(['of long ago']);
});

test('[C12] [S47] [S24] a command is refused, then nothing happens any more: its end is told all the same', async () => {
  const { anna, boris } = await open();
  const talk = await stage.writes('a');
  await stage.whole();
  const heard: string[] = [];
  for (const one of [anna, boris]) one.backend().subscribe((event) => { if (event.t === 'outcome') heard.push(`${one.name} ${event.code}`); });
  stage.press(anna, 'conversation.take', { conversationId: talk });
  stage.press(boris, 'conversation.take', { conversationId: talk });
  await stage.run(7_000);
  expect(heard.map((word) => word.split(' ')[1]).sort()).toEqual(['', 'taken_by_other']);
  await stage.whole();
});

test('[C12] [S47] so is that of one refused when the store has nothing new for anybody', async () => {
  const { owner, anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  stage.away(anna);
  const { id: dealId } = stage.dealOf(talk);
  const late = stage.press(anna, 'deal.setFields', { dealId, values: { guests: 3 } }, { 'deal.stageId': stage.world.store.witness().row('deal', dealId)!['stageId'] });
  stage.press(owner, 'deal.move', { dealId, stageId: 'details', values: {}, note: null });
  await stage.run(5_000);
  stage.back();
  anna.backend().hurry();
  await stage.run(9_000);
  expect(statusOf(late)).toBe('refused');
  expect(anna.backend().status().pending).toBe(0);
  expect(anna.sql('SELECT 1 FROM overlay')).toEqual([]);
});

test('[C16] [S50] one price is set twice offline: both stand, though the order was touched; a price of somebody else is not overwritten unseen', async () => {
  const { owner, anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  const { id: dealId } = stage.dealOf(talk);
  const price = (one: SimConsole, minor: number, seen: number | null): string => stage.press(one, 'deal.setFields', { dealId, values: { amount: { minor, currency: 'UAH' } } }, { 'deal.amountMinor': seen });
  const amount = (): unknown => anna.backend().query('deal.view', { dealId });
  stage.away(anna);
  const first = price(anna, 10_000, null);
  const second = price(anna, 20_000, 10_000);
  stage.press(owner, 'deal.setFields', { dealId, values: { guests: 7 } });
  await stage.run(3_000);
  await stage.whole();
  expect([statusOf(first), statusOf(second)]).toEqual(['done', 'done']);
  stage.away(anna);
  const unseen = price(anna, 30_000, 20_000);
  price(owner, 50_000, 20_000);
  await stage.run(3_000);
  await stage.whole();
  expect(statusOf(unseen)).toBe('refused');
  const side = stage.world.store.witness().rows<{ owner: string; set: { amountMinor?: number } }>('side').find((row) => row.owner === dealId && row.set.amountMinor !== undefined);
  expect(side?.set.amountMinor).toBe(50_000);
  expect(amount()).toBeDefined();
});

test('[S44] [S45] [S70] a store is put back: first what had been done and is kept, then what is pending, each once', async () => {
  const { anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  const before = stage.world.store.journal().length;
  const title = (taskId: string, text: string): void => void stage.press(anna, 'task.add', { taskId, title: text, dueAt: stage.world.clock.now() + 86_400_000, dealId: null, conversationId: null });
  const taskId = stage.id();
  title(taskId, 'call');
  await stage.run(3_000);
  // A new line, as every night: what is done is let go of only where a back-up has it.
  stage.cut(anna);
  await stage.run(3_000);
  stage.away(anna);
  stage.press(anna, 'task.done', { taskId });
  await stage.run(1_000);
  await stage.putBack(stage.world.store.journal().length - before, true);
  await stage.whole();
  expect(stage.world.store.witness().row('task', taskId)).toMatchObject({ title: 'call', doneAt: expect.any(Number) });
});

test('[S56] what a press makes is the same row here and on the server: what is pressed upon it before the answer finds it', async () => {
  const { anna, annasSeat } = await open({ consoles: 2 });
  const talk = await stage.writes('a');
  assign(talk, annasSeat);
  await stage.whole();
  stage.away(anna);
  const press = stage.press(anna, 'button.press', { buttonId: 'draft', conversationId: talk, dealId: stage.dealOf(talk).id, messageId: stage.id(), scriptId: null, language: null, values: {}, note: null, photoMessageIds: [] });
  const shown = new Set(anna.sql<{ id: string; kind: string }>('SELECT kind, id FROM overlay').map((row) => `${row.kind}|${row.id}`));
  await stage.whole();
  expect(stage.world.store.witness().commands.get(press)?.status).toBe('done');
  expect([...shown].filter((key) => key.startsWith('history|')).length).toBeGreaterThan(0);
  for (const key of shown) expect(stage.world.store.witness().versionsOf(key.split('|')[0]!).map(([made]) => made), key).toContain(key);
});
