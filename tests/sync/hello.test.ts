/** The first words of a line and its manners: who is let in, what closes it, what a stream's number does not allow (R18, S9, S25, S41, S43, S82, S97). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import type { Enrolled } from '#server/people/devices.ts';
import { isForked, nextTicket } from '#server/sync/tickets.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';

let team: Team;
let identity: Enrolled;
let conversationId: string;
beforeEach(async () => {
  team = await makeTeam({ consoles: 2 });
  identity = await team.server().devices.admit(team.consoles[0]!.personId, 'console');
  await team.inbound('hello');
  conversationId = (await team.rows('conversation'))[0]!.id;
  await team.person(team.consoles[0]!.personId, 'conversation.take', { conversationId });
  await team.flush();
});
afterEach(() => team.close());

interface Raw { frames: SyncDownFrame[]; closed: boolean; say(text: string): void; speak(frame: Partial<SyncUpFrame> & { t: string }): void }

/** A line without manners of its own. */
function raw(): Raw {
  let hear = (_text: string): void => {};
  const ended: (() => void)[] = [];
  const line: Raw = { frames: [], closed: false, say: (text) => hear(text), speak: (frame) => hear(JSON.stringify(frame)) };
  team.server().sync.accept({
    send: (text) => void line.frames.push(JSON.parse(text) as SyncDownFrame), buffered: () => 0, onText: (listener) => { hear = listener; }, onClose: (listener) => void ended.push(listener),
    close() {
      line.closed = true;
      for (const listener of ended.splice(0)) listener();
    },
  });
  return line;
}
const hello = () => ({ t: 'hello' as const, proto: 1, schema: 1, epoch: null, device: identity.device, token: identity.token, ticket: null, cursor: null });
async function said(frame: object): Promise<Raw> {
  const line = raw();
  line.say(JSON.stringify(frame));
  await team.flush();
  return line;
}
const wired = async (who: Enrolled = identity): Promise<WireConsole> => {
  const wire = createWireConsole(() => team.server(), who);
  wire.connect();
  await team.flush();
  return wire;
};
const note = (s: number, text = `note ${s}`, id: string = team.id()) => ({ s, id, name: 'message.note', input: { conversationId, messageId: team.id<string>(), text } });
const notes = async (): Promise<string[]> => (await team.rows('message')).filter((row) => row.kind === 'note').map((row) => row.text).sort();

test('[R16] a hello of another version, another device’s token, no token at all: one word, and the line is closed', async () => {
  const other = await team.server().devices.admit(team.consoles[1]!.personId, 'console');
  for (const [frame, code] of [
    [{ ...hello(), proto: 2 }, 'version'], [{ ...hello(), schema: 2 }, 'version'], [{ ...hello(), token: other.token }, 'signed_out'], [{ ...hello(), token: 'x'.repeat(43) }, 'signed_out'],
  ] as const) {
    const line = await said(frame);
    expect(line.frames).toEqual([{ t: 'err', code, retryMs: null }]);
    expect(line.closed).toBe(true);
  }
  const fine = await said(hello());
  expect([fine.frames.map((frame) => frame.t), fine.closed]).toEqual([['welcome'], false]);
});

test('[R16] the list of devices names the program\'s version, told anew with each hello; one that tells none keeps what was told', async () => {
  const version = async () => {
    const list = await team.server().team.call('device.list', {}, { personId: team.consoles[0]!.personId, base: '' });
    return (list as { value: { devices: { id: string; version: string }[] } }).value.devices.find((one) => one.id === hello().device)?.version;
  };
  expect(await version()).toBe('');
  for (const told of ['1.2.3', '1.3.0']) {
    await said({ ...hello(), version: told });
    expect(await version()).toBe(told);
  }
  await said(hello());
  expect(await version()).toBe('1.3.0');
  expect((await said({ ...hello(), version: 'x'.repeat(41) })).frames).toEqual([{ t: 'err', code: 'bad_frame', retryMs: null }]);
});

test('[S25] a console of an earlier epoch is told that the team was put back', async () => {
  const { epoch } = await team.store.read((reader) => reader.head());
  expect((await said({ ...hello(), epoch: epoch + 1 })).frames[0]).toMatchObject({ t: 'welcome', reset: 'restored' });
  expect((await said({ ...hello(), epoch })).frames[0]).not.toHaveProperty('reset');
});

test('[R18] a second hello, more than two hundred frames in a second, a frame of more than a megabyte: closed', async () => {
  const twice = await said(hello());
  twice.speak(hello());
  await team.flush();
  expect([twice.closed, twice.frames.at(-1)]).toEqual([true, { t: 'err', code: 'bad_frame', retryMs: null }]);
  const quick = await said(hello());
  for (let n = 0; n < 199; n += 1) quick.speak({ t: 'ack', seq: 0 });
  expect(quick.closed).toBe(false);
  quick.speak({ t: 'ack', seq: 0 });
  expect(quick.closed).toBe(true);
  const steady = await said(hello());
  for (let second = 0; second < 3; second += 1) {
    for (let n = 0; n < 150; n += 1) steady.speak({ t: 'ack', seq: 0 });
    await team.advance(1000);
  }
  expect(steady.closed).toBe(false);
  steady.say(`{"t":"ack","seq":0,"x":"${'y'.repeat(1_048_576)}"}`);
  expect(steady.closed).toBe(true);
});

test('[S41] another’s stream is not opened, and none is written to that this line has not opened', async () => {
  const wire = await wired();
  wire.open('s1');
  await team.flush();
  const other = await wired(await team.server().devices.admit(team.consoles[1]!.personId, 'console'));
  const second = await wired(await team.server().devices.admit(team.consoles[0]!.personId, 'console'));
  for (const one of [other, second]) {
    one.open('s1');
    await team.flush();
    expect(one.frames.filter((frame) => frame.t === 'forked').length).toBe(1);
  }
  wire.cut();
  wire.connect();
  await team.flush();
  wire.cmd('s1', [note(1)]);
  await team.flush();
  expect([wire.frames.at(-1)!.t, await notes()]).toEqual(['forked', []]);
});

test('[S43] after a fork not even the stream’s own command is read under its old number', async () => {
  const wire = await wired();
  wire.open('s1');
  const second = note(2);
  wire.cmd('s1', [note(1), second]);
  await team.flush();
  wire.cmd('s1', [note(2, 'clone')]);
  await team.flush();
  wire.cmd('s1', [second, note(3)]);
  await team.flush();
  expect(await notes()).toEqual(['note 1', 'note 2']);
  wire.open('s2');
  wire.cmd('s2', [note(1, 'renumbered')]);
  await team.flush();
  expect(await notes()).toEqual(['note 1', 'note 2', 'renumbered']);
});

test('[S97] tickets: a lower number, or the same with other digits, is a copy; a higher one is a server that was put back', () => {
  expect([isForked('3.aa', '3.aa'), isForked('4.bb', '3.aa'), isForked(null, ''), isForked('1.a', '')]).toEqual([false, false, false, false]);
  expect([isForked('2.aa', '3.aa'), isForked('3.ab', '3.aa'), isForked(null, '3.aa'), isForked('10.a', '9.a'), isForked('9.a', '10.a')]).toEqual([true, true, true, false, true]);
  expect([nextTicket('3.a', '3.a', 'r'), nextTicket('3.a', '7.x', 'r'), nextTicket('9.a', null, 'r'), nextTicket('', null, 'r')]).toEqual(['4.r', '8.r', '10.r', '1.r']);
});

test('[S82] who turns to another talk has left the one before, and who goes away has left it too', async () => {
  await team.inbound('second', { chatId: 'chat-2' });
  const second = (await team.rows('conversation')).find((row) => row.externalChatId === 'chat-2')!.id;
  const [one, two] = [`conversation:${conversationId}`, `conversation:${second}`];
  const owner = await wired(await team.server().devices.admit(team.owner.personId, 'console'));
  const wire = await wired();
  const heard = () => owner.frames.flatMap((frame) => (frame.t === 'pres' ? [[frame.root, frame.typing, frame.until > 0]] : []));
  wire.send({ t: 'pres', root: one, typing: true });
  await team.flush();
  wire.send({ t: 'pres', root: one, typing: false });
  wire.send({ t: 'pres', root: two, typing: true });
  await team.flush();
  wire.cut();
  await team.flush();
  expect(heard()).toEqual([[one, true, true], [one, false, true], [one, false, false], [two, true, true], [two, false, false]]);
});

test('[S9] a row put back under the root it came from: logged under both; whoever sees only one of them gains or loses it', async () => {
  await team.inbound('second', { chatId: 'chat-2' });
  const [ours, theirs] = team.consoles;
  const other = (await team.rows('conversation')).find((row) => row.externalChatId === 'chat-2')!;
  await team.person(theirs!.personId, 'conversation.take', { conversationId: other.id });
  const dealOf = async (talk: string): Promise<string> => (await team.rows('deal')).find((deal) => deal.conversationId === talk)!.id;
  const [a, b] = [await dealOf(conversationId), await dealOf(other.id)];
  const taskId = team.id<string>();
  expect(await team.person(theirs!.personId, 'task.add', { taskId, title: 'Call', dueAt: team.clock.now() + 1000, dealId: b, conversationId: null })).toMatchObject({ status: 'done' });
  // A press of theirs once brought the task from our deal to theirs; now they take it back.
  const commandId = team.id<string>();
  const after = (await team.rows('task')).find((task) => task.id === taskId)! as unknown as Record<string, unknown>;
  await team.store.write((writer) => writer.putCommands([{
    cmdId: commandId, person: theirs!.personId, name: 'task.move', v: 1, hash: 'h', cause: null, status: 'done', code: '', result: {}, seq: 1, at: team.clock.now(),
    step: { changes: [{ kind: 'task', id: taskId, before: { ...after, dealId: a }, after }], alarmsSet: [], alarmsCleared: [], claims: [], effectIds: [] },
  }]));
  const wires = [await wired(), await wired(await team.server().devices.admit(theirs!.personId, 'console')), await wired(await team.server().devices.admit(team.owner.personId, 'console'))];
  const holding = () => wires.map((wire) => wire.rows.get(`task|${taskId}`)?.[2] ?? null);
  expect(holding()).toEqual([null, `deal:${b}`, `deal:${b}`]);
  const { seq } = team.server().committer.head();
  expect(await team.person(theirs!.personId, 'command.undo', { commandId })).toMatchObject({ status: 'done' });
  await team.flush();
  const lines = (await team.store.read((reader) => reader.changes(seq, Number.MAX_SAFE_INTEGER, 99))).filter((line) => line.kind === 'task');
  expect(lines.map((line) => [line.root, line.op])).toEqual([[`deal:${b}`, 'del'], [`deal:${a}`, 'up']]);
  expect(holding()).toEqual([`deal:${a}`, null, `deal:${a}`]);
  expect(ours!.personId).not.toBe(theirs!.personId);
});

test('a server that stops closes every line, greeted or not', async () => {
  const [greeted, silent] = [await said(hello()), raw()];
  await team.server().stop();
  expect([greeted.closed, silent.closed]).toEqual([true, true]);
});
