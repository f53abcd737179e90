/** A console that lost its place in the order keeps what is still right and loads only what differs; digests find what nobody noticed (S8, S25, S33, S44, S71, S93). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bucketDifference } from '#server/sync/digests.ts';
import { bucketOf, endingsOf } from '#shared/sync/digest.ts';
import type { DeltaFrame, DigestLine, HaveLine, SyncDownFrame } from '#shared/sync/protocol.ts';
import type { Head } from '#db/server/store.ts';
import type { InboxRow } from '#shared/queries/rows.ts';
import { answerPull } from '#server/sync/pull-answer.ts';
import { visibleRoots } from '#server/sync/visible-roots.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';

let team: Team;
let one: TestConsole;
beforeEach(async () => {
  team = await makeTeam({ consoles: 1 });
  one = team.consoles[0]!;
  for (let n = 0; n < 4; n += 1) await team.inbound(`hello ${n}`, { chatId: `chat-${n}` });
  await team.flush();
});
afterEach(() => team.close());

const rows = (): InboxRow[] => one.ask<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows;
const setHead = (change: (head: Head) => Partial<Head>): Promise<void> => team.store.write(async (writer) => {
  const head = await writer.head();
  await writer.setHead({ ...head, ...change(head) });
});
/** What the server says from now on. */
function heard(): SyncDownFrame[] {
  const frames: SyncDownFrame[] = [];
  one.onFrame((frame) => void frames.push(frame));
  return frames;
}
const deltas = (frames: readonly SyncDownFrame[]) => frames.flatMap((frame) => (frame.t === 'd' ? [frame] : []));
const wanted = (frames: readonly SyncDownFrame[]) => deltas(frames).flatMap((frame) => frame.todo.map(([root]) => root));
const reconnect = async (): Promise<void> => {
  one.cut();
  await team.flush();
  one.heal();
  await team.flush();
};

test('[S33] another epoch over the same rows: the console keeps all of them, and nothing is loaded again', async () => {
  const before = rows();
  const frames = heard();
  await setHead((head) => ({ epoch: head.epoch + 1 }));
  await reconnect();
  expect(frames.find((frame) => frame.t === 'welcome')).toMatchObject({ reset: 'restored' });
  expect(wanted(frames)).toEqual([]);
  expect(deltas(frames).flatMap((frame) => [...frame.up, ...frame.slices])).toEqual([]);
  expect(rows()).toEqual(before);
});

test('[S33] a root that differs is loaded again, one that is no longer seen leaves, the others stay', async () => {
  const [lost, gone] = rows().map((row) => row.conversationId);
  await team.store.write(async (writer) => {
    // The timeline that the console knew is not the one that stands: of one talk a message is missing here.
    const [message] = (await writer.recordsOfRoot(`conversation:${lost}`, '', 99)).filter((row) => row.kind === 'message');
    await writer.deleteRecords([message!]);
    const [digest] = await writer.rootDigests([`conversation:${lost}`]);
    await writer.putRootDigests([{ ...digest!, count: digest!.count - 1, xor: 'f'.repeat(16) }]);
    const grants = await writer.grantsOfRoots([`conversation:${gone}`], (await writer.head()).seq);
    await writer.closeGrants(grants.map((grant) => ({ ...grant, z: 1 })));
  });
  const frames = heard();
  await setHead((head) => ({ epoch: head.epoch + 1 }));
  await reconnect();
  expect(wanted(frames)).toEqual([`conversation:${lost}`]);
  expect(deltas(frames).flatMap((frame) => frame.lv)).toEqual([[`conversation:${gone}`, 0]]);
  expect(rows().map((row) => row.conversationId)).not.toContain(gone);
  expect(rows().length).toBe(3);
  expect(one.ask<{ rows: unknown[] }>('message.page', { conversationId: lost, before: null, around: null, limit: 9 }).rows).toEqual([]);
});

test('[S33] what is kept: equal figures at most as new as the newest mark both know; the lost timeline used the same numbers above it', async () => {
  const { person } = { person: one.personId };
  const ask = (marks: [number, string][], newer: number, wrong = '') => team.store.read(async (reader) => {
    const head = await reader.head();
    const roots = [...(await visibleRoots(reader, person, head.seq)).keys()];
    const list = (await reader.rootDigests(roots)).map(({ root, facet, count, xor }): HaveLine => [root, facet, count, root === wrong ? 'f'.repeat(16) : xor, newer]);
    const frames = await answerPull(reader, { person, cursor: null, want: [], have: { marks, list } });
    return { roots: [...new Set(list.map(([root]) => root))].sort(), todo: (frames as DeltaFrame[]).flatMap((frame) => frame.todo.map(([root]) => root)).sort() };
  });
  const { seq, mark } = team.server().committer.head();
  const known: [number, string] = [seq, mark];
  const foreign: [number, string] = [seq - 1, 'f'.repeat(16)];
  expect((await ask([foreign, known], seq)).todo).toEqual([]);
  const above = await ask([known], seq + 1);
  expect(above.todo).toEqual(above.roots);
  const strange = await ask([foreign], seq);
  expect(strange.todo).toEqual(expect.arrayContaining(strange.roots));
  expect((await ask([known], seq, 'dictionary:team')).todo).toEqual(['dictionary:team']);
});

test('[S33] begun anew without all of what is held: not answered, for the copy would keep what it may not see any more; the next line tells it all', async () => {
  const frames = heard();
  await setHead((head) => ({ epoch: head.epoch + 1 }));
  one.loseUp('have');
  await reconnect();
  await team.advance(5000);
  expect(frames.filter((frame) => frame.t === 'err')).toEqual([{ t: 'err', code: 'have_missing', retryMs: 0 }]);
  expect(one.backend.status().state).toBe('live');
  expect(wanted(frames)).toEqual([]);
  expect(rows().length).toBe(4);
});

test('[S25] a mark that is not that of its number resets this console alone; [S44] what is kept goes first, same ids and bytes, under another stream', async () => {
  const conversationId = rows()[0]!.conversationId;
  one.press('conversation.take', { conversationId });
  await team.flush();
  one.press('message.note', { conversationId, messageId: team.id(), text: 'kept' });
  await team.flush();
  const frames = heard();
  const sent = one.sentCommands();
  await team.store.write(async (writer) => {
    const head = await writer.head();
    await writer.setHead({ ...head, seq: head.seq + 1, mark: 'e'.repeat(16) });
    await writer.prune(head.seq + 1);
    await writer.setHead({ ...head, seq: head.seq + 2, mark: 'd'.repeat(16), horizon: 0 });
  });
  one.cut();
  await team.flush();
  one.press('message.note', { conversationId, messageId: team.id(), text: 'pending' });
  one.heal();
  await team.flush();
  expect(frames.find((frame) => frame.t === 'welcome')).toMatchObject({ reset: 'lost' });
  const again = one.sentCommands().slice(sent.length);
  expect(again.map((item) => [item.n, item.s, item.recover !== undefined])).toEqual([['conversation.take', 1, true], ['message.note', 2, true], ['message.note', 3, false]]);
  expect(again.slice(0, 2).map((item) => [item.id, item.body])).toEqual(sent.slice(-2).map((item) => [item.id, item.body]));
  const notes = (await team.rows('message')).filter((row) => row.kind === 'note').map((row) => row.text).sort();
  expect(notes).toEqual(['kept', 'pending']);
  // The server itself notices that its place is gone and closes all lines once (S38).
  await team.advance(5000);
  expect(one.backend.status()).toMatchObject({ pending: 0, state: 'live' });
});

test('[S68] [S25] behind the horizon: reset, and the stream goes on', async () => {
  one.cut();
  await team.flush();
  await team.inbound('while away', { chatId: 'chat-9' });
  await setHead((head) => ({ horizon: head.seq }));
  await team.store.write(async (writer) => writer.prune((await writer.head()).seq));
  const frames = heard();
  one.heal();
  await team.flush();
  expect(frames.find((frame) => frame.t === 'welcome')).toMatchObject({ reset: 'horizon' });
  expect(rows().length).toBe(5);
});

test('[S71] what a copy lost or has too much of is found by its bucket, told in the log, and put right', async () => {
  const lost = rows()[0]!.conversationId;
  const strange = `contact:${rows()[1]!.contactId}`;
  await team.store.write(async (writer) => {
    // The console's rows stand; the server's own idea of them is another.
    const seq = (await writer.head()).seq;
    const [row] = (await writer.recordsOfRoot(`conversation:${lost}`, '', 9)).filter((one) => one.kind === 'message');
    await writer.putRecords([{ ...row!, ver: row!.ver, body: { ...row!.body, text: 'put right' }, lookups: [] }]);
    const [digest] = await writer.rootDigests([`conversation:${lost}`]);
    await writer.putRootDigests([{ ...digest!, xor: 'a'.repeat(16) }]);
    await writer.closeGrants((await writer.grantsOfRoots([strange], seq)).map((grant) => ({ ...grant, z: 1 })));
  });
  const frames = heard();
  await team.advance(64 * 10_000 + 20_000);
  expect(new Set(wanted(frames))).toEqual(new Set([`conversation:${lost}`]));
  expect(deltas(frames).flatMap((frame) => frame.lv)).toEqual([[strange, 0]]);
  expect(one.ask<{ rows: { text: string }[] }>('message.page', { conversationId: lost, before: null, around: null, limit: 9 }).rows.map((row) => row.text)).toEqual(['put right']);
});

test('[S71] a bucket told in parts: what is not of the ending told of is neither missed nor strange', async () => {
  const roots = await team.store.read(async (reader) => [...(await visibleRoots(reader, one.personId, (await reader.head()).seq)).keys()]);
  const conversation = roots.find((root) => root.startsWith('conversation:'))!;
  const bucket = bucketOf(conversation);
  const mine = conversation.slice(-2);
  const { seq, mark } = team.server().committer.head();
  const differs = (ending: string, list: DigestLine[]) => team.store.read((reader) => bucketDifference(reader, one.personId, { cursor: [seq, mark], bucket, ending, list }));
  const figures = await team.store.read((reader) => reader.rootDigests([conversation]));
  const held = figures.map(({ root, facet, count, xor }): DigestLine => [root, facet, count, xor]);
  const other = endingsOf(bucket).find((ending) => ending !== mine && !roots.some((root) => root.endsWith(ending)))!;
  expect((await differs(mine, []))?.delta.todo.map(([root]) => root)).toContain(conversation);
  expect((await differs(mine, held))?.delta.todo.map(([root]) => root) ?? []).not.toContain(conversation);
  // Told under another ending it is of no account.
  expect(await differs(other, held)).toBeNull();
  expect(await differs(other, [])).toBeNull();
});

test('[S71] eleven quiet minutes over equal copies: nothing is said, nothing is loaded', async () => {
  const frames = heard();
  await team.advance(64 * 10_000 + 20_000);
  expect(wanted(frames)).toEqual([]);
  expect(deltas(frames).flatMap((frame) => [...frame.lv, ...frame.slices])).toEqual([]);
});
