/** Commands of consoles: in order, once, with an answer that stays; clones and gaps stop before they do harm (S40–S48, S52, S97). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';
import type { Enrolled } from '#server/people/devices.ts';

let team: Team;
let person: string;
let identity: Enrolled;
let wire: WireConsole;
let conversationId: string;

beforeEach(async () => {
  team = await makeTeam({ consoles: 2 });
  person = team.consoles[0]!.personId;
  identity = await team.server().devices.admit(person, 'console');
  await team.inbound('hello');
  await team.flush();
  conversationId = (await team.rows('conversation'))[0]!.id;
  await team.person(person, 'conversation.take', { conversationId });
  wire = createWireConsole(() => team.server(), identity);
  wire.connect();
  await team.flush();
});
afterEach(() => team.close());

const note = (s: number, id: string = team.id(), text = `note ${s}`) => ({ s, id, name: 'message.note', input: { conversationId, messageId: team.id<string>(), text } });
const notes = async (): Promise<string[]> => (await team.rows('message')).filter((row) => row.kind === 'note').map((row) => row.text).sort();
const last = (): string | undefined => wire.frames.findLast((frame) => frame.t === 'gap' || frame.t === 'forked' || frame.t === 'err')?.t;

test('[S42] the same command sent again gets its stored answer and is not done again', async () => {
  wire.open('s1');
  const first = note(1);
  wire.cmd('s1', [first]);
  await team.flush();
  wire.cut();
  wire.connect();
  wire.open('s1');
  wire.cmd('s1', [first]);
  await team.flush();
  expect(wire.outcomes.length).toBeGreaterThan(1);
  for (const outcome of wire.outcomes) expect(outcome).toEqual({ ...wire.outcomes[0]!, dseq: 1, status: 'done' });
  expect(await notes()).toEqual(['note 1']);
});

test('[S42] [S44] a new stream with the same ids and bytes keeps the stored outcome; other bytes are a mismatch', async () => {
  wire.open('s1');
  const first = note(1);
  wire.cmd('s1', [first]);
  await team.flush();
  wire.open('s2');
  wire.cmd('s2', [first, { ...note(2, first.id, 'other words'), s: 2 }]);
  await team.flush();
  expect(wire.outcomes.map((one) => [one.stream, one.dseq, one.status, one.code])).toEqual([['s1', 1, 'done', ''], ['s2', 1, 'done', ''], ['s2', 2, 'refused', 'mismatch']]);
  expect(await notes()).toEqual(['note 1']);
});

test('[S42] another person’s command id tells nothing and does nothing', async () => {
  wire.open('s1');
  const first = note(1);
  wire.cmd('s1', [first]);
  await team.flush();
  const other = createWireConsole(() => team.server(), await team.server().devices.admit(team.consoles[1]!.personId, 'console'));
  other.connect();
  other.open('o1');
  other.cmd('o1', [first]);
  await team.flush();
  expect(other.outcomes[0]).toMatchObject({ status: 'refused', code: 'mismatch', result: {} });
  expect(await notes()).toEqual(['note 1']);
});

test('[S41] a stream belongs to one device and person for ever', async () => {
  wire.open('s1');
  const other = createWireConsole(() => team.server(), await team.server().devices.admit(team.consoles[1]!.personId, 'console'));
  other.connect();
  await team.flush();
  other.open('s1');
  other.cmd('s1', [note(1)]);
  await team.flush();
  expect(other.frames.some((frame) => frame.t === 'forked')).toBe(true);
  expect(other.outcomes).toEqual([]);
});

test('[S43] the first gap ends the reading, until the console goes on from last+1', async () => {
  wire.open('s1');
  wire.cmd('s1', [note(1)]);
  wire.cmd('s1', [note(3), note(4)]);
  wire.cmd('s1', [note(5)]);
  await team.flush();
  expect(wire.frames.filter((frame) => frame.t === 'gap')).toEqual([{ t: 'gap', last: 1 }]);
  wire.cmd('s1', [note(6)]);
  await team.flush();
  expect(await notes()).toEqual(['note 1']);
  wire.cmd('s1', [note(2), note(3)]);
  await team.flush();
  expect(await notes()).toEqual(['note 1', 'note 2', 'note 3']);
});

test('[S43] after a fork nothing is read before another stream is opened, not even what would fit (C8)', async () => {
  wire.open('s1');
  wire.cmd('s1', [note(1), note(2)]);
  await team.flush();
  // A clone whose 2 and 3 are other commands: its 3 would fit after our 2.
  wire.cmd('s1', [note(2, team.id(), 'clone 2'), note(3, team.id(), 'clone 3')]);
  wire.cmd('s1', [note(3, team.id(), 'clone 3 again')]);
  await team.flush();
  expect(last()).toBe('forked');
  expect(await notes()).toEqual(['note 1', 'note 2']);
  wire.cmd('s1', [note(3, team.id(), 'still the clone')]);
  await team.flush();
  expect(await notes()).toEqual(['note 1', 'note 2']);
});

test('[S97] a copied folder is told that it is one; its original notices nothing', async () => {
  const clone = createWireConsole(() => team.server(), identity);
  clone.copyFrom(wire);
  wire.cut();
  wire.connect();
  await team.flush();
  clone.connect();
  await team.flush();
  expect(clone.frames.map((frame) => frame.t)).toEqual(['forked']);
  wire.open('s1');
  wire.cmd('s1', [note(1)]);
  await team.flush();
  expect(wire.outcomes).toMatchObject([{ status: 'done' }]);
});

test('[S97] a hello that died before its first pull does not lock the console out', async () => {
  const before = { ...wire.state };
  wire.lose('welcome', 1);
  wire.connect();
  await team.flush();
  expect(wire.state).toEqual(before);
  wire.connect();
  await team.flush();
  expect(wire.connected()).toBe(true);
  expect(wire.frames.some((frame) => frame.t === 'forked')).toBe(false);
});

test('[S98] a newer hello of the same device closes the older line', async () => {
  const newer = createWireConsole(() => team.server(), identity);
  newer.copyFrom(wire);
  newer.connect();
  await team.flush();
  expect(wire.connected()).toBe(false);
  expect(newer.connected()).toBe(true);
});

test('[S49] a refusal takes its number: the queue goes on behind it', async () => {
  wire.open('s1');
  wire.cmd('s1', [{ s: 1, id: team.id(), name: 'conversation.take', input: { conversationId: team.id() } }, { s: 2, id: team.id(), name: 'no.such', input: {} }, { s: 3, id: team.id(), name: 'message.note', input: { nonsense: true } }, note(4)]);
  await team.flush();
  expect(wire.outcomes.map((one) => one.code)).toEqual(['not_found', 'unknown_command', 'bad_input', '']);
  expect(await notes()).toEqual(['note 4']);
});

test('[S48] answers above what the console has stored come again with its pull', async () => {
  wire.open('s1');
  wire.lose('out', 9);
  wire.cmd('s1', [note(1), note(2)]);
  await team.flush();
  expect(wire.outcomes).toEqual([]);
  wire.lose('out', 0);
  wire.send({ t: 'pull', cursor: wire.state.cursor as [number, string], want: [], acked: 1 });
  await team.flush();
  expect(wire.outcomes.map((one) => one.dseq)).toEqual([2]);
});

test('[S47] an answer whose place changes nothing for this console is due at once, not with the next idle frame', async () => {
  await team.inbound('theirs', { chatId: 'chat-2' });
  const theirs = (await team.rows('conversation')).find((row) => row.externalChatId === 'chat-2')!;
  const other = team.consoles[1]!.personId;
  await team.person(other, 'conversation.take', { conversationId: theirs.id });
  await team.flush();
  // Nothing of this reaches our console, so its cursor stays where it was.
  await team.person(other, 'message.note', { conversationId: theirs.id, messageId: team.id(), text: 'not for us' });
  await team.flush();
  expect(wire.cursor()![0]).toBeLessThan(team.server().committer.head().seq);
  wire.open('s1');
  wire.cmd('s1', [{ s: 1, id: team.id(), name: 'conversation.take', input: { conversationId: team.id() } }]);
  await team.flush();
  expect(wire.outcomes).toMatchObject([{ code: 'not_found' }]);
  expect(wire.cursor()![0]).toBeGreaterThanOrEqual(wire.outcomes[0]!.seq);
});

test('[S52] what waited offline longer than it may is refused, on the server’s clock; a quiet night ages nothing', async () => {
  const answer = (s: number, chat: string, base = wire.cursor()) =>
    ({ s, id: team.id<string>(), name: 'conversation.answer', base, input: { conversationId: chat, messageId: team.id(), text: 'good morning', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 } });
  await team.inbound('second client', { chatId: 'chat-2' });
  await team.inbound('third client', { chatId: 'chat-3' });
  await team.flush();
  const [, second, third] = await team.rows('conversation').then((rows) => [...rows].sort((a, b) => (a.externalChatId < b.externalChatId ? -1 : 1)));
  wire.open('s1');
  // The clock reaches its levels meanwhile; then nothing happens for thirty hours.
  await team.jump(3_600_000);
  const base = wire.cursor();
  await team.jump(30 * 3_600_000);
  wire.cmd('s1', [answer(1, second!.id, wire.cursor())]);
  await team.flush();
  expect(wire.outcomes).toMatchObject([{ dseq: 1, status: 'done' }]);
  await team.jump(25 * 3_600_000);
  await team.inbound('more', { chatId: 'chat-2' });
  wire.cmd('s1', [answer(2, third!.id, base)]);
  await team.flush();
  expect(wire.outcomes.at(-1)).toMatchObject({ dseq: 2, status: 'refused', code: 'expired' });
});

test('[S25] a cursor of another timeline is not taken: the console begins anew', async () => {
  wire.cut();
  wire.state.cursor = [wire.state.cursor![0], 'f'.repeat(16)];
  wire.connect();
  await team.flush();
  expect(wire.frames.findLast((frame) => frame.t === 'welcome')).toMatchObject({ reset: 'lost' });
  expect(wire.rows.size).toBeGreaterThan(0);
});

test('[R18] garbage, and a hello that never comes, close the line; the server goes on', async () => {
  wire.sendText('{"t":"cmd"');
  await team.flush();
  expect(wire.connected()).toBe(false);
  const silent: { closed: boolean } = { closed: false };
  team.server().sync.accept({ send: () => undefined, close: () => { silent.closed = true; }, buffered: () => 0, onText: () => undefined, onClose: () => undefined });
  await team.advance(5_100);
  expect(silent.closed).toBe(true);
  wire.connect();
  await team.flush();
  expect(wire.connected()).toBe(true);
});

test('[S39] [R16] a person who is switched off loses their rows and their line', async () => {
  await team.robot('person.update', { personId: person, set: { active: false } });
  await team.flush();
  expect(wire.connected()).toBe(false);
  expect(wire.rows.size).toBe(0);
  wire.connect();
  await team.flush();
  expect(wire.frames.at(-1)).toMatchObject({ t: 'err', code: 'signed_out' });
});
