/** What a batch leaves in the store and what it takes back: places, versions, claims, ids, streams; and how the committer ends (S4, S8, S41, S42, S47, S49, S52, S83–S85). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChangeLine, Store, StoredRecord } from '#db/server/store.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { createCommitter } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import type { PressAnswer } from '#server/committer/stream-desk.ts';
import { derivedId } from '#shared/base/ids.ts';
import type { Cursor } from '#shared/sync/protocol.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';

let team: Team;
let person: string;
let conversationId: string;
let dealId: string;

beforeEach(async () => {
  team = await makeTeam({ consoles: 2 });
  person = team.consoles[0]!.personId;
  await team.inbound('Hello');
  conversationId = (await team.rows('conversation'))[0]!.id;
  dealId = (await team.rows('deal'))[0]!.id;
  await team.person(person, 'conversation.take', { conversationId });
  await team.flush();
});
afterEach(() => team.close());

const give = (name: string, input: unknown, commandId = team.id<string>()): GivenCommand => personCommand(name, input, commandId, person);
const batch = async (commands: readonly GivenCommand[]) => (await team.server().committer.submit({ commands }))!;
const note = (text: string, messageId = team.id<string>()): GivenCommand => give('message.note', { conversationId, messageId, text });
const log = (after = 0): Promise<ChangeLine[]> => team.store.read((reader) => reader.changes(after, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER));
const records = (kind: StoredRecord['kind']): Promise<StoredRecord[]> => team.store.read((reader) => reader.recordsOfKinds([kind]));
const send = async (text: string, commandId = team.id<string>()): Promise<string> => {
  const messageId = team.id<string>();
  expect(await batch([give('message.send', { conversationId, messageId, text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 }, commandId)])).toMatchObject([{ status: 'done' }]);
  return messageId;
};
const settled = (messageId: string, externalIds: string[]): GivenCommand => robotCommand('message.settled', { messageId, outcome: { state: 'sent', externalIds, at: null } }, team.id(), 'sender');
const stateOf = async (messageId: string) => (await team.rows('message')).find((row) => row.id === messageId);

test('[S47] [I6] every line of the log has a place of its own, a row bears that of its last change, an answer that of its own last line', async () => {
  const before = team.server().committer.head().seq;
  const outcomes = await batch([note('one'), give('task.move', { taskId: team.id(), dueAt: 1 }), give('conversation.snooze', { conversationId, until: team.clock.now() + 60_000 }), note('two')]);
  const lines = await log(before);
  expect(lines.map((line) => line.seq)).toEqual(lines.map((_, n) => before + 1 + n));
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['done', 'refused', 'done', 'done']);
  const lastOf = (kind: string, id: string): number => lines.findLast((line) => line.kind === kind && line.id === id)!.seq;
  const notes = (await records('message')).filter((row) => row.body['kind'] === 'note').sort((a, b) => a.ver - b.ver);
  expect(notes.map((row) => row.ver)).toEqual(notes.map((row) => lastOf('message', row.id)));
  expect((await records('conversation'))[0]!.ver).toBe(lastOf('conversation', conversationId));
  // A refusal stands at what was reached when it was decided (S47).
  expect(outcomes[0]!.seq).toBe(lastOf('message', notes[0]!.id));
  expect(outcomes[1]!.seq).toBe(outcomes[0]!.seq);
  expect(outcomes[2]!.seq).toBeGreaterThanOrEqual(lastOf('conversation', conversationId));
  expect(outcomes[3]!.seq).toBe(lines.at(-1)!.seq);
  expect(team.server().committer.head().seq).toBe(outcomes[3]!.seq);
});

test('[S8] a batch that only refused takes a place of its own; one that answers what is known already takes none', async () => {
  const { seq } = team.server().committer.head();
  const refused = give('task.move', { taskId: team.id(), dueAt: 1 });
  await batch([refused]);
  expect(team.server().committer.head().seq).toBe(seq + 1);
  expect(await team.store.read((reader) => reader.commit(seq + 1))).toMatchObject({ mark: team.server().committer.head().mark });
  await batch([refused]);
  expect(team.server().committer.head().seq).toBe(seq + 1);
});

test('[S4] [D8] an id that a later command would make by itself is taken beforehand: that command is refused, earlier or in one batch, and nothing of it stands', async () => {
  for (const together of [true, false]) {
    const commandId = team.id<string>();
    const stolen = derivedId<string>(commandId, 'task:1');
    await batch([give('deal.move', { dealId, stageId: together ? 'greeting' : 'draft', values: {}, note: null })]);
    if (!together) await batch([give('deal.move', { dealId, stageId: 'greeting', values: {}, note: null })]);
    const stage = (await team.rows('deal'))[0]!.stageId;
    const theft = give('task.add', { taskId: stolen, title: 'mine', dueAt: team.clock.now() + 1000, dealId: null, conversationId: null });
    const move = give('deal.move', { dealId, stageId: 'details', values: {}, note: null }, commandId);
    const outcomes = together ? await batch([theft, move, note(`after ${together}`)]) : [...(await batch([theft])), ...(await batch([move])), ...(await batch([note(`after ${together}`)]))];
    expect(outcomes.map((outcome) => outcome.code)).toEqual(['', 'id_taken', '']);
    expect(outcomes[1]!.result).toEqual({});
    expect((await team.rows('deal'))[0]!.stageId).toBe(stage);
    expect((await team.rows('task')).filter((row) => row.id === stolen)).toMatchObject([{ title: 'mine' }]);
  }
  // What a command asked for it may put anew: a mark of what was read is one row for ever.
  await team.inbound('more');
  expect(await batch([give('conversation.read', { conversationId, count: 1 }), give('conversation.read', { conversationId, count: 2 })])).toMatchObject([{ status: 'done' }, { status: 'done' }]);
  expect((await team.rows('readMark')).map((row) => row.readCount)).toEqual([2]);
});

test('[S83] a claim that is taken refuses the whole command: rows set before it are taken back, its neighbours stand; one’s own may be taken again', async () => {
  const [a, b] = [await send('first'), await send('second')];
  const [first] = await batch([settled(a, ['77'])]);
  expect(first).toMatchObject({ status: 'done' });
  // In the next batch: the claim is the store's; in the same one: the batch's own.
  const outcomes = await batch([note('before'), settled(b, ['78', '77']), note('after'), settled(a, ['77'])]);
  expect(outcomes.map((outcome) => outcome.code)).toEqual(['', 'claim_taken', '', '']);
  expect(await stateOf(b)).toMatchObject({ state: 'queued', externalId: null });
  expect(await batch([settled(b, ['78']), settled(a, ['78'])])).toMatchObject([{ status: 'done' }, { code: 'claim_taken' }]);
  expect(await stateOf(a)).toMatchObject({ state: 'sent', externalId: '77' });
  expect((await team.rows('message')).filter((row) => row.kind === 'note').length).toBe(2);
  const lines = await log(first!.seq);
  expect(lines.filter((line) => line.kind === 'message' && line.id === b).length).toBe(1);
});

test('[S54] an undo gives back what was claimed, and its own claim is kept: it is done once', async () => {
  await team.robot('account.update', { accountId: team.accountId, set: { active: false } });
  const commandId = team.id<string>();
  const owner = team.owner.personId;
  const key = 'identity:telegram:4242';
  const owners = async (of: string) => (await team.store.read((reader) => reader.claims([of]))).map((claim) => claim.owner);
  await team.server().committer.submit({ commands: [personCommand('account.update', { accountId: team.accountId, set: { active: true } }, commandId, owner)] });
  expect(await owners(key)).toEqual([team.accountId]);
  expect(await team.person(owner, 'command.undo', { commandId })).toMatchObject({ status: 'done' });
  expect(await owners(key)).toEqual([]);
  expect((await owners(`undo:${commandId}`)).length).toBe(1);
  expect(await team.person(owner, 'command.undo', { commandId })).toMatchObject({ code: 'undone_already' });
});

test('[S54] what a sender holds can’t be undone, whichever command has made it; what only waits can', async () => {
  const commandId = team.id<string>();
  const messageId = await send('hello', commandId);
  const [own] = await team.store.read((reader) => reader.effectsOfMessages([messageId]));
  await team.store.write((writer) => writer.putEffects([{ ...own!, effectId: `${own!.effectId}x`, cmdId: 'another', state: 'claimed' }]));
  expect(await team.person(person, 'command.undo', { commandId })).toMatchObject({ code: 'too_late' });
  expect(await stateOf(messageId)).toMatchObject({ state: 'queued' });
  expect((await team.store.read((reader) => reader.effects([own!.effectId])))[0]).toMatchObject({ state: 'ready' });
  await team.store.write((writer) => writer.putEffects([{ ...own!, effectId: `${own!.effectId}x`, cmdId: 'another', state: 'cancelled' }]));
  expect(await team.person(person, 'command.undo', { commandId })).toMatchObject({ status: 'done' });
  expect((await team.store.read((reader) => reader.effects([own!.effectId])))[0]).toMatchObject({ state: 'cancelled' });
});

test('[S54] sent and undone in one batch: the message is gone and nothing of it leaves', async () => {
  const commandId = team.id<string>();
  const messageId = team.id<string>();
  const outcomes = await batch([
    give('message.send', { conversationId, messageId, text: 'oops', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 }, commandId), give('command.undo', { commandId }),
  ]);
  expect(outcomes).toMatchObject([{ status: 'done' }, { status: 'done' }]);
  expect(await stateOf(messageId)).toBeUndefined();
  expect((await team.store.read((reader) => reader.effectsOfMessages([messageId]))).map((effect) => effect.state)).toEqual(['cancelled']);
});

test('[D6] what a step changed is kept for a person’s press and for nothing else', async () => {
  const [pressed, given] = [note('mine'), robotCommand('team.update', { set: { name: 'N' } }, team.id(), 'test')];
  await batch([pressed, given]);
  const stored = await team.store.read((reader) => reader.commands([pressed.commandId, given.commandId]));
  expect(stored.map((command) => command.step?.changes.map((row) => row.kind) ?? null)).toEqual([['message'], null]);
});

/** Commands of a stream, as the desk of consoles hands them on. */
async function streamOf(stream: string): Promise<(dseq: number, command: GivenCommand, more?: { device?: string; person?: string; base?: Cursor | null; gate?: { closed: boolean } }) => Promise<PressAnswer | 'unread'>> {
  await team.store.write((writer) => writer.putStreams([{ stream, device: 'd1', person, lastDseq: 0 }]));
  return (dseq, command, more = {}) =>
    new Promise((resolve) => {
      const gate = more.gate ?? { closed: false };
      team.server().committer.press({ stream, dseq, device: more.device ?? 'd1', person: more.person ?? person, gate, command: { ...command, base: more.base ?? null }, answer: resolve });
      void team.server().committer.idle().then(() => resolve('unread'));
    });
}
const words = (answers: readonly (PressAnswer | 'unread')[]): string[] => answers.map((one) => (one === 'unread' ? one : one.kind === 'out' ? `${one.outcome.status}${one.outcome.code}` : one.kind));

test('[S41] a stream answers its own device and its own person, and nobody else', async () => {
  const press = await streamOf('s1');
  expect(words([await press(1, note('a'), { device: 'd2' }), await press(1, note('b'), { person: team.consoles[1]!.personId }), await press(1, note('c'))])).toEqual(['forked', 'forked', 'done']);
  expect((await team.rows('message')).filter((row) => row.kind === 'note').map((row) => row.text)).toEqual(['c']);
});

test('[S42] a command sent twice before the first was answered is answered twice and done once', async () => {
  const press = await streamOf('s1');
  const once = note('once');
  const answers = await Promise.all([press(1, once), press(1, once), press(2, note('next')), press(2, note('a fork')), press(3, note('unread'))]);
  expect(words(answers)).toEqual(['done', 'done', 'done', 'forked', 'done']);
  expect(answers[1]).toEqual(answers[0]);
});

test('[C8] [S43] in one batch too: what follows a gap or a fork behind the same gate is not read', async () => {
  const press = await streamOf('s1');
  const gate = { closed: false };
  const answers = await Promise.all([press(1, note('one'), { gate }), press(3, note('three'), { gate }), press(2, note('two'), { gate })]);
  expect(words(answers)).toEqual(['done', 'gap', 'unread']);
  expect(gate.closed).toBe(true);
  expect(words([await press(2, note('later'), { gate })])).toEqual(['unread']);
});

test('[S52] age counts from the first commit that the press did not know, to the millisecond; a base of another timeline has no age', async () => {
  const press = await streamOf('s1');
  const day = 24 * 3_600_000;
  const chats = ['b', 'c', 'd', 'e', 'f'];
  // A desk that has stored nothing yet: no mark is forgotten while it may come (S68).
  await team.server().devices.admit(team.owner.personId, 'console');
  for (const chatId of chats) await team.inbound('hi', { chatId });
  const answer = async (n: number): Promise<GivenCommand> => {
    const chat = (await team.rows('conversation')).find((row) => row.externalChatId === chats[n])!;
    return give('conversation.answer', { conversationId: chat.id, messageId: team.id(), text: 'hello', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 });
  };
  const here = (): Cursor => [team.server().committer.head().seq, team.server().committer.head().mark];
  // The answer clocks have reached their levels; nothing more happens by itself.
  await team.jump(3_600_000);
  const base = here();
  expect(words([await press(1, await answer(0), { base: [base[0], 'f'.repeat(16)] })])).toEqual(['refusedexpired']);
  await team.robot('team.update', { set: { name: 'Later' } });
  const start = team.clock.now();
  expect(words([await press(2, await answer(1), { base: [base[0] - 1, 'f'.repeat(16)] })])).toEqual(['refusedexpired']);
  const kept = await answer(2);
  const old = here();
  await team.robot('team.update', { set: { name: 'Later still' } });
  await team.jump(day - (team.clock.now() - start));
  expect(words([await press(3, kept, { base: old })])).toEqual(['done']);
  await team.jump(2);
  expect(words([await press(4, await answer(3), { base: old })])).toEqual(['refusedexpired']);
  // What was decided in time keeps its answer, under whatever number it comes again (S42).
  const again = await streamOf('s2');
  expect(words([await again(1, kept, { base: old })])).toEqual(['done']);
});

/** A committer over a store that can be made to stumble. */
async function alone(store: Store, pause: () => Promise<void> = () => Promise.resolve()): Promise<Committer> {
  const { dictionary, head } = await team.store.read(async (reader) => ({ dictionary: await readDictionary(reader), head: await reader.head() }));
  return createCommitter({ store, now: () => team.clock.now(), fillRandom: seededRandom(3), log: () => undefined, dictionary, head, pause });
}

test('[S83] at most forty-eight commands make a batch, a group stays whole', async () => {
  let steps = 0;
  const committer = await alone({ ...team.store, write: (work) => { steps += 1; return team.store.write(work); } });
  await Promise.all(Array.from({ length: 100 }, (_, n) => committer.submit({ commands: [note(`n${n}`)] })));
  expect(steps).toBe(3);
  steps = 0;
  await committer.submit({ commands: Array.from({ length: 60 }, (_, n) => note(`m${n}`)) });
  expect(steps).toBe(1);
});

test('[S84] a store that never takes it: tried four times, then told with the store’s own error, to presses as "send again"; what comes later is heard', async () => {
  const disk = new Error('disk');
  let broken = true;
  let tries = 0;
  const committer = await alone({
    ...team.store,
    write: (work) => team.store.write(async (writer) => {
      tries += 1;
      return work(broken ? { ...writer, records: () => Promise.reject(disk) } : writer);
    }),
  });
  await team.store.write((writer) => writer.putStreams([{ stream: 's9', device: 'd1', person, lastDseq: 0 }]));
  const gate = { closed: false };
  const pressed = new Promise<PressAnswer>((answer) => committer.press({ stream: 's9', dseq: 1, device: 'd1', person, gate, command: note('x'), answer }));
  await expect(committer.submit({ commands: [note('y')] })).rejects.toBe(disk);
  expect(await pressed).toEqual({ kind: 'failed' });
  expect([gate.closed, tries]).toEqual([true, 4]);
  // Alone in its batch it meets the store later, inside its own step: the error told is the same.
  await expect(committer.submit({ commands: [note('y')] })).rejects.toBe(disk);
  broken = false;
  expect(await committer.submit({ commands: [note('z')] })).toMatchObject([{ status: 'done' }]);
});

test('a committer that is stopped ends what it has begun, takes nothing more, and does not fight a dead disk', async () => {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => { release = resolve; });
  const committer = await alone({ ...team.store, write: async (work) => { await held; return team.store.write(work); } });
  const begun = committer.submit({ commands: [note('begun')] });
  let over = false;
  const stopped = committer.stop().then(() => { over = true; });
  await expect(committer.submit({ commands: [note('late')] })).rejects.toThrow('stopped');
  committer.press({ stream: 's1', dseq: 1, device: 'd1', person, gate: { closed: false }, command: note('late'), answer: () => { throw new Error('heard'); } });
  await new Promise((resolve) => setImmediate(resolve));
  expect(over).toBe(false);
  release();
  expect(await begun).toMatchObject([{ status: 'done' }]);
  await stopped;
  expect((await team.rows('message')).filter((row) => row.kind === 'note').map((row) => row.text)).toEqual(['begun']);

  let tries = 0;
  const dying: Committer = await alone({ ...team.store, write: () => { tries += 1; return Promise.reject(new Error('disk')); } }, async () => { void dying.stop(); });
  await expect(dying.submit({ commands: [note('never')] })).rejects.toThrow('disk');
  expect(tries).toBe(2);
});

test('[S83] who follows senders, timers and people is told what a commit has changed, and nothing before it', async () => {
  const told: string[] = [];
  const unlisten = team.server().host.onEffects((accountId) => told.push(accountId));
  await batch([note('nothing goes out')]);
  expect(told).toEqual([]);
  await send('goes out');
  expect(told).toEqual([team.accountId]);
  unlisten();
  await send('unheard');
  expect(told).toEqual([team.accountId]);
  const names: (string | undefined)[] = [];
  const unfollow = team.server().host.onAccounts(() => names.push(team.server().host.accounts().find((one) => one.accountId === team.accountId)?.handle));
  await team.robot('account.put', { account: { ...(await team.rows('account'))[0]!, handle: 'renamed' } });
  await batch([note('no account')]);
  unfollow();
  await team.robot('account.put', { account: { ...(await team.rows('account'))[0]!, handle: 'unheard' } });
  expect(names).toEqual(['renamed']);
});
