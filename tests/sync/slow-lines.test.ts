/** Live changes against lines that are slow, busy with a pull, or gone: nothing twice, nothing backwards, nobody held up by another (R18, S20, S24, S35–S37, S47). */
import { beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { open } from '#db/server/store.ts';
import type { Store, StoreReader } from '#db/server/store.ts';
import { createConnection } from '#server/sync/connection.ts';
import type { Connection } from '#server/sync/connection.ts';
import { createFanOut } from '#server/sync/fan-out.ts';
import type { FanOut } from '#server/sync/fan-out.ts';
import type { DeltaFrame, SyncDownFrame } from '#shared/sync/protocol.ts';

let store: Store;
let head: { seq: number; mark: string };
let connections: Set<Connection>;
let fanOut: FanOut;
let logged: string[];
/** Called in the middle of a round, with its snapshot open: between what is read and what is sent. */
let midway: (() => Promise<void>) | null;
let broken: boolean;
/** Called when the fan-out asks for the head. */
let asked: () => void;

interface Line { connection: Connection; frames: SyncDownFrame[]; waiting: number; closed: boolean }

function line(person: string, at: number | null = head.seq): Line {
  const frames: SyncDownFrame[] = [];
  const made: Line = { frames, waiting: 0, closed: false } as unknown as Line;
  made.connection = createConnection({
    send: (text) => void frames.push(JSON.parse(text) as SyncDownFrame), close: () => { made.closed = true; }, buffered: () => made.waiting, onText: () => undefined, onClose: () => undefined,
  }, `device of ${person}`, person, '1.a');
  made.connection.at = at;
  made.connection.lastTo = at ?? 0;
  connections.add(made.connection);
  return made;
}
const deltas = (one: Line): DeltaFrame[] => one.frames.filter((frame) => frame.t === 'd');
const ups = (one: Line): string[] => deltas(one).flatMap((frame) => frame.up.map(([, id]) => id));
const joined = (one: Line): void => {
  for (const [n, frame] of deltas(one).entries()) if (n > 0) expect(frame.prev).toBe(deltas(one)[n - 1]!.to);
};

beforeEach(async () => {
  const inner = createMemoryStore();
  midway = null;
  broken = false;
  asked = () => undefined;
  store = {
    ...inner,
    read: (work) => inner.read((reader) => {
      if (broken) throw new TypeError('disk');
      const watched: StoreReader = {
        ...reader,
        // What has not been told stands in the store only.
        head: async () => ({ ...(await reader.head()), ...head }),
        async userKeys(...args) {
          const stop = midway;
          midway = null;
          await stop?.();
          return reader.userKeys(...args);
        },
      };
      return work(watched);
    }),
  };
  head = { seq: 0, mark: '0'.repeat(16) };
  connections = new Set();
  logged = [];
  fanOut = createFanOut({ store, connections, head: () => { asked(); return head; }, log: (code) => void logged.push(code) });
  await store.write(async (writer) => {
    await writer.openGrants([{ root: 'deal:a', key: 'A', facets: 1, via: 'deal:a', a: 0, z: open }, { root: 'deal:b', key: 'B', facets: 1, via: 'deal:b', a: 0, z: open }]);
    await writer.openUserKeys([{ person: 'ann', key: 'A', facets: 1, via: 'v', a: 0, z: open }, { person: 'bob', key: 'B', facets: 1, via: 'v', a: 0, z: open }]);
  });
});

/** A change of one row of deal a (or another root), and the word to the fan-out. */
async function change(id: string, root = 'deal:a', told: 'told' | 'untold' = 'told'): Promise<void> {
  await store.write(async (writer) => {
    const before = await writer.head();
    const seq = before.seq + 1;
    await writer.addChanges([{ seq, root, facet: 1, kind: 'task', id, op: 'up' }]);
    await writer.putRecords([{ kind: 'task', id, root, facet: 1, ver: seq, body: { id }, lookups: [] }]);
    await writer.setHead({ ...before, seq, mark: String(seq).padStart(16, '0') });
    if (told === 'told') head = { seq, mark: String(seq).padStart(16, '0') };
  });
  if (told === 'told') fanOut.wake();
}

test('[S36] a pull that begins in the middle of a round: the round says nothing to that line, whether the pull is still open or answered already', async () => {
  const busy = line('ann');
  const answered = line('ann');
  const quiet = line('ann');
  midway = async () => {
    busy.connection.at = null;
    // The pull of this one has been answered up to a later place than the round's.
    answered.connection.at = 7;
    answered.connection.lastTo = 7;
  };
  await change('t1');
  await fanOut.settled();
  expect(ups(quiet)).toEqual(['t1']);
  expect([busy.frames, answered.frames]).toEqual([[], []]);
  expect([busy.connection.at, busy.connection.lastTo, answered.connection.at, answered.connection.lastTo]).toEqual([null, 0, 7, 7]);
});

test('[S35] a line that becomes live while a round is under way gets what it missed in the next one', async () => {
  const late = line('ann', null);
  const first = line('ann');
  midway = async () => {
    late.connection.at = 0;
  };
  await change('t1');
  await fanOut.settled();
  expect([ups(first), ups(late)]).toEqual([['t1'], ['t1']]);
});

test('[S35] what is committed in the instant in which a round ends is not left lying', async () => {
  const one = line('ann');
  await change('t1');
  await fanOut.settled();
  await change('t2', 'deal:a', 'untold');
  await change('t3', 'deal:a', 'untold');
  const [first, second] = [2, 3].map((seq) => ({ seq, mark: String(seq).padStart(16, '0') }));
  let ended = false;
  // The round looks whether anybody is behind, finds nobody and ends; the next commit is told right then.
  asked = () => {
    if (ended || one.connection.at !== 2) return;
    ended = true;
    queueMicrotask(() => {
      head = second!;
      fanOut.wake();
    });
  };
  head = first!;
  fanOut.wake();
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect([ended, ups(one)]).toEqual([true, ['t1', 't2', 't3']]);
  joined(one);
});

test('[S6] people at one place share what was read, and each gets their own', async () => {
  const [ann, bob, also] = [line('ann'), line('bob'), line('ann')];
  await change('a1');
  await change('b1', 'deal:b');
  await fanOut.settled();
  expect([ups(ann), ups(bob), ups(also)]).toEqual([['a1'], ['b1'], ['a1']]);
  for (const one of [ann, bob, also]) joined(one);
});

test('[S37] a line that lags is passed by, told to wake when it has drained, and holds nobody up', async () => {
  const [slow, quick] = [line('ann'), line('ann')];
  slow.waiting = 1_000_001;
  await change('t1');
  await fanOut.settled();
  expect([slow.frames, ups(quick), slow.connection.lagging, slow.connection.at]).toEqual([[], ['t1'], true, null]);
  slow.waiting = 500_000;
  fanOut.idle();
  await change('t2');
  await fanOut.settled();
  expect([slow.frames, ups(quick)]).toEqual([[], ['t1', 't2']]);
  // A pull of its own while it lags brings the rows; live frames still wait until it has drained.
  slow.connection.at = 1;
  await change('t2b');
  await fanOut.settled();
  expect(slow.frames).toEqual([]);
  slow.connection.at = null;
  slow.waiting = 100_000;
  fanOut.idle();
  expect([slow.frames, slow.connection.lagging]).toEqual([[{ t: 'wake', head: 3 }], false]);
  // Only its pull brings it back.
  await change('t3');
  await fanOut.settled();
  expect(slow.frames.length).toBe(1);
  slow.waiting = 1_000_000;
  slow.connection.at = 3;
  slow.connection.lastTo = 3;
  await change('t4');
  await fanOut.settled();
  expect(ups(slow)).toEqual(['t3', 't4']);
});

test('[R18] what does not drain at all is given up', () => {
  const dead = line('ann');
  dead.waiting = 8_000_001;
  dead.connection.send({ t: 'wake', head: 1 });
  expect([dead.closed, dead.frames]).toEqual([true, []]);
  const alive = line('ann');
  alive.waiting = 8_000_000;
  alive.connection.send({ t: 'wake', head: 1 });
  expect(alive.closed).toBe(false);
});

test('[S24] the idle frame carries the mark of the very place it names; a place whose mark is not known is left alone', async () => {
  const one = line('ann');
  await change('t1');
  await fanOut.settled();
  const [place, mark] = [head.seq, head.mark];
  fanOut.idle();
  expect(deltas(one).at(-1)).toMatchObject({ to: place, mark, up: [] });
  // The head has moved on, and nobody has told this line yet.
  head = { seq: head.seq + 5, mark: 'e'.repeat(16) };
  fanOut.idle();
  expect(deltas(one).at(-1)).toMatchObject({ to: place, mark });
  const stray = line('ann', 3);
  const before = stray.frames.length;
  fanOut.idle();
  expect(stray.frames.length).toBe(before);
  joined(one);
});

test('[S47] an answer that waits for its place is due at once, and only then is an empty frame sent', async () => {
  const one = line('ann');
  await change('b1', 'deal:b');
  await fanOut.settled();
  expect(one.frames).toEqual([]);
  one.connection.out({ stream: 's', dseq: 1, commandId: 'c', status: 'refused', code: 'x', result: {}, seq: 2 });
  one.connection.out({ stream: 's', dseq: 2, commandId: 'd', status: 'done', code: '', result: {}, seq: 1 });
  await change('b2', 'deal:b');
  await fanOut.settled();
  expect(one.frames).toMatchObject([{ t: 'out', list: [{ dseq: 1 }, { dseq: 2 }] }, { t: 'd', prev: 0, to: 2, up: [] }]);
});

test('a round that fails closes the lines it owed something, to come again; the others and the next round go on', async () => {
  const owed = line('ann');
  const away = line('bob', null);
  broken = true;
  await change('t1').catch(() => undefined);
  head = { seq: 1, mark: 'x' };
  fanOut.wake();
  await fanOut.settled();
  expect(owed.frames).toEqual([{ t: 'err', code: 'retry', retryMs: 1000 }]);
  expect([owed.closed, away.closed, logged]).toEqual([true, false, ['fanout.failed']]);
  broken = false;
});
