/** A batch's rows: what was loaded, corrected by what has changed since, and all of it taken back to a savepoint (S83). */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store, StoredAlarm, StoredCommand, StoredEffect } from '#db/server/store.ts';
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

const effect = (effectId: string, more: Partial<StoredEffect> = {}): StoredEffect => ({
  effectId, cmdId: 'c1', kind: 'message.send', resource: 'r', queue: 'q', ord: 1, messageId: 'm', state: 'ready', attempt: 0, token: '', holder: '', fence: '', notBefore: 0, claimedAt: null,
  payload: { kind: 'message.send', accountId: 'a', conversationId: 'c', messageId: 'm' }, ...more,
});
const command = (cmdId: string, effectIds: string[] = []): StoredCommand => ({
  cmdId, person: 'p', name: 'n', v: 1, hash: 'h', cause: null, status: 'done', code: '', result: {}, seq: 1, at: 1, step: { changes: [], alarmsSet: [], alarmsCleared: [], claims: [], effectIds },
});
const waits = (key: string): StoredAlarm => ({ key, due: 1, command: 'c', args: {}, occurrence: 1, state: 'waiting', failures: 0 });

test('what is asked for twice is loaded once: nothing decided in between is lost', async () => {
  await store.write(async (writer) => {
    await writer.putAlarms([waits('a')]);
    await writer.putCommands([command('c1')]);
    await writer.putEffects([effect('e1')]);
  });
  await use(async (set) => {
    const load = async (): Promise<void> => {
      await set.ensure([{ want: 'one', kind: 'deal', id: 'd1' }, { want: 'claim', key: 'k' }, { want: 'command', commandId: 'c1' }, { want: 'command', commandId: 'c2' }]);
      await set.ensureAlarms(['a']);
      await set.ensureMessageEffects(['m']);
    };
    await load();
    set.setBody('deal', 'd1', deal('d1', 'changed', 1));
    set.setClaim('k', 'other');
    set.setAlarm('a', null);
    set.setCommand(command('c2'));
    set.setEffect(effect('e1', { state: 'cancelled' }));
    await load();
    expect([set.one('deal', 'd1')?.contactId, set.claim('k'), set.alarm('a'), set.stored('c2')?.cmdId]).toEqual(['changed', 'other', null, 'c2']);
    expect(set.effectsOf('m').map((one) => one.state)).toEqual(['cancelled']);
    // What is written is what has changed, and nothing else.
    expect(set.commands().map((one) => one.cmdId)).toEqual(['c2']);
    expect([set.rows().length, set.claims(), set.alarms(), set.effects().length]).toEqual([1, [{ key: 'k', owner: 'other' }], [{ key: 'a', alarm: null }], 1]);
  });
});

test('what was only looked at is not written', () =>
  use(async (set) => {
    await set.ensure([{ want: 'many', kind: 'deal', lookup: 'byContact', value: 'c1' }, { want: 'claim', key: 'k' }, { want: 'command', commandId: 'c' }]);
    await set.ensureAlarms(['a']);
    await set.ensureMessageEffects(['m']);
    expect([set.rows(), set.claims(), set.alarms(), set.effects(), set.commands()]).toEqual([[], [], [], [], []]);
  }));

test('effects of a message are those of the store and those of this batch, whichever was asked for first', async () => {
  await store.write((writer) => writer.putEffects([effect('e1')]));
  await use(async (set) => {
    set.setEffect(effect('e2'));
    set.setEffect(effect('x', { messageId: 'other' }));
    await set.ensureMessageEffects(['m']);
    set.setEffect(effect('e3'));
    set.setEffect(effect('e3', { state: 'cancelled' }));
    expect(set.effectsOf('m').map((one) => [one.effectId, one.state])).toEqual([['e1', 'ready'], ['e2', 'ready'], ['e3', 'cancelled']]);
  });
});

test('an effect that the batch has changed is not taken for the stored one when its message is asked for', async () => {
  await store.write(async (writer) => {
    await writer.putCommands([command('c1', ['e1'])]);
    await writer.putEffects([effect('e1')]);
  });
  await use(async (set) => {
    await set.ensure([{ want: 'command', commandId: 'c1' }]);
    set.setEffect(effect('e1', { state: 'cancelled' }));
    await set.ensureMessageEffects(['m']);
    expect(set.effectsOf('m').map((one) => one.state)).toEqual(['cancelled']);
  });
});

test('[S54] a past command tells whether what it made still waits: all of it, on the store’s word', async () => {
  await store.write(async (writer) => {
    await writer.putCommands([command('none'), command('waits', ['e1', 'e2']), command('left', ['e1', 'e3']), command('lost', ['e9'])]);
    await writer.putEffects([effect('e1'), effect('e2', { state: 'held' }), effect('e3', { state: 'claimed' })]);
  });
  await use(async (set) => {
    const ids = ['none', 'waits', 'left', 'lost'];
    await set.ensure(ids.map((commandId) => ({ want: 'command', commandId })));
    expect(ids.map((id) => set.command(id)?.effectsWaiting)).toEqual([true, true, false, false]);
  });
});

test('changes since a savepoint: each row once, from what it was to what it is; there and back is none', () =>
  use(async (set) => {
    await set.ensure([{ want: 'one', kind: 'deal', id: 'd1' }, { want: 'one', kind: 'deal', id: 'd3' }]);
    const was = set.one('deal', 'd3') as unknown as Record<string, unknown>;
    const savepoint = set.savepoint();
    set.setBody('deal', 'd1', deal('d1', 'first', 1));
    set.setBody('deal', 'd1', deal('d1', 'second', 1));
    set.setBody('deal', 'd3', deal('d3', 'away', 1));
    set.setBody('deal', 'd3', was);
    const [one, ...rest] = set.changesSince(savepoint);
    expect(rest).toEqual([]);
    expect([one?.before?.['contactId'], one?.after?.['contactId']]).toEqual(['c1', 'second']);
    expect(set.rows().map((row) => row.id)).toEqual(['d1']);
  }));
