/** The committer: one order, whole steps, answers after the commit, nothing twice whatever the store throws (S4, S18, S62, S83–S85). */
import { afterEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store } from '#db/server/store.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { createCommitter } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import { createDyingStore } from '#tests/helpers/dying-store.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';

let team: Team | null = null;
afterEach(async () => {
  await team?.close();
  team = null;
});

const ownerId = '01890000-0000-7000-8000-000000000001';
const setup = robotCommand('team.setup', { preset: confectionery, teamName: 'T', owner: { personId: ownerId, name: 'O', login: 'o' }, demo: true }, '01890000-0000-7000-8000-000000000002', 'test');

/** Reads from `loaded`, works on `store`. */
async function committerOver(store: Store, now: () => number = () => 1000, loaded: Store = store): Promise<Committer> {
  const { dictionary, head } = await loaded.read(async (reader) => ({ dictionary: await readDictionary(reader), head: await reader.head() }));
  return createCommitter({ store, now, fillRandom: seededRandom(1), log: () => undefined, dictionary, head, pause: () => Promise.resolve() });
}

test('[S83] [S85] the store stumbles at any one call, a COMMIT whose answer is lost among them: the batch is run again and done once', async () => {
  let calls = 0;
  for (let at = 1; at === 1 || at <= calls; at += 1) {
    const inner = createMemoryStore();
    const stumbling = createDyingStore(inner, at, true);
    const committer = await committerOver(stumbling, undefined, inner);
    const outcomes = await committer.submit({ commands: [setup] });
    expect(outcomes).toMatchObject([{ status: 'done' }]);
    calls = Math.max(calls, stumbling.asked());
    expect(committer.dictionary().get('team', 'team')).toMatchObject({ name: 'T' });
    await inner.read(async (reader) => {
      expect((await reader.recordsOfKinds(['person'])).length).toBe(1);
      expect((await reader.grantsOfRoots(['dictionary:team'], (await reader.head()).seq)).map((line) => line.key)).toEqual(['org']);
      expect((await reader.userKeys(ownerId, (await reader.head()).seq)).map((line) => line.key).sort()).toEqual(['all', 'org', `user:${ownerId}`]);
      // The order is what was told: the head of the store is the one the committer knows.
      expect((await reader.head()).seq).toBe(committer.head().seq);
    });
  }
  expect(calls).toBeGreaterThan(15);
});

test('[S7] the store’s clock never goes back, whatever the machine’s does', async () => {
  const store = createMemoryStore();
  let now = 5000;
  const committer = await committerOver(store, () => now);
  await committer.submit({ commands: [setup] });
  now = 1000;
  await committer.submit({ commands: [robotCommand('team.update', { set: { name: 'Renamed' } }, '01890000-0000-7000-8000-000000000003', 'test')] });
  expect(committer.head().at).toBe(5000);
});

test('[S49] [S83] a refused command takes back all it touched; its neighbours in the batch stand', async () => {
  team = await makeTeam({ consoles: 2 });
  await team.inbound('one', { chatId: 'a' });
  await team.inbound('two', { chatId: 'b' });
  const [one, two] = await team.rows('conversation');
  const [first, second] = team.consoles;
  const give = (person: string, name: string, input: unknown) => personCommand(name, input, team!.id(), person);
  const outcomes = await team.server().committer.submit({ commands: [
    give(first!.personId, 'conversation.take', { conversationId: one!.id }), give(second!.personId, 'conversation.take', { conversationId: one!.id }),
    give(second!.personId, 'conversation.take', { conversationId: two!.id }),
  ] });
  expect(outcomes!.map((outcome) => outcome.code)).toEqual(['', 'taken_by_other', '']);
  const seats = new Map((await team.rows('conversation')).map((row) => [row.externalChatId, row.seatId]));
  expect([seats.get('a'), seats.get('b')]).toEqual([first!.seatId, second!.seatId]);
  expect((await team.rows('deal')).map((deal) => deal.seatId).sort()).toEqual([first!.seatId, second!.seatId].sort());
});

test('[S18] the loser of a take learns the seat and nothing of the client', async () => {
  team = await makeTeam({ consoles: 2 });
  await team.inbound('my card is 4111', { name: 'Canary Client' });
  const [conversation] = await team.rows('conversation');
  await team.person(team.consoles[0]!.personId, 'conversation.take', { conversationId: conversation!.id });
  const refused = await team.person(team.consoles[1]!.personId, 'conversation.take', { conversationId: conversation!.id });
  expect(refused).toMatchObject({ status: 'refused', code: 'taken_by_other', result: { seatId: team.consoles[0]!.seatId } });
  expect(Object.keys(refused.result)).toEqual(['seatId']);
});

test('[S4] creating with an id that exists is refused and tells nothing of the row', async () => {
  team = await makeTeam({ consoles: 2 });
  await team.inbound('one', { chatId: 'a' });
  await team.inbound('two', { chatId: 'b' });
  const [one, two] = await team.rows('conversation');
  const [first, second] = team.consoles;
  await team.person(first!.personId, 'conversation.take', { conversationId: one!.id });
  await team.person(second!.personId, 'conversation.take', { conversationId: two!.id });
  const note = { conversationId: one!.id, messageId: team.id<string>(), text: 'secret note' };
  expect(await team.person(first!.personId, 'message.note', note)).toMatchObject({ status: 'done' });
  const forged = await team.person(second!.personId, 'message.note', { ...note, conversationId: two!.id, text: 'mine now' });
  expect(forged.status).toBe('refused');
  expect(JSON.stringify(forged)).not.toContain('secret');
  expect((await team.rows('message')).filter((row) => row.kind === 'note')).toMatchObject([{ text: 'secret note', conversationId: one!.id }]);
});

test('[S81] what a network tells a repetition by comes of the command, not of the order: put back to an earlier place, a server uses no key anew', async () => {
  const ids = { command: '01890000-0000-7000-8000-0000000000c1', message: '01890000-0000-7000-8000-0000000000c2' };
  const sent: { seq: number; key: string }[] = [];
  for (const busy of [0, 5]) {
    team = await makeTeam({ consoles: 1 });
    for (let n = 0; n < busy; n += 1) await team.inbound('before', { chatId: `earlier ${n}` });
    await team.inbound('hi', { chatId: 'the one' });
    const conversation = (await team.rows('conversation')).find((row) => row.externalChatId === 'the one')!;
    const person = team.consoles[0]!.personId;
    await team.person(person, 'conversation.take', { conversationId: conversation.id });
    const answer = { conversationId: conversation.id, messageId: ids.message, text: 'yes', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null };
    const outcomes = await team.server().committer.submit({ commands: [personCommand('message.send', answer, ids.command, person)] });
    await team.advance(60_000);
    const [effect] = (await team.server().host.effects(team.accountId)).ready;
    sent.push({ seq: outcomes![0]!.seq, key: effect!.effectId });
    await team.close();
    team = null;
  }
  expect(sent[1]!.seq).toBeGreaterThan(sent[0]!.seq);
  expect(sent[1]!.key).toBe(sent[0]!.key);
});

test('deals are numbered in the order of commits; a refused one takes no number', async () => {
  team = await makeTeam({ consoles: 1 });
  for (const chat of ['a', 'b', 'c']) await team.inbound('hi', { chatId: chat });
  await team.server().committer.submit({ commands: [robotCommand('no.such', {}, team.id(), 'test')] });
  await team.inbound('hi', { chatId: 'd' });
  expect((await team.rows('deal')).map((deal) => deal.number).sort()).toEqual([1, 2, 3, 4]);
});

test('[S62] [S63] a rule’s timer is set inside the step that causes it, fires once, and is named in the record with its cause', async () => {
  team = await makeTeam({ consoles: 1 });
  await team.inbound('Hello');
  const [conversation] = await team.rows('conversation');
  const [deal] = await team.rows('deal');
  const { personId } = team.consoles[0]!;
  await team.person(personId, 'conversation.take', { conversationId: conversation!.id });
  const moved = await team.person(personId, 'deal.move', { dealId: deal!.id, stageId: 'greeting', values: {}, note: null });
  expect(moved).toMatchObject({ status: 'done' });
  const silence = async () => (await team!.store.read((reader) => reader.alarms([`rule:silence:${deal!.id}`])))[0];
  const made = async () => (await team!.rows('history')).filter((line) => line.robot === 'silence');
  expect((await silence())!.due).toBe(team.clock.now() + 1440 * 60_000);
  await team.jump(1440 * 60_000 + 1000);
  expect(await silence()).toBeUndefined();
  const lines = await made();
  expect(lines.map((line) => [line.kind, line.personId])).toEqual([['task', null]]);
  expect(lines[0]!.cause).not.toBeNull();
  await team.crash();
  await team.jump(1000);
  expect(await made()).toEqual(lines);
});
