/** A store backed up while it is written, and put back: in either store, as another timeline in which nothing that may have gone out goes again (S69, C19). */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBlobFolder } from '#db/core/blob-folder.ts';
import { fillPostgres, postgresWhole } from '#db/server/postgres/postgres-whole.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { fillSqlite, sqliteWhole } from '#db/server/sqlite/sqlite-whole.ts';
import type { StoreFiller, WholeStore } from '#db/server/whole-store.ts';
import type { Store, StoredEffect } from '#db/server/store.ts';
import { backUp, setSafe } from '#server/admin/backup.ts';
import { restore } from '#server/admin/restore.ts';
import type { Restored } from '#server/admin/restore.ts';
import { verifyStore } from '#server/admin/verify.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { makeDatabase, noPostgres, openTestStore } from '#tests/helpers/postgres.ts';

const minute = 60_000;
const fillRandom = seededRandom(7);

interface Place { open(): Promise<Store>; whole: WholeStore; fill(shape: number, work: (filler: StoreFiller) => Promise<void>): Promise<void>; addFile(bytes: Uint8Array): Promise<string> }
type MakePlace = (dir: string, name: string) => Promise<Place>;

const onSqlite: MakePlace = async (dir, name) => {
  const at = join(dir, name);
  return {
    open: async () => openSqliteStore(join(at, 'team.db')), whole: sqliteWhole(at), fill: (shape, work) => fillSqlite(at, shape, fillRandom, work),
    addFile: async (bytes) => (await createBlobFolder(join(at, 'blobs'), fillRandom).put(bytes)).hash,
  };
};
const onPostgres: MakePlace = async () => {
  const address = await makeDatabase();
  // The team has a clock of its own and one server: nothing is shared.
  const open = async (): Promise<Store> => {
    const { shared: _shared, ...store } = await openTestStore(address);
    return store;
  };
  return {
    open, whole: postgresWhole(address), fill: (shape, work) => fillPostgres(address, shape, work),
    async addFile(bytes) {
      const store = await openTestStore(address) as Store & { blobs: { put(bytes: Uint8Array): Promise<{ hash: string }> } };
      const { hash } = await store.blobs.put(bytes);
      await store.close();
      return hash;
    },
  };
};

let dir: string;
let team: Team;
/** Which store the team's server stands on: another one after a restore. */
let current: Store;
let first: Place;
const opened: Store[] = [];
const open = async (place: Place): Promise<Store> => {
  const store = await place.open();
  opened.push(store);
  return store;
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pult-restore-'));
});
afterEach(async () => {
  await team?.close();
  for (const store of opened.splice(0)) await store.close();
  rmSync(dir, { recursive: true, force: true });
});

const begin = async (make: MakePlace): Promise<void> => {
  first = await make(dir, 'first');
  current = await open(first);
  const store: Store = { read: (work) => current.read(work), write: (work) => current.write(work), close: async () => undefined };
  const rules = [{ id: 'late', label: { en: 'Late', uk: 'Пізно' }, on: ['stage.entered'], funnel: 'sales', stages: ['greeting'], afterMinutes: 10, cancelOn: ['stage.left'], actions: [{ do: 'task', title: { en: 'T', uk: 'Т' }, dueMinutes: 2, who: 'seat' }], active: true }];
  team = await makeTeam({ consoles: 1, store, preset: { ...confectionery, rules } as never });
  await team.inbound('Hello');
  conversationId = (await team.rows('conversation'))[0]!.id;
  await press('conversation.take', { conversationId });
  await press('conversation.noAnswerNeeded', { conversationId });
  await team.flush();
};
let conversationId: string;
const press = async (name: string, input: unknown): Promise<void> => {
  expect(await team.person(team.consoles[0]!.personId, name, input)).toMatchObject({ status: 'done' });
};
const send = async (text: string): Promise<string> => {
  const messageId = team.id<string>();
  await press('message.send', { conversationId, messageId, text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 });
  return messageId;
};
const effectOf = async (messageId: string): Promise<StoredEffect> => (await current.read((reader) => reader.effectsOfMessages([messageId])))[0]!;
let fence: string;
const lease = async (): Promise<string> => (fence = (await team.server().host.takeLease(team.accountId, null))!.fence);
const claim = async (messageId: string) => team.server().host.claim((await effectOf(messageId)).effectId, fence);
const deliver = async (messageId: string, externalId: string): Promise<void> => {
  const { effectId, attempt, token } = (await claim(messageId))!;
  await team.server().host.settle(effectId, attempt, token, { state: 'sent', externalIds: [externalId], at: team.clock.now() });
};
const file = (): string => join(dir, 'team.pult');
const backup = () => backUp(first.whole, { to: file(), passphrase: null, now: team.clock.now(), program: '0', fillRandom });
const putBack = async (make: MakePlace, epochBefore = 0): Promise<{ report: Restored; place: Place }> => {
  const place = await make(dir, 'second');
  const report = await restore({ from: file(), passphrase: null, now: team.clock.now(), epochBefore, fill: place.fill });
  return { report, place };
};
const call = (personId: string, name: 'held.list' | 'held.decide', args: unknown) => team.server().team.call(name, args, { personId, base: '' });
const held = async () => (await call(team.owner.personId, 'held.list', {}) as { ok: true; value: { restored: unknown; held: { id: string; at: number; message: { text: string } | null; command: string }[] } }).value;
const decide = (ids: string[], verdict: 'send' | 'drop') => call(team.owner.personId, 'held.decide', { ids, verdict });
const tasks = async (): Promise<number> => (await team.rows('task')).length;

/** Sent before the back-up, ready at it, under way at it; a timer that comes due after it. All of it ends before the restore. */
const loseAnHour = async (): Promise<{ before: string; ready: string; going: string; late: string }> => {
  const before = await send('one');
  await team.jump(20_000);
  await lease();
  await deliver(before, '1');
  const going = await send('two');
  await team.jump(20_000);
  await lease();
  const claimed = (await claim(going))!;
  const ready = await send('three');
  await press('deal.move', { dealId: (await team.rows('deal'))[0]!.id, stageId: 'greeting', values: {}, note: null });
  await team.flush();
  await backup();
  await team.server().host.settle(claimed.effectId, claimed.attempt, claimed.token, { state: 'sent', externalIds: ['2'], at: team.clock.now() });
  await team.jump(11 * minute);
  await lease();
  await deliver(ready, '3');
  const late = await send('after the back-up');
  return { before, ready, going, late };
};

const suite = (make: MakePlace, other: MakePlace | null): void => {
  test('[S69] [C19] what was ready or under way is held, what had gone stays gone, timers that were due do not run: until the owner says so', async () => {
    await begin(make);
    const { before, ready, going, late } = await loseAnHour();
    expect(await tasks()).toBe(1);
    const { report, place } = await putBack(make);
    expect(report).toMatchObject({ epoch: 2, heldEffects: 2, heldAlarms: 1, accounts: [{ channel: 'telegram', name: 'Test bot' }] });
    current = await open(place);
    await team.crash();
    await team.flush();

    expect((await current.read((reader) => reader.head())).epoch).toBe(2);
    expect([(await effectOf(before)).state, (await effectOf(ready)).state, (await effectOf(going)).state]).toEqual(['sent', 'held', 'held']);
    // Leases begin anew, and no fence of the old timeline is a fence of this one.
    expect(await lease()).toBe('2.1');
    await team.jump(60 * minute);
    await lease();
    const ours = new Set([(await effectOf(ready)).effectId, (await effectOf(going)).effectId]);
    expect((await team.server().host.effects(team.accountId)).ready.filter((one) => ours.has(one.effectId))).toEqual([]);
    expect([await claim(ready), await claim(going), await tasks()]).toEqual([null, null, 0]);

    const list = await held();
    expect(list.restored).toMatchObject({ epoch: 2 });
    const mine = list.held.filter((line) => line.message === null || ['two', 'three'].includes(line.message.text));
    expect(mine.map((line) => line.message?.text ?? line.command)).toEqual(['two', 'three', 'rule.fire']);
    expect(await call(team.consoles[0]!.personId, 'held.list', {})).toMatchObject({ ok: false, code: 'not_allowed' });
    expect(await call(team.consoles[0]!.personId, 'held.decide', { ids: [mine[0]!.id], verdict: 'send' })).toMatchObject({ ok: false, code: 'not_allowed' });

    const [two, three, timer] = mine.map((line) => line.id);
    await decide([two!, timer!], 'send');
    await decide([three!, three!, 'effect:nothing', 'alarm:nothing'], 'drop');
    await team.flush();
    expect(await tasks()).toBe(1);
    expect((await effectOf(ready)).state).toBe('cancelled');
    expect((await team.rows('message')).find((message) => message.id === ready)).toMatchObject({ state: 'failed', failure: 'dropped' });
    await deliver(going, '2b');
    expect((await effectOf(going)).state).toBe('sent');
    // Decided once: another word changes nothing.
    await decide([two!, three!, timer!], 'send');
    await team.flush();
    expect([(await effectOf(going)).state, (await effectOf(ready)).state, await tasks()]).toEqual(['sent', 'cancelled', 1]);
    expect(late).not.toBe('');
    // A timer that was set anew meanwhile is another one, whatever is still said of the held one.
    for (const stageId of ['draft', 'greeting']) await press('deal.move', { dealId: (await team.rows('deal'))[0]!.id, stageId, values: {}, note: null });
    await decide([timer!], 'drop');
    await team.jump(11 * minute);
    expect(await tasks()).toBe(2);
  });

  test('[S45] [I16] a back-up made while people write is of one moment, is read again whole, and only then consoles may forget what it holds', async () => {
    await begin(make);
    const hash = await first.addFile(Buffer.from('a picture'));
    await first.whole.snapshot(async (snapshot) => {
      const { seq } = await snapshot.reader.head();
      await send('while it is read');
      for await (const part of snapshot.rows('commits')) for (const row of part.rows) expect(Number(row[part.columns.indexOf('seq')])).toBeLessThanOrEqual(seq);
      expect((await snapshot.reader.head()).seq).toBe(seq);
    });
    let writing = true;
    const busy = (async () => {
      for (let n = 0; writing && n < 60; n += 1) await send(`message ${n}`);
    })();
    const made = await backup();
    writing = false;
    await busy;
    const now = await current.read((reader) => reader.head());
    expect(made.head.seq).toBeLessThanOrEqual(now.seq);
    expect(made.end.files).toBe(1);
    await setSafe(current, made.head);
    expect(await current.read((reader) => reader.fact('safe'))).toBe(`1.${made.head.seq}`);
    await setSafe(current, { ...made.head, seq: made.head.seq - 1 });
    expect(await current.read((reader) => reader.fact('safe'))).toBe(`1.${made.head.seq}`);
    // Of another timeline: nothing of this one is in it.
    await setSafe(current, { ...made.head, epoch: 2, seq: 99_999 });
    expect(await current.read((reader) => reader.fact('safe'))).toBe(`1.${made.head.seq}`);

    const { report, place } = await putBack(make, 6);
    expect(report.epoch).toBe(7);
    const store = await open(place);
    expect(await store.read((reader) => reader.head())).toMatchObject({ seq: made.head.seq, epoch: 7 });
    const verdict = await place.whole.snapshot(verifyStore);
    expect(verdict).toMatchObject({ files: 1, faults: [] });
    expect(verdict.rows).toBe(made.end.rows['records']);
    await place.whole.snapshot(async (snapshot) => {
      for await (const one of snapshot.files()) expect([one.hash, Buffer.from(one.bytes).toString()]).toEqual([hash, 'a picture']);
    });
    await expect(restore({ from: file(), passphrase: null, now: 0, epochBefore: 0, fill: place.fill })).rejects.toMatchObject({ code: 'storage_taken' });
  });

  test('[I16] [S60] verify finds a row changed behind the store, a line too many, a key nobody should hold', async () => {
    await begin(make);
    expect((await first.whole.snapshot(verifyStore)).faults).toEqual([]);
    const { seq } = await current.read((reader) => reader.head());
    const [message] = await current.read((reader) => reader.recordsOfKinds(['message']));
    const person = team.consoles[0]!.personId;
    const z = Number.MAX_SAFE_INTEGER;
    await current.write(async (writer) => {
      await writer.putRecords([{ ...message!, ver: message!.ver - 1, lookups: [] }]);
      await writer.openGrants([{ root: `conversation:${conversationId}`, key: 'pool', facets: 1, via: `conversation:${conversationId}`, a: seq, z }, { root: 'deal:gone', key: 'pool', facets: 1, via: 'deal:gone', a: seq, z }]);
      await writer.openUserKeys([{ person, key: 'all', facets: 1, via: 'role', a: seq, z }]);
    });
    const { faults } = await first.whole.snapshot(verifyStore);
    expect(faults.filter((fault) => fault.includes(conversationId))).toEqual([expect.stringContaining('not those of its digest'), `conversation:${conversationId}: grants`]);
    expect(faults).toContain('deal:gone: lines of a root that is not there');
    expect(faults).toContain(`key of a person: ${person} all 1 role`);
    expect(faults.length).toBe(4);
  });

  test.skipIf(other === null)('[S69] what one kind of store has written, the other takes, cell for cell: also texts with a zero sign', async () => {
    await begin(make);
    await send('zero \u0000 sign \uffff and \uffff0');
    await first.addFile(new Uint8Array(1_200_000).fill(5));
    await team.flush();
    await backup();
    const { place } = await putBack(other!);
    await (await open(place)).read((reader) => reader.head());
    const all = (whole: WholeStore) => whole.snapshot(async (snapshot) => {
      const tables: Record<string, string[]> = {};
      for (const table of snapshot.tables.filter((name) => !['leases', 'head', 'facts', 'effects'].includes(name))) {
        tables[table] = [];
        for await (const part of snapshot.rows(table)) tables[table].push(...part.rows.map((row) => JSON.stringify(part.columns.map((column, n) => [column, row[n]]).sort())));
        tables[table].sort();
      }
      const files: string[] = [];
      for await (const { hash, bytes } of snapshot.files()) files.push(`${hash} ${bytes.byteLength}`);
      return { tables, files };
    });
    expect(await all(place.whole)).toEqual(await all(first.whole));
    expect((await place.whole.snapshot(verifyStore)).faults).toEqual([]);
  });
};
describe('sqlite', () => { suite(onSqlite, noPostgres ? null : onPostgres); });
describe.skipIf(noPostgres)('postgres', () => { suite(onPostgres, onSqlite); });

test('[R32] a back-up that is cut, changed, turned round or opened with another passphrase is refused, and nothing is made of it', async () => {
  await begin(onSqlite);
  const locked = join(dir, 'locked.pult');
  await backUp(first.whole, { to: locked, passphrase: 'the right words', now: 0, program: '0', fillRandom });
  const bytes = readFileSync(locked);
  expect(bytes.includes('Hello')).toBe(false);
  const attempt = async (name: string, content: Uint8Array, passphrase: string | null): Promise<unknown> => {
    writeFileSync(join(dir, name), content);
    const place = await onSqlite(dir, `of-${name}`);
    const code = await restore({ from: join(dir, name), passphrase, now: 0, epochBefore: 0, fill: place.fill }).then(() => 'restored', (error: { code?: string }) => error.code);
    await expect(place.whole.snapshot(async () => undefined)).rejects.toMatchObject({ code: 'storage_missing' });
    return code;
  };
  // Chunks: a length before each.
  const chunks: Buffer[] = [];
  for (let at = 25; at < bytes.length; at += 4 + bytes.readUInt32BE(at)) chunks.push(bytes.subarray(at, at + 4 + bytes.readUInt32BE(at)));
  const head = bytes.subarray(0, 25);
  const turned = [chunks[0]!, chunks[2]!, chunks[1]!, ...chunks.slice(3)];
  const flipped = Buffer.from(bytes);
  flipped[bytes.length - 40]! ^= 1;
  expect(await attempt('cut', bytes.subarray(0, -1), 'the right words')).toBe('backup_cut');
  expect(await attempt('short', Buffer.concat([head, ...chunks.slice(0, -1)]), 'the right words')).toBe('backup_cut');
  expect(await attempt('turned', Buffer.concat([head, ...turned]), 'the right words')).toBe('backup_damaged');
  expect(await attempt('missing', Buffer.concat([head, chunks[0]!, ...chunks.slice(2)]), 'the right words')).toBe('backup_damaged');
  expect(await attempt('flipped', flipped, 'the right words')).toBe('backup_damaged');
  expect(await attempt('longer', Buffer.concat([bytes, chunks[0]!]), 'the right words')).toBe('backup_damaged');
  expect(await attempt('wrong', bytes, 'other words')).toBe('backup_passphrase');
  expect(await attempt('none', bytes, null)).toBe('backup_locked');
  expect(await attempt('strange', Buffer.from('PULTBAK0'.repeat(9)), null)).toBe('backup_strange');
});
