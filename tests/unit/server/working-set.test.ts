/** A batch's rows: what was loaded, corrected by what has changed since, and all of it taken back to a savepoint (S83). */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store } from '#db/server/store.ts';
import { createWorkingSet } from '#server/committer/working-set.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';
import { createDictionary } from '#shared/engine/dictionary.ts';
import type { MutableDictionary } from '#shared/engine/dictionary.ts';

let store: Store;
let dict: MutableDictionary;
const deal = (id: string, contactId: string, createdAt: number) => ({ id, contactId, conversationId: null, createdAt });
const use = (work: (set: WorkingSet) => Promise<void>): Promise<void> => store.read((reader) => work(createWorkingSet(reader, dict, { dealNumber: 5, firstOrd: 0 })));

beforeEach(async () => {
  store = createMemoryStore();
  dict = createDictionary();
  await store.write(async (writer) => {
    for (const [id, contact, at] of [['d2', 'c1', 20], ['d1', 'c1', 10], ['d3', 'c2', 5]] as const) {
      await writer.putRecords([{ kind: 'deal', id, root: `deal:${id}`, facet: 1, ver: 1, body: deal(id, contact, at), lookups: [['byContact', contact]] }]);
    }
    await writer.putClaims([{ key: 'k', owner: 'me' }]);
  });
});

test('a look-up follows what the batch has changed: rows that left it, rows that came to it, oldest first', () =>
  use(async (set) => {
    await set.ensure([{ want: 'many', kind: 'deal', lookup: 'byContact', value: 'c1' }, { want: 'one', kind: 'deal', id: 'd3' }]);
    const ids = (): string[] => set.many('deal', 'byContact', 'c1').map((row) => row.id);
    expect(ids()).toEqual(['d1', 'd2']);
    set.setBody('deal', 'd1', deal('d1', 'c9', 10));
    set.setBody('deal', 'd3', deal('d3', 'c1', 5));
    set.setBody('deal', 'd4', deal('d4', 'c1', 99));
    expect(ids()).toEqual(['d3', 'd2', 'd4']);
    set.setBody('deal', 'd2', null);
    expect(ids()).toEqual(['d3', 'd4']);
  }));

test('what was not asked for can’t be read: a command that forgot a need is found in its first test', () =>
  use(async (set) => {
    expect(() => set.one('deal', 'd1')).toThrow();
    expect(() => set.many('deal', 'byContact', 'c1')).toThrow();
  }));

test('a savepoint takes back rows, claims, timers, effects, numbers and settings, and nothing older', () =>
  use(async (set) => {
    await set.ensure([{ want: 'one', kind: 'deal', id: 'd1' }, { want: 'claim', key: 'k' }]);
    await set.ensureAlarms(['a']);
    await set.ensureMessageEffects(['m']);
    set.setBody('deal', 'd1', deal('d1', 'kept', 1));
    set.nextDealNumber();
    const savepoint = set.savepoint();
    set.setBody('deal', 'd1', deal('d1', 'gone', 1));
    set.setBody('seat', 's1', { id: 's1', name: 'New' });
    set.setClaim('k', null);
    set.setAlarm('a', { key: 'a', due: 1, command: 'c', args: {}, occurrence: 1, state: 'waiting', failures: 0 });
    set.setEffect({ effectId: 'e', cmdId: 'c', kind: 'message.send', resource: 'r', queue: 'q', ord: 1, messageId: 'm', state: 'ready', attempt: 0, token: '', holder: '', fence: '', notBefore: 0, claimedAt: null, payload: { kind: 'message.send', accountId: 'a', conversationId: 'c', messageId: 'm' } });
    expect([set.nextDealNumber(), set.effectsOf('m').length, dict.get('seat', 's1')?.name]).toEqual([7, 1, 'New']);
    expect(set.changesSince(savepoint).map((row) => `${row.kind}:${row.id}`)).toEqual(['deal:d1', 'seat:s1']);
    set.rollback(savepoint);
    expect(set.one('deal', 'd1')).toMatchObject({ contactId: 'kept' });
    expect([set.claim('k'), set.alarm('a'), set.effectsOf('m'), set.dealNumber, dict.get('seat', 's1')]).toEqual(['me', null, [], 6, null]);
    expect([set.effects(), set.alarms(), set.claims()]).toEqual([[], [], []]);
    expect(set.rows().map((row) => row.id)).toEqual(['d1']);
  }));
