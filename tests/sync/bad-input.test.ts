/** Whatever a console sends: refused or closed with a code, counted, without effect, and nobody else is any slower for it (R15, R16, R18). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countLog } from '#server/watch.ts';
import type { LogCount } from '#server/watch.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { protocolVersion, schemaVersion } from '#shared/sync/protocol.ts';

let team: Team;
let log: LogCount;
const told: { code: string; data: Record<string, unknown> }[] = [];
let mine: TestConsole;
let other: TestConsole;
let wire: WireConsole;
let conversationId: string;
let before: { seq: number; text: string };

beforeEach(async () => {
  told.length = 0;
  log = countLog((code, data) => void told.push({ code, data: { ...data } }));
  team = await makeTeam({ consoles: 2, log: log.log });
  [mine, other] = team.consoles as [TestConsole, TestConsole];
  await team.inbound('hello');
  await team.flush();
  conversationId = (await team.rows('conversation'))[0]!.id;
  await team.person(mine.personId, 'conversation.take', { conversationId });
  wire = createWireConsole(() => team.server(), await team.server().devices.admit(mine.personId, 'console'));
  wire.connect();
  await team.flush();
  wire.open('s1');
  await team.flush();
  before = await state();
});
afterEach(() => team.close());

const state = async (): Promise<typeof before> => ({
  seq: (await team.store.read((reader) => reader.head())).seq, text: JSON.stringify([await team.rows('message'), await team.rows('conversation'), await team.rows('deal'), await team.rows('person')]),
});
/** Nothing stands that did not stand before, and a colleague works on as ever. */
const noEffect = async (): Promise<void> => {
  expect(await state()).toEqual(before);
  expect(other.press('task.add', { taskId: team.id(), title: 'mine', dueAt: team.clock.now() + 1000, dealId: null, conversationId: null })).toMatchObject({ state: 'shown' });
  await team.flush();
  expect(other.events.findLast((event) => event.t === 'outcome')).toMatchObject({ ok: true });
};
const refusals = (): string[] => told.filter((line) => line.code === 'sync.refused').map((line) => String(line.data['code']));
const note = (s: number, id: string = team.id()) => ({ s, id, name: 'message.note', input: { conversationId, messageId: team.id<string>(), text: `note ${s}` } });
const errors = (of = wire): string[] => of.frames.flatMap((frame) => (frame.t === 'err' ? [frame.code] : []));

test.each([
  ['no JSON', '{"t":"cmd"'], ['another shape', '{"t":"cmd","stream":1}'], ['an unknown frame', '{"t":"grant","key":"all"}'], ['a column too many', '{"t":"ack","seq":1,"person":"x"}'],
  ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`], ['a second hello', JSON.stringify({ t: 'hello', proto: 1, schema: 1, epoch: null, device: 'd', token: 't', ticket: null, cursor: null })],
])('[R18] garbage, %s: the line is closed with a word, and counted', async (_what, text) => {
  wire.sendText(text);
  await team.flush();
  expect([wire.connected(), errors()]).toEqual([false, ['bad_frame']]);
  await noEffect();
  if (!text.includes('hello')) expect(refusals()).toEqual(['bad_frame']);
});

test('[R18] [S65] a hello of another version is told so; one too large or longer than a press may be ends its line', async () => {
  for (const [proto, schema] of [[protocolVersion + 1, schemaVersion], [protocolVersion, schemaVersion + 1], [0, schemaVersion]] as const) {
    const answers: string[] = [];
    let hear: (text: string) => void = () => undefined;
    team.server().sync.accept({ send: (text) => void answers.push(text), close: () => undefined, buffered: () => 0, onText: (listener) => { hear = listener; }, onClose: () => undefined });
    hear(JSON.stringify({ t: 'hello', proto, schema, epoch: null, device: 'd', token: 't', ticket: null, cursor: null }));
    await team.flush();
    expect(answers.map((text) => JSON.parse(text) as unknown)).toEqual([{ t: 'err', code: 'version', retryMs: null }]);
  }
  wire.sendText(`{"t":"ack","seq":1${' '.repeat(1_100_000)}}`);
  await team.flush();
  expect([wire.connected(), errors()]).toEqual([false, ['frame_too_large']]);
  wire.connect();
  wire.open('s1');
  wire.cmd('s1', [{ ...note(1), input: { text: 'x'.repeat(300_000) } }]);
  await team.flush();
  expect(errors()).toEqual(['frame_too_large', 'bad_frame']);
  expect(refusals()).toEqual(['version', 'version', 'version', 'frame_too_large', 'bad_frame']);
  await noEffect();
});

test('[S42] [S43] out of order: a number that is too high is a gap, and nothing behind it is read', async () => {
  wire.cmd('s1', [note(3), note(4)]);
  wire.cmd('s1', [note(2)]);
  await team.flush();
  expect(wire.frames.filter((frame) => frame.t === 'gap')).toEqual([{ t: 'gap', last: 0 }]);
  expect(wire.outcomes).toEqual([]);
  await noEffect();
});

test('[S41] [R16] replayed from another device, or claiming another person\'s device: forked or signed out, and no row of theirs is told', async () => {
  const mate = createWireConsole(() => team.server(), await team.server().devices.admit(other.personId, 'console'));
  mate.connect();
  await team.flush();
  mate.open('s1');
  mate.cmd('s1', [note(1)]);
  await team.flush();
  expect(mate.frames.filter((frame) => frame.t === 'forked').length).toBeGreaterThan(0);
  expect(mate.outcomes).toEqual([]);
  expect([...mate.held().keys()].filter((key) => key.startsWith('message|'))).toEqual([]);
  // A token of one's own under another's name of a device.
  const own = await team.server().devices.admit(other.personId, 'console');
  const theirs = (await team.server().devices.list(mine.personId))[0]!;
  const liar = createWireConsole(() => team.server(), { device: theirs.device, token: own.token });
  liar.connect();
  await team.flush();
  expect(errors(liar)).toEqual(['signed_out']);
  await noEffect();
});

test('[R16] a revoked device: its line is closed, what it sends on is not read, and it does not come back', async () => {
  const identity = await team.server().devices.admit(mine.personId, 'console');
  const lost = createWireConsole(() => team.server(), identity);
  lost.connect();
  await team.flush();
  lost.open('s9');
  await team.flush();
  before = await state();
  await team.server().devices.revoke(identity.device);
  lost.cmd('s9', [note(1)]);
  await team.flush();
  expect([lost.connected(), errors(lost)]).toEqual([false, ['signed_out']]);
  lost.connect();
  await team.flush();
  expect(errors(lost)).toEqual(['signed_out', 'signed_out']);
  await noEffect();
});

test('[R15] [S49] a forged seat, person or price changes nothing: what is not asked for is refused, what is asked for is compared with what is stored', async () => {
  await team.inbound('second', { chatId: 'chat-2' });
  await team.flush();
  const lead = (await team.rows('conversation')).find((row) => row.id !== conversationId)!.id;
  const [deal] = await team.rows('deal');
  const claimId = team.id<string>();
  await team.person(mine.personId, 'payment.claim', { claimId, dealId: deal!.id, amountMinor: 90_000, currency: 'UAH', account: 'card', note: '' });
  const operator = confectionery.roles.find((role) => role.id === 'operator')!;
  before = await state();
  const forged: [string, unknown, string][] = [
    ['conversation.take', { conversationId: lead, seatId: other.seatId }, 'bad_input'],
    ['message.note', { conversationId, messageId: team.id(), text: 'x', personId: other.personId }, 'bad_input'],
    ['deal.setFields', { dealId: deal!.id, values: { amount: { minor: -5, currency: 'UAH' } } }, 'field_invalid'],
    ['deal.setFields', { dealId: deal!.id, values: { amount: { minor: 1, currency: 'USD' } } }, 'field_invalid'],
    ['deal.setFields', { dealId: deal!.id, values: { paid: { minor: 90_000, currency: 'UAH' } } }, 'field_automatic'],
    ['payment.approve', { claimId, dealId: deal!.id, stageId: deal!.stageId, amountMinor: 1, currency: 'UAH' }, 'not_allowed'],
    ['role.save', { role: { ...operator, sees: 'all' } }, 'not_allowed'],
    ['person.update', { personId: mine.personId, set: { roleId: 'owner' } }, 'not_allowed'],
    ['team.setup', {}, 'bad_input'], ['inbound.message', {}, 'bad_input'], ['no.such', {}, 'unknown_command'],
  ];
  wire.cmd('s1', forged.map(([name, input], n) => ({ s: n + 1, id: team.id<string>(), name, input })));
  await team.flush();
  expect(wire.outcomes.map((one) => [one.status, one.code])).toEqual(forged.map(([, , code]) => ['refused', code]));
  expect((await state()).text).toBe(before.text);
  // A guard that was forged to fit refuses by what is stored.
  const guarded = { s: 12, id: team.id<string>(), n: 'deal.setFields', v: 1, base: null, at: 0, body: JSON.stringify({ input: { dealId: deal!.id, values: { amount: { minor: 5, currency: 'UAH' } } }, expect: { 'deal.amountMinor': 77 } }) };
  wire.send({ t: 'cmd', stream: 's1', list: [guarded] });
  await team.flush();
  expect(wire.outcomes.at(-1)).toMatchObject({ status: 'refused', code: 'changed_meanwhile' });
});

test('[R18] ten thousand frames a second: the line ends after its share of them, is counted once, and a colleague\'s press goes through as ever', async () => {
  for (let n = 0; n < 10_000; n += 1) wire.sendText('{"t":"pres","root":null,"typing":false}');
  await noEffect();
  expect([wire.connected(), errors(), refusals()]).toEqual([false, ['too_many_frames'], ['too_many_frames']]);
  wire.connect();
  await team.flush();
  expect(wire.connected()).toBe(true);
});

test.each([10, -10])('[S7] a console\'s clock that is %i years off is heard by nobody: times are the store\'s, and nothing ages by it', async (years) => {
  const off = team.clock.now() + years * 365 * 86_400_000;
  const messageId = team.id<string>();
  const at = { s: 1, id: team.id<string>(), n: 'message.note', v: 1, base: wire.state.cursor as [number, string], at: off, body: JSON.stringify({ input: { conversationId, messageId, text: 'when' } }) };
  const answer = { ...at, s: 2, id: team.id<string>(), n: 'conversation.answer', body: JSON.stringify({ input: { conversationId, messageId: team.id(), text: 'Hi', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 } }) };
  wire.send({ t: 'cmd', stream: 's1', list: [at, answer] });
  await team.flush();
  expect(wire.outcomes.map((one) => one.code)).not.toContain('expired');
  expect((await team.rows('message')).find((row) => row.id === messageId)).toMatchObject({ at: team.clock.now(), text: 'when' });
});

test('[S97] a copied folder that comes back: its device is named in the list as a copy of the first', async () => {
  const identity = await team.server().devices.admit(mine.personId, 'console', { name: 'Desk' });
  const first = createWireConsole(() => team.server(), identity);
  first.connect();
  await team.flush();
  const copy = createWireConsole(() => team.server(), identity);
  copy.copyFrom(first);
  first.cut();
  first.connect();
  await team.flush();
  copy.connect();
  await team.flush();
  expect(copy.frames.map((frame) => frame.t)).toContain('forked');
  await team.server().passwords.set(mine.personId, 'op1', 'nine elephants went');
  const signed = await team.server().team.signIn({ login: 'op1', password: 'nine elephants went', deviceName: 'Desk', known: identity.token, copied: true }, '10.0.0.1');
  expect(signed).toMatchObject({ ok: true });
  const list = await team.server().team.call('device.list', {}, { personId: mine.personId, base: '' });
  const devices = (list as { value: { devices: { id: string; name: string; copyOf: string | null }[] } }).value.devices;
  expect(devices.filter((one) => one.copyOf === identity.device)).toHaveLength(1);
});
