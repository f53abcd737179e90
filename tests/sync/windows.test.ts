/** What one console must receive between two places, over a store written by hand: facets, moves, keys, budgets, pages (S9, S21, S25–S31). */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { open } from '#db/server/store.ts';
import type { ChangeLine, Head, Store, StoreWriter } from '#db/server/store.ts';
import { answerPull, whyNotOurs, pages } from '#server/sync/pull-answer.ts';
import type { PullRequest } from '#server/sync/pull-answer.ts';
import { openWindow } from '#server/sync/pull.ts';
import type { Delta } from '#server/sync/pull.ts';
import { visibleRoots, wantedRoots } from '#server/sync/visible-roots.ts';
import type { DeltaFrame } from '#shared/sync/protocol.ts';

let store: Store;
/** Place of the last batch. */
let at: number;
beforeEach(() => {
  store = createMemoryStore();
  at = 0;
});

const markOf = (seq: number): string => String(seq).padStart(16, '0');
type Line = readonly [kind: ChangeLine['kind'], id: string, root: string, op: ChangeLine['op']];

/** One batch: lines of the log in order, then whatever else it writes at its place. */
async function commit(lines: readonly Line[], more: (writer: StoreWriter, seq: number) => Promise<void> = () => Promise.resolve()): Promise<number> {
  const from = at;
  at += Math.max(1, lines.length);
  await store.write(async (writer) => {
    const head = await writer.head();
    await writer.addChanges(lines.map(([kind, id, root, op], n) => ({ seq: from + 1 + n, root, facet: facetOf(id), kind, id, op })));
    for (const [n, [kind, id, root, op]] of lines.entries()) {
      if (op === 'up') await writer.putRecords([{ kind, id, root, facet: facetOf(id), ver: from + 1 + n, body: { id }, lookups: [] }]);
    }
    await more(writer, at);
    await writer.setHead({ ...head, seq: at, mark: markOf(at) } satisfies Head);
  });
  return at;
}
/** Rows whose name ends in $ are of the second facet. */
const facetOf = (id: string): number => (id.endsWith('$') ? 2 : 1);
const grant = (root: string, key: string, facets = 1) => (writer: StoreWriter, seq: number) => writer.openGrants([{ root, key, facets, via: root, a: seq, z: open }]);
const ungrant = (root: string, key: string, facets = 1) => (writer: StoreWriter, seq: number) => writer.closeGrants([{ root, key, facets, via: root, a: 0, z: seq }]);
const key = (person: string, name: string, facets = 1) => (writer: StoreWriter, seq: number) => writer.openUserKeys([{ person, key: name, facets, via: 'v', a: seq, z: open }]);
const unkey = (person: string, name: string, facets = 1) => (writer: StoreWriter, seq: number) => writer.closeUserKeys([{ person, key: name, facets, via: 'v', a: 0, z: seq }]);
const link = (from: string, to: string) => (writer: StoreWriter, seq: number) => writer.openLinks([{ from, to, via: 'v', a: seq, z: open }]);
const unlink = (from: string, to: string) => (writer: StoreWriter, seq: number) => writer.closeLinks([{ from, to, via: 'v', a: 0, z: seq }]);
const all = (...works: ((writer: StoreWriter, seq: number) => Promise<void>)[]) => async (writer: StoreWriter, seq: number): Promise<void> => {
  for (const work of works) await work(writer, seq);
};
const between = (person: string, from: number, to = at): Promise<Delta> => store.read(async (reader) => (await openWindow(reader, from, to)).delta(person));
/** `up` by names, so that it reads. */
const told = async (person: string, from: number) => {
  const { lv, del, todo, up } = await between(person, from);
  return { lv, del: del.map(([, id]) => id), todo: todo.map(([root]) => root), up: up.map(([, id]) => id) };
};
const nothing = { lv: [], del: [], todo: [], up: [] };

test('[S9] a row that moved: gone for who sees only where it was, new for who sees only where it is, once and not deleted for who sees both', async () => {
  await commit([['task', 't1', 'deal:a', 'up'], ['task', 't2', 'deal:a', 'up']], all(grant('deal:a', 'A'), grant('deal:b', 'B'), key('ann', 'A'), key('bob', 'B'), key('eve', 'A'), key('eve', 'B'), key('zoe', 'C')));
  const from = at;
  await commit([['task', 't1', 'deal:a', 'del'], ['task', 't1', 'deal:b', 'up']]);
  expect(await told('ann', from)).toEqual({ ...nothing, del: ['t1'] });
  expect(await told('bob', from)).toEqual({ ...nothing, up: ['t1'] });
  expect(await told('eve', from)).toEqual({ ...nothing, up: ['t1'] });
  expect(await told('zoe', from)).toEqual(nothing);
  // There and back again: where it is counts.
  await commit([['task', 't1', 'deal:b', 'del'], ['task', 't1', 'deal:a', 'up']]);
  expect(await told('ann', from)).toEqual({ ...nothing, up: ['t1'] });
  expect(await told('bob', from)).toEqual({ ...nothing, del: ['t1'] });
  expect(await told('eve', from)).toEqual({ ...nothing, up: ['t1'] });
});

test('[S28] a row changed often comes once, as it stands; one that is gone comes as its name, to those only who could see it', async () => {
  await commit([['task', 't1', 'deal:a', 'up'], ['task', 't2', 'deal:a', 'up'], ['task', 's$', 'deal:a', 'up']], all(grant('deal:a', 'A', 3), key('ann', 'A', 1), key('eve', 'A', 3)));
  const from = at;
  await commit([['task', 't1', 'deal:a', 'up'], ['task', 't1', 'deal:a', 'up'], ['task', 't2', 'deal:a', 'del'], ['task', 's$', 'deal:a', 'del']], (writer) => writer.deleteRecords([{ kind: 'task', id: 't2' }, { kind: 'task', id: 's$' }]));
  expect(await told('ann', from)).toEqual({ ...nothing, del: ['t2'], up: ['t1'] });
  expect(await told('eve', from)).toEqual({ ...nothing, del: ['t2', 's$'], up: ['t1'] });
  expect((await between('ann', from)).up[0]![4]).toBe(from + 2);
  // Made and gone between two looks: at most a name of nothing.
  await commit([['task', 't3', 'deal:a', 'up'], ['task', 't3', 'deal:a', 'del']], (writer) => writer.deleteRecords([{ kind: 'task', id: 't3' }]));
  expect((await told('ann', at)).up).toEqual([]);
});

test('[S27] what comes into sight comes whole and once, its newest change not twice; facets that are not held stay behind', async () => {
  await commit([['deal', 'a', 'deal:a', 'up'], ['task', 't1', 'deal:a', 'up'], ['task', 's$', 'deal:a', 'up']], all(grant('deal:a', 'A', 3), key('ann', 'B', 1)));
  const from = at;
  await commit([['task', 't1', 'deal:a', 'up'], ['task', 't9', 'deal:a', 'up']], grant('deal:a', 'B', 1));
  expect(await told('ann', from)).toEqual({ ...nothing, up: ['a', 't1', 't9'] });
  const wider = at;
  await commit([], grant('deal:a', 'B', 2));
  expect((await told('ann', wider)).up).toEqual([]);
  await commit([], key('ann', 'B', 2));
  expect(await told('ann', wider)).toEqual({ ...nothing, up: ['a', 's$', 't1', 't9'] });
});

test('[S27] what goes out of sight is told as the mask that is left; nothing that changed in it comes after', async () => {
  await commit([['deal', 'a', 'deal:a', 'up'], ['task', 's$', 'deal:a', 'up']], all(grant('deal:a', 'A', 3), key('ann', 'A', 3)));
  const from = at;
  await commit([['task', 's$', 'deal:a', 'up'], ['deal', 'a', 'deal:a', 'up']], all(unkey('ann', 'A', 3), key('ann', 'A', 1)));
  expect(await told('ann', from)).toEqual({ ...nothing, lv: [['deal:a', 1]], up: ['a'] });
  await commit([['deal', 'a', 'deal:a', 'up']], ungrant('deal:a', 'A', 3));
  expect(await told('ann', from)).toEqual({ ...nothing, lv: [['deal:a', 0]] });
});

test('[S26] a key gained or lost brings its roots, old ones and those behind links, though nothing of them has changed', async () => {
  await commit([['deal', 'a', 'deal:a', 'up'], ['contact', 'c', 'contact:c', 'up'], ['contact', 'k', 'contact:k', 'up']], all(grant('deal:a', 'A'), grant('contact:c', 'client:c'), grant('contact:k', 'company:k'), link('A', 'client:c'), link('client:c', 'company:k'), key('bob', 'B')));
  const from = at;
  await commit([], key('ann', 'A'));
  const seen = await told('ann', from);
  expect({ ...seen, up: seen.up.sort() }).toEqual({ ...nothing, up: ['a', 'c', 'k'] });
  const held = at;
  await commit([], unkey('ann', 'A'));
  expect((await told('ann', held)).lv.map(([root]) => root).sort()).toEqual(['contact:c', 'contact:k', 'deal:a']);
  // Gained and lost in one window: nothing.
  expect(await told('ann', from)).toEqual(nothing);
});

test('[S13] [S26] a link that opens or closes brings and takes what lies behind it', async () => {
  await commit([['contact', 'c', 'contact:c', 'up']], all(grant('contact:c', 'client:c'), key('ann', 'A')));
  const from = at;
  await commit([], link('A', 'client:c'));
  expect(await told('ann', from)).toEqual({ ...nothing, up: ['c'] });
  const linked = at;
  await commit([], unlink('A', 'client:c'));
  expect(await told('ann', linked)).toEqual({ ...nothing, lv: [['contact:c', 0]] });
  expect(await told('ann', from)).toEqual(nothing);
});

test('[S27] a root of more than five hundred rows, and what exceeds two thousand in all, is named and wanted later', async () => {
  const rows = (root: string, count: number): Line[] => Array.from({ length: count }, (_, n) => ['task', `${root}-${n}`, root, 'up'] as const);
  await commit([...rows('deal:big', 501), ...rows('deal:fits', 500), ...Array.from({ length: 4 }, (_, n) => rows(`deal:${n}`, 400)).flat()]);
  const from = at;
  await commit([], all(...['big', 'fits', '0', '1', '2', '3'].map((name) => grant(`deal:${name}`, 'A')), key('ann', 'A')));
  const { todo, up } = await told('ann', from);
  // By name: four times 400 fit, and 500 more would be 2,100.
  expect(todo).toEqual(['deal:big', 'deal:fits']);
  expect(up.length).toBe(4 * 400);
});

test('[S31] a first copy names settings and one’s own first, then the rest; not what is closed, not yet, no more, or without a facet to see', async () => {
  await commit([], all(grant('deal:old', 'A'), key('ann', 'A'), link('A', 'client:c')));
  await commit([], all(grant('contact:c', 'client:c'), grant('deal:new', 'A'), grant('deal:gone', 'A'), grant('deal:other', 'B'), key('ann', 'empty', 0), grant('deal:dark', 'empty')));
  await commit([], all(grant('person:ann', 'A'), grant('dictionary:team', 'A'), ungrant('deal:gone', 'A'), grant('contact:d', 'client:d'), link('A', 'client:d')));
  const past = at;
  await commit([], all(grant('deal:later', 'A'), unlink('A', 'client:d')));
  const names = async (place: number): Promise<string[]> => store.read(async (reader) => (await wantedRoots(reader, await reader.head(), await visibleRoots(reader, 'ann', place))).map(([root]) => root));
  expect(await names(at)).toEqual(['dictionary:team', 'person:ann', 'contact:c', 'deal:later', 'deal:new', 'deal:old']);
  expect(await names(past)).toContain('contact:d');
  expect(await names(past)).not.toContain('deal:later');
});

test('[S25] a place is ours by its number and its mark; the beginning has a mark too', async () => {
  await commit([['deal', 'a', 'deal:a', 'up'], ['deal', 'a', 'deal:a', 'up']]);
  const ours = (seq: number, mark: string): Promise<boolean> => store.read(async (reader) => (await whyNotOurs(reader, [seq, mark], await reader.head())) === null);
  expect([await ours(2, markOf(2)), await ours(0, '0'.repeat(16))]).toEqual([true, true]);
  expect([await ours(2, 'f'.repeat(16)), await ours(1, markOf(1)), await ours(3, markOf(3)), await ours(0, 'f'.repeat(16))]).toEqual([false, false, false, false]);
  expect(await store.read((reader) => answerPull(reader, { person: 'ann', cursor: [2, 'f'.repeat(16)], want: [] }))).toBe('reset');
});

const pull = async (request: Partial<PullRequest>): Promise<DeltaFrame[]> => {
  const frames = await store.read((reader) => answerPull(reader, { person: 'ann', cursor: [at, markOf(at)], want: [], ...request }));
  if (typeof frames === 'string') throw new Error(frames);
  return frames;
};

test('[S30] [S29] wants are answered in slices of five hundred that join without a gap, of what the person sees and nothing else', async () => {
  const id = (n: number): string => `${String(n).padStart(4, '0')}${n % 2 === 0 ? '' : '$'}`;
  await commit(Array.from({ length: 1001 }, (_, n) => ['task', id(n), 'deal:a', 'up'] as const), all(grant('deal:a', 'A', 3), grant('deal:hidden', 'B'), key('ann', 'A', 1)));
  const got: string[] = [];
  const sizes: number[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const [frame, ...rest]: NonNullable<Awaited<ReturnType<typeof pull>>> = (await pull({ want: [['deal:a', after], ['deal:hidden', ''], ['deal:nowhere', '']] }))!;
    expect([rest, frame!.slices.length]).toEqual([[], 1]);
    got.push(...frame!.slices[0]!.rows.map(([, name]) => name));
    sizes.push(frame!.slices[0]!.rows.length);
    after = frame!.slices[0]!.next;
  }
  expect(got).toEqual(Array.from({ length: 1001 }, (_, n) => id(n)).filter((name) => !name.endsWith('$')));
  expect(sizes).toEqual([250, 250, 1]);
  // Exactly one slice: nothing more is promised.
  await commit(Array.from({ length: 500 }, (_, n) => ['task', `x${n}`, 'deal:x', 'up'] as const), grant('deal:x', 'A'));
  expect((await pull({ want: [['deal:x', '']] }))![0]!.slices).toMatchObject([{ next: null, rows: { length: 500 } }]);
});

test('[S30] many wants: as many as fit in one answer, the others stay wanted', async () => {
  for (let n = 0; n < 6; n += 1) await commit(Array.from({ length: 500 }, (_, m) => ['task', `${n}-${m}`, `deal:${n}`, 'up'] as const), grant(`deal:${n}`, 'A'));
  await commit([], key('ann', 'A'));
  const frames = (await pull({ want: Array.from({ length: 6 }, (_, n) => [`deal:${n}`, ''] as const) }))!;
  expect(frames.at(-1)!.slices.map((slice) => slice.root)).toEqual(['deal:0', 'deal:1', 'deal:2', 'deal:3']);
});

test('[S30] wants of heavy rows end at a megabyte', async () => {
  for (let n = 0; n < 3; n += 1) await commit([['task', `h${n}`, `deal:${n}`, 'up']], all(grant(`deal:${n}`, 'A'), (writer, seq) => writer.putRecords([{ kind: 'task', id: `h${n}`, root: `deal:${n}`, facet: 1, ver: seq, body: { text: 'x'.repeat(600_000) }, lookups: [] }])));
  await commit([], key('ann', 'A'));
  expect((await pull({ want: [['deal:0', ''], ['deal:1', ''], ['deal:2', '']] }))!.at(-1)!.slices.length).toBe(2);
});

const row = (n: number, text = ''): Delta['up'][number] => ['task', `t${n}`, 'deal:a', 1, n, { text }];
const delta = (up: Delta['up'], more: Partial<Delta> = {}): Delta => ({ lv: [['deal:z', 0]], del: [['task', 'd']], todo: [], ...more, up });

test('[S21] pages of one frame: two thousand rows or a megabyte each, what leaves and is deleted in the first, slices in the last', () => {
  const head = { seq: 9, mark: markOf(9) };
  const rows = Array.from({ length: 4001 }, (_, n) => row(n));
  const frames = pages(5, head, delta(rows), [{ root: 'deal:a', after: '', rows: [], next: null }]);
  expect(frames.map((frame) => [frame.page, frame.last, frame.up.length, frame.lv.length, frame.del.length, frame.slices.length, frame.prev, frame.to])).toEqual([
    [0, false, 2000, 1, 1, 0, 5, 9], [1, false, 2000, 0, 0, 0, 5, 9], [2, true, 1, 0, 0, 1, 5, 9],
  ]);
  expect(frames.flatMap((frame) => frame.up)).toEqual(rows);
  const heavy = pages(null, head, delta(Array.from({ length: 5 }, (_, n) => row(n, 'x'.repeat(400_000)))), []);
  expect(heavy.map((frame) => frame.up.length)).toEqual([2, 2, 1]);
  const roots = pages(null, head, delta([], { todo: Array.from({ length: 60_000 }, (_, n) => [`conversation:${n}`, 1] as const) }), []);
  expect(roots.length).toBeGreaterThan(1);
  expect(roots.flatMap((frame) => frame.todo).length).toBe(60_000);
  for (const frame of [...frames, ...heavy, ...roots]) expect(JSON.stringify(frame).length).toBeLessThan(2_000_000);
  expect(pages(5, head, delta([], { lv: [], del: [] }), []).length).toBe(1);
});
