/** One suite for every store: the same steps give the same answers, in the same order. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { open, placeOf } from '#db/server/store.ts';
import type { GrantLine, RecordToStore, Store, StoredAlarm, StoredCommand, StoredEffect } from '#db/server/store.ts';
import { makeDatabase, noPostgres, openTestStore } from '#tests/helpers/postgres.ts';

let dir: string;
let store: Store;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-store-')); });
afterEach(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const message = (id: string, ver: number, root = 'conversation:c1'): RecordToStore =>
  ({ kind: 'message', id, root, facet: 1, ver, body: { id, text: `"quoted" ${id} \u0000 ї` }, lookups: [['byExternal', `x|${id}`]] });
const grant = (over: Partial<GrantLine>): GrantLine => ({ root: 'deal:1', key: 'pool', facets: 1, via: 'deal:1', a: 1, z: open, ...over });
const effect = (id: string, over: Partial<StoredEffect> = {}): StoredEffect => ({
  effectId: id, cmdId: 'cmd', kind: 'message.send', resource: 'account:a', queue: 'q1', ord: 1, messageId: id, state: 'ready', attempt: 0, token: '', holder: '', fence: '', notBefore: 0,
  claimedAt: null, payload: { kind: 'message.send', accountId: 'a', conversationId: 'c', messageId: id }, ...over,
});
const alarm = (key: string, due: number): StoredAlarm => ({ key, due, command: 'clock.reach', args: { key }, occurrence: 1, state: 'waiting', failures: 0 });
const command = (cmdId: string): StoredCommand => ({
  cmdId, person: 'p', name: 'n', v: 1, hash: 'h', cause: null, status: 'done', code: '', result: { a: 1 }, seq: 3, at: 9, step: { changes: [{ kind: 'deal', id: 'd', before: null, after: { x: 1 } }], alarmsSet: ['k'], alarmsCleared: [], claims: [], effectIds: ['e'] },
});

describe('memory', () => { suite('memory', () => createMemoryStore()); });
describe('sqlite', () => { suite('sqlite', () => openSqliteStore(join(dir, 'team.db'))); });
describe.skipIf(noPostgres)('postgres', () => { suite('postgres', async () => openTestStore(await makeDatabase())); });

function suite(name: string, make: () => Store | Promise<Store>): void {
  beforeEach(async () => { store = await make(); });

  test('[S1] head and commits: a line per batch, found by its seq and as the next after a seq', async () => {
    expect(await store.read((r) => r.head())).toMatchObject({ seq: 0, mark: '0'.repeat(16), epoch: 1 });
    await store.write((w) => w.setHead({ seq: 3, mark: 'a'.repeat(16), at: 50, epoch: 1, horizon: 0, dealNumber: 7 }));
    await store.write((w) => w.setHead({ seq: 9, mark: 'b'.repeat(16), at: 60, epoch: 1, horizon: 0, dealNumber: 8 }));
    expect(await store.read((r) => r.head())).toEqual({ seq: 9, mark: 'b'.repeat(16), at: 60, epoch: 1, horizon: 0, dealNumber: 8 });
    expect(await store.read(async (r) => [await r.commit(3), await r.commit(4), await r.commitAfter(3), await r.commitAfter(9)])).toEqual([
      { mark: 'a'.repeat(16), at: 50 }, null, { seq: 9, mark: 'b'.repeat(16), at: 60 }, null,
    ]);
  });

  test('[S83] a step that throws leaves no trace, neither in rows nor in look-ups nor in the head', async () => {
    await store.write((w) => w.putRecords([message('m1', 1)]));
    const failing = store.write(async (w) => {
      await w.putRecords([message('m1', 2), message('m2', 3)]);
      await w.putClaims([{ key: 'k', owner: 'o' }]);
      await w.openGrants([grant({})]);
      await w.setHead({ seq: 5, mark: 'c'.repeat(16), at: 1, epoch: 1, horizon: 0, dealNumber: 1 });
      throw new Error('stop');
    });
    await expect(failing).rejects.toThrow('stop');
    await store.read(async (r) => {
      expect(await r.records([{ kind: 'message', id: 'm1' }, { kind: 'message', id: 'm2' }])).toMatchObject([{ ver: 1 }]);
      expect(await r.lookup([{ kind: 'message', lookup: 'byExternal', value: 'x|m2' }])).toEqual([]);
      expect(await r.claims(['k'])).toEqual([]);
      expect(await r.grantsOfRoots(['deal:1'], 0)).toEqual([]);
      expect((await r.head()).seq).toBe(0);
      expect(await r.commit(5)).toBeNull();
    });
  });

  test('[S88] a snapshot does not see what is written while it is read, and tells the head it is of', async () => {
    const batch = (seq: number) => ({ seq, mark: `${seq}`.repeat(16), at: seq, epoch: 1, horizon: 0, dealNumber: 0 });
    await store.write(async (w) => (await w.putRecords([message('m1', 1)]), w.setHead(batch(1))));
    let release = (): void => {};
    const held = new Promise<void>((resolve) => { release = resolve; });
    let tell = (): void => {};
    const begun = new Promise<void>((resolve) => { tell = resolve; });
    const reading = store.read(async (r) => {
      const before = await r.recordsOfRoot('conversation:c1', '', 10);
      tell();
      await held;
      return [before.length, (await r.recordsOfRoot('conversation:c1', '', 10)).length, (await r.head()).seq];
    });
    await begun;
    const writing = store.write(async (w) => (await w.putRecords([message('m2', 2)]), w.setHead(batch(2))));
    await Promise.race([writing, new Promise((resolve) => setImmediate(resolve))]);
    release();
    expect(await reading).toEqual([1, 1, 1]);
    await writing;
    expect(await store.read(async (r) => [(await r.recordsOfRoot('conversation:c1', '', 10)).length, (await r.head()).seq])).toEqual([2, 2]);
  });

  test('records keep their text to the byte; look-ups follow the row; a root is read in its order, page by page', async () => {
    await store.write((w) => w.putRecords([
      message('m2', 1), message('m1', 2), { kind: 'conversation', id: 'c1', root: 'conversation:c1', facet: 1, ver: 3, body: { id: 'c1' }, lookups: [] },
      { kind: 'history', id: 'h1', root: 'conversation:c1', facet: 1, ver: 4, body: { id: 'h1' }, lookups: [] },
    ]));
    await store.read(async (r) => {
      expect((await r.records([{ kind: 'message', id: 'm1' }]))[0]!.body).toEqual({ id: 'm1', text: '"quoted" m1 \u0000 ї' });
      const all = await r.recordsOfRoot('conversation:c1', '', 10);
      expect(all.map((row) => row.id)).toEqual(['c1', 'm1', 'm2', 'h1']);
      const first = await r.recordsOfRoot('conversation:c1', '', 2);
      expect((await r.recordsOfRoot('conversation:c1', placeOf(first[1]!), 2)).map((row) => row.id)).toEqual(['m2', 'h1']);
    });
    await store.write((w) => w.putRecords([{ ...message('m1', 5), root: 'conversation:c2', lookups: [['byExternal', 'y']] }]));
    await store.read(async (r) => {
      expect(await r.lookup([{ kind: 'message', lookup: 'byExternal', value: 'x|m1' }, { kind: 'message', lookup: 'byExternal', value: 'y' }])).toEqual([
        { kind: 'message', lookup: 'byExternal', value: 'y', id: 'm1' },
      ]);
      expect((await r.recordsOfRoot('conversation:c2', '', 9)).map((row) => row.ver)).toEqual([5]);
    });
    await store.write((w) => w.deleteRecords([{ kind: 'message', id: 'm1' }]));
    expect(await store.read((r) => r.lookup([{ kind: 'message', lookup: 'byExternal', value: 'y' }]))).toEqual([]);
    expect((await store.read((r) => r.recordsOfKinds(['message', 'history']))).map((row) => row.id)).toEqual(['h1', 'm2']);
  });

  test('a zero character, which a client may write, is found again in look-ups, claims, places and words kept', async () => {
    const texts = ['a\u0000b', 'a\uffffb', 'a\uffff0b', 'a\u0000\uffff1\uffff'];
    await store.write(async (w) => {
      await w.putRecords(texts.map((text, n) => ({ ...message(`m${n}`, 1), lookups: [['byExternal', text]] })));
      await w.putClaims(texts.map((text) => ({ key: text, owner: text })));
      await w.putPlace('a', texts[3]!, 1);
    });
    await store.read(async (r) => {
      expect(await r.lookup(texts.map((value) => ({ kind: 'message', lookup: 'byExternal', value })))).toEqual(texts.map((value, n) => ({ kind: 'message', lookup: 'byExternal', value, id: `m${n}` })));
      expect(new Set((await r.claims(texts)).map((claim) => claim.owner))).toEqual(new Set(texts));
      expect(await r.place('a')).toBe(texts[3]);
    });
  });

  test('[S13] lines are closed, not deleted: asked from an earlier place they are still there', async () => {
    await store.write(async (w) => {
      await w.openGrants([grant({}), grant({ key: 'all' }), grant({ root: 'deal:2', via: 'deal:2', a: 2 })]);
      await w.openLinks([{ from: 'pool', to: 'client:1', via: 'deal:1', a: 1, z: open }]);
      await w.openUserKeys([{ person: 'p', key: 'pool', facets: 1, via: 'role', a: 1, z: open }]);
    });
    await store.write(async (w) => {
      await w.closeGrants([grant({ z: 5 })]);
      await w.closeLinks([{ from: 'pool', to: 'client:1', via: 'deal:1', a: 0, z: 5 }]);
      await w.closeUserKeys([{ person: 'p', key: 'pool', facets: 1, via: 'role', a: 0, z: 5 }]);
      await w.openGrants([grant({ key: 'seat:1', a: 5 })]);
    });
    await store.read(async (r) => {
      expect((await r.grantsOfRoots(['deal:1'], 4)).map((g) => [g.key, g.a, g.z])).toEqual([['pool', 1, 5], ['all', 1, open], ['seat:1', 5, open]]);
      expect((await r.grantsOfRoots(['deal:1'], 5)).map((g) => g.key)).toEqual(['all', 'seat:1']);
      expect((await r.grantsVia(['deal:2'], 5)).map((g) => g.root)).toEqual(['deal:2']);
      expect((await r.grantsOfKeys(['pool'], 5)).map((g) => g.root)).toEqual(['deal:2']);
      expect((await r.grantsTouched(4)).map((g) => g.key).sort()).toEqual(['pool', 'seat:1']);
      expect(await r.linksTo(['client:1'], 5)).toEqual([]);
      expect(await r.linksFrom(['pool'], 4)).toEqual([{ from: 'pool', to: 'client:1', via: 'deal:1', a: 1, z: 5 }]);
      expect((await r.linksVia(['deal:1'], 4)).length).toBe(1);
      expect((await r.linksTouched(4)).length).toBe(1);
      expect(await r.userKeys('p', 4)).toEqual([{ person: 'p', key: 'pool', facets: 1, via: 'role', a: 1, z: 5 }]);
      expect(await r.userKeys(null, 5)).toEqual([]);
      expect([await r.userKeysTouched(0), await r.userKeysTouched(4), await r.userKeysTouched(5)]).toEqual([true, true, false]);
    });
  });

  test('claims, commands with their change lists, streams and their answers', async () => {
    await store.write(async (w) => {
      await w.putClaims([{ key: 'a', owner: '1' }, { key: 'b', owner: '2' }]);
      await w.dropClaims(['b']);
      await w.putCommands([command('x')]);
      await w.putStreams([{ stream: 's', device: 'd', person: 'p', lastDseq: 2 }]);
      await w.putStreamCommands([1, 2].map((dseq) => ({ stream: 's', dseq, cmdId: `c${dseq}`, status: 'done' as const, code: '', result: { dseq }, seq: dseq })));
    });
    await store.read(async (r) => {
      expect(await r.claims(['a', 'b'])).toEqual([{ key: 'a', owner: '1' }]);
      expect(await r.commands(['x', 'y'])).toEqual([command('x')]);
      expect(await r.streams(['s'])).toEqual([{ stream: 's', device: 'd', person: 'p', lastDseq: 2 }]);
      expect((await r.streamCommands([{ stream: 's', dseq: 2 }, { stream: 's', dseq: 3 }])).map((c) => c.cmdId)).toEqual(['c2']);
      expect((await r.streamTail('s', 1, 10)).map((c) => c.result)).toEqual([{ dseq: 2 }]);
    });
  });

  test('[S78] of a queue only the first effect is ready, and none while an earlier one is claimed', async () => {
    await store.write((w) => w.putEffects([
      effect('e1', { ord: 1, notBefore: 100 }), effect('e2', { ord: 2 }), effect('e3', { ord: 3, queue: 'q2' }), effect('e4', { ord: 4, resource: 'account:b', queue: 'q3' }),
    ]));
    const ready = (now: number): Promise<string[]> => store.read(async (r) => (await r.effectsReady('account:a', now, 10)).map((e) => e.effectId));
    expect(await ready(50)).toEqual(['e3']);
    expect(await ready(100)).toEqual(['e1', 'e3']);
    await store.write((w) => w.putEffects([effect('e1', { ord: 1, state: 'claimed', token: 't' })]));
    expect(await ready(100)).toEqual(['e3']);
    await store.write((w) => w.putEffects([effect('e1', { ord: 1, state: 'unknown' })]));
    expect(await ready(100)).toEqual(['e2', 'e3']);
    await store.read(async (r) => {
      expect((await r.effectsIn(['unknown', 'ready'])).map((e) => e.effectId)).toEqual(['e1', 'e2', 'e3', 'e4']);
      expect((await r.effectsOfMessages(['e2'])).map((e) => e.payload)).toEqual([effect('e2').payload]);
      expect((await r.effects(['e4', 'nope'])).length).toBe(1);
    });
  });

  test('[S64] due alarms by due and key; the same key set again replaces', async () => {
    await store.write((w) => w.putAlarms([alarm('b', 10), alarm('a', 10), alarm('c', 5), { ...alarm('f', 1), state: 'failed' }]));
    await store.write((w) => w.putAlarms([alarm('c', 20)]));
    await store.read(async (r) => {
      expect((await r.alarmsDue(10, 9)).map((one) => one.key)).toEqual(['a', 'b']);
      expect((await r.alarmsIn('waiting', 2)).map((one) => one.key)).toEqual(['a', 'b']);
      expect((await r.alarmsIn('failed', 9)).map((one) => one.key)).toEqual(['f']);
      expect(await r.nextAlarmAt()).toBe(10);
      expect(await r.alarms(['c'])).toEqual([alarm('c', 20)]);
    });
    await store.write((w) => w.dropAlarms(['a', 'b', 'c']));
    expect(await store.read((r) => r.nextAlarmAt())).toBeNull();
  });

  test('changes in order between two places; leases, devices, invitations, secrets, places', async () => {
    const device = { device: 'd', person: 'p', tokenHash: 'h', kind: 'console' as const, ticket: '1.a', confirmed: '', cursor: 0, seenAt: 1, createdAt: 1, revokedAt: null, name: 'Desk', version: '0.1.0', nextHash: 'n', deadHash: 'o', rotatedAt: 1, copyOf: null };
    await store.write(async (w) => {
      await w.addChanges([1, 2, 3].map((seq) => ({ seq, root: 'deal:1', facet: 1, kind: 'deal' as const, id: 'd', op: 'up' as const })));
      await w.putLease({ resource: 'r', holder: 'h', epoch: 1, fence: 2, expiresAt: 9 });
      await w.putDevice(device);
      await w.putInvitation({ hash: 'i', person: 'p', expiresAt: 4, usedAt: null });
      await w.putSecret('s', 'sealed');
      await w.putPlace('a', '77', 1);
      await w.addStrange([{ id: 'x', accountId: 'a', at: 1, reason: 'half', raw: '{' }]);
    });
    await store.read(async (r) => {
      expect((await r.changes(1, 3, 10)).map((c) => c.seq)).toEqual([2, 3]);
      expect((await r.changes(0, 3, 1)).map((c) => c.seq)).toEqual([1]);
      expect(await r.lease('r')).toEqual({ resource: 'r', holder: 'h', epoch: 1, fence: 2, expiresAt: 9 });
      expect(await r.devices({ tokenHash: 'h' })).toEqual([device]);
      // The token that comes and the one before lead to it too (R16).
      expect([await r.devices({ tokenHash: 'n' }), await r.devices({ tokenHash: 'o' }), await r.devices('all')]).toEqual([[device], [device], [device]]);
      expect(await r.devices({ person: 'p' })).toEqual([device]);
      expect(await r.devices({ device: 'nope' })).toEqual([]);
      expect(await r.revoked(['d', 'nope'])).toEqual([]);
      expect(await r.invitation('i')).toEqual({ hash: 'i', person: 'p', expiresAt: 4, usedAt: null });
      expect(await r.secret('s')).toBe('sealed');
      expect(await r.place('a')).toBe('77');
    });
    await store.write((w) => w.putDevice({ ...device, revokedAt: 5 }));
    expect(await store.read((r) => r.revoked(['d', 'nope']))).toEqual(['d']);
    await store.write((w) => w.dropSecret('s'));
    await store.write((w) => w.dropLease('r'));
    expect(await store.read(async (r) => [await r.secret('s'), await r.lease('r'), await r.place('b')])).toEqual([null, null, null]);
  });

  test('[R13] failures are kept by key until their time is over', async () => {
    await store.write((w) => w.putGuesses([{ key: 'a', count: 1, since: 5, until: 0 }, { key: 'b', count: 9, since: 5, until: 50 }]));
    await store.write((w) => w.putGuesses([{ key: 'a', count: 2, since: 5, until: 0 }]));
    expect(await store.read((r) => r.guesses(['a', 'b', 'c']))).toEqual([{ key: 'a', count: 2, since: 5, until: 0 }, { key: 'b', count: 9, since: 5, until: 50 }]);
    await store.write((w) => w.dropGuesses(20));
    expect((await store.read((r) => r.guesses(['a', 'b']))).map((one) => one.key)).toEqual(['b']);
  });

  test('[S71] figures of roots: replaced, read by root, gone with a count of nothing; grants of one bucket; versions without bodies', async () => {
    const line = (root: string, facet: number, count: number) => ({ root, facet, count, xor: 'ab'.repeat(8), at: 7 });
    await store.write(async (w) => {
      await w.putRootDigests([line('deal:1', 2, 1), line('deal:1', 1, 3), line('deal:2', 1, 1)]);
      await w.openGrants([grant({ root: 'deal:0a' }), grant({ root: 'deal:0b' }), grant({ root: 'deal:1a' }), grant({ root: 'deal:2a', z: 5 })]);
      await w.putRecords([message('m1', 4)]);
    });
    await store.write((w) => w.putRootDigests([line('deal:2', 1, 0), line('deal:1', 1, 4)]));
    await store.read(async (r) => {
      expect(await r.rootDigests(['deal:2', 'deal:1'])).toEqual([line('deal:1', 1, 4), line('deal:1', 2, 1)]);
      expect((await r.grantsOfKeysEnding(['pool', 'other'], ['0a', '2a'], 5)).map((one) => one.root)).toEqual(['deal:0a']);
      expect(await r.versions([{ kind: 'message', id: 'm1' }, { kind: 'message', id: 'm2' }])).toEqual([{ kind: 'message', id: 'm1', root: 'conversation:c1', facet: 1, ver: 4 }]);
    });
  });

  test('[S68] pruning forgets changes and closed lines up to the horizon and batches before it, and nothing else', async () => {
    for (const seq of [3, 6, 9]) await store.write((w) => w.setHead({ seq, mark: String(seq).repeat(16), at: seq * 10, epoch: 1, horizon: 0, dealNumber: 0 }));
    await store.write(async (w) => {
      await w.addChanges([3, 6, 7].map((seq) => ({ seq, root: 'deal:1', facet: 1, kind: 'deal' as const, id: 'd', op: 'up' as const })));
      await w.openGrants([grant({ z: 6 }), grant({ key: 'seat:1', z: 7 }), grant({ key: 'all' })]);
      await w.openLinks([{ from: 'pool', to: 'client:1', via: 'deal:1', a: 1, z: 6 }, { from: 'pool', to: 'client:2', via: 'deal:1', a: 1, z: 7 }]);
      await w.openUserKeys([{ person: 'p', key: 'pool', facets: 1, via: 'role', a: 1, z: 6 }, { person: 'p', key: 'all', facets: 1, via: 'role', a: 1, z: 7 }]);
    });
    expect(await store.read(async (r) => [(await r.commitBefore(60))?.seq, (await r.commitBefore(61))?.seq, await r.commitBefore(30)])).toEqual([3, 6, null]);
    await store.write((w) => w.prune(6));
    await store.read(async (r) => {
      expect((await r.changes(0, 99, 9)).map((one) => one.seq)).toEqual([7]);
      expect([await r.commit(3), (await r.commit(6))?.mark]).toEqual([null, '6'.repeat(16)]);
      expect((await r.grantsOfRoots(['deal:1'], 0)).map((one) => one.key)).toEqual(['seat:1', 'all']);
      expect((await r.linksFrom(['pool'], 0)).map((one) => one.to)).toEqual(['client:2']);
      expect((await r.userKeys('p', 0)).map((one) => one.key)).toEqual(['all']);
    });
  });

  test('[S46] old results are emptied, oldest first and so many at a time; who, what and the verdict stay; money keeps its own', async () => {
    await store.write(async (w) => {
      await w.putCommands([{ ...command('old'), at: 1 }, { ...command('older'), at: 0, status: 'refused', code: 'taken' }, { ...command('money'), name: 'payment.approve', at: 1 }, { ...command('new'), at: 90 }]);
      await w.putStreams([{ stream: 's', device: 'd', person: 'p', lastDseq: 1 }]);
      await w.putStreamCommands([{ stream: 's', dseq: 1, cmdId: 'older', status: 'refused', code: 'taken', result: { seat: 1 }, seq: 3 }]);
    });
    expect(await store.write((w) => w.forgetResults(90, ['payment.approve'], 1))).toBe(1);
    expect(await store.write((w) => w.forgetResults(90, ['payment.approve'], 9))).toBe(1);
    expect(await store.write((w) => w.forgetResults(90, ['payment.approve'], 9))).toBe(0);
    await store.read(async (r) => {
      const found = new Map((await r.commands(['old', 'older', 'money', 'new'])).map((one) => [one.cmdId, one]));
      expect(found.get('older')).toEqual({ ...command('older'), at: 0, status: 'refused', code: 'taken', result: {}, step: null });
      expect([found.get('old')!.step, found.get('money')!.step, found.get('new')!.result]).toEqual([null, command('x').step, { a: 1 }]);
      expect(await r.streamCommands([{ stream: 's', dseq: 1 }])).toEqual([{ stream: 's', dseq: 1, cmdId: 'older', status: 'refused', code: 'taken', result: {}, seq: 3 }]);
    });
  });

  test('[S72] what names an erased client is found and forgotten: effects, timers, deliveries, parked commands, and remembered answers page by page', async () => {
    const alarm = (key: string, args: Record<string, unknown>) => ({ key, due: 9, command: 'c', args, occurrence: 1, state: 'waiting' as const, failures: 0 });
    await store.write(async (w) => {
      await w.putEffects([effect('named', { payload: { kind: 'avatar.fetch', accountId: 'a', profileId: 'him', source: 's' } }), effect('other')]);
      await w.putAlarms([alarm('clock:him', {}), alarm('x', { id: 'him' }), alarm('y', { id: 'her' })]);
      await w.putParked([{ cmdId: 'p1', person: 'p', at: 1, code: 'not_found', given: '{"to":"him"}' }, { cmdId: 'p2', person: 'p', at: 1, code: 'not_found', given: '{}' }]);
      await w.putCommands([{ ...command('c1'), result: { id: 'him' }, step: null }, { ...command('c2'), result: { id: 'her' } }, { ...command('c3'), result: {}, step: { ...command('x').step!, claims: ['him'] } }]);
      await w.putStreamCommands([{ stream: 's', dseq: 1, cmdId: 'c1', status: 'done', code: '', result: { id: 'him' }, seq: 3 }]);
    });
    expect(await store.write((w) => w.effectsNaming(['him', 'his']))).toMatchObject([{ effectId: 'named' }]);
    await store.write((w) => w.dropNaming(['him']));
    expect(await store.write((w) => w.forgetNaming(['him'], '', 2))).toBe('c2');
    expect(await store.write((w) => w.forgetNaming(['him'], 'c2', 2))).toBeNull();
    await store.read(async (r) => {
      expect((await r.alarms(['clock:him', 'x', 'y'])).map((one) => one.key)).toEqual(['y']);
      expect((await r.parked()).map((one) => one.cmdId)).toEqual(['p2']);
      const found = new Map((await r.commands(['c1', 'c2', 'c3'])).map((one) => [one.cmdId, one]));
      expect([found.get('c1')!.result, found.get('c2')!.result, found.get('c3')!.step, found.get('c1')!.status]).toEqual([{}, { id: 'her' }, null, 'done']);
      expect((await r.streamCommands([{ stream: 's', dseq: 1 }]))[0]!.result).toEqual({});
    });
  });

  test('[S93] [S69] [S70] a device’s place never goes back; facts; parked commands by age; leases all gone at once', async () => {
    const parked = (cmdId: string, at: number) => ({ cmdId, person: 'p', at, code: 'not_found', given: `{"id":"${cmdId}"}` });
    await store.write(async (w) => {
      await w.seenDevice('nobody', 5, 5);
      await w.putFact('safe', '1.7');
      await w.putFact('safe', '1.9');
      await w.putParked([parked('b', 2), parked('a', 2), parked('c', 1)]);
      await w.putLease({ resource: 'r', holder: 'h', epoch: 1, fence: 2, expiresAt: 9 });
      await w.dropLeases();
      await w.putDevice({ device: 'd', person: 'p', tokenHash: 'h', kind: 'console', ticket: '1.a', confirmed: '', cursor: 4, seenAt: 9, createdAt: 1, revokedAt: null, name: '', version: '', nextHash: '', deadHash: '', rotatedAt: 1, copyOf: null });
      await w.seenDevice('d', 8, 10);
      await w.seenDevice('d', 6, 8);
    });
    expect(await store.read((r) => r.devices({ device: 'd' }))).toMatchObject([{ cursor: 8, seenAt: 10, ticket: '1.a' }]);
    await store.write((w) => w.dropParked(['a']));
    await store.read(async (r) => {
      expect([await r.fact('safe'), await r.fact('other'), await r.lease('r')]).toEqual(['1.9', null, null]);
      expect(await r.parked()).toEqual([parked('c', 1), parked('b', 2)]);
    });
  });

  test('[R10] what is on the disk is for this user alone', () => {
    if (name !== 'sqlite') return;
    expect(statSync(join(dir, 'team.db')).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });
}
