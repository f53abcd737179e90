/** Where the replica is in the server's order: cursor, older marks, epoch, and the roots it still wants (S8, S29). */
import { wantOrder } from '#shared/sync/protocol.ts';
import type { Cursor, Want } from '#shared/sync/protocol.ts';
import type { Preparer } from '#db/console/prepared.ts';

const keptMarks = 64;
const hourMs = 3_600_000;
const oldestMarkMs = 30 * 24 * hourMs;

export type PlaceInLog = ReturnType<typeof createPlaceInLog>;

export function createPlaceInLog(prepare: Preparer) {
  const read = prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const write = prepare<[string, string], never>('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  const erase = prepare<[string], never>('DELETE FROM meta WHERE key = ?');
  const addMark = prepare<[number, string, number], never>('INSERT OR REPLACE INTO marks (seq, mark, at) VALUES (?, ?, ?)');
  const allMarks = prepare<[], { seq: number; mark: string; at: number }>('SELECT seq, mark, at FROM marks ORDER BY seq DESC');
  const dropMark = prepare<[number], never>('DELETE FROM marks WHERE seq = ?');
  const putWant = prepare<[string, string, number], never>('INSERT INTO want (root, after, cls) VALUES (?, ?, ?) ON CONFLICT (root) DO UPDATE SET after = excluded.after, cls = excluded.cls');
  const moveWant = prepare<[string, string], never>('UPDATE want SET after = ? WHERE root = ?');
  const dropWant = prepare<[string], never>('DELETE FROM want WHERE root = ?');
  const nextWants = prepare<[number], { root: string; after: string; cls: number }>(`SELECT root, after, cls FROM want WHERE cls < ${wantOrder.onDemand} ORDER BY cls, root LIMIT ?`);
  const nextHeads = prepare<[number], { root: string; after: string; cls: number }>(`SELECT root, after, cls FROM want WHERE cls >= ${wantOrder.onDemand} AND after = '' ORDER BY cls, root LIMIT ?`);
  const nextResting = prepare<[number], { root: string; after: string }>(`SELECT root, after FROM want WHERE cls >= ${wantOrder.onDemand} AND after <> '' ORDER BY cls, root LIMIT ?`);
  const heads = prepare<[], { n: number }>(`SELECT count(*) AS n FROM want WHERE cls >= ${wantOrder.onDemand} AND after <> ''`);
  const demand = prepare<[string], never>('UPDATE want SET cls = 0 WHERE root = ?');
  const allWants = prepare<[], { root: string }>('SELECT root FROM want');
  const oneWant = prepare<[string], { after: string; cls: number }>('SELECT after, cls FROM want WHERE root = ?');
  const countWants = prepare<[], { n: number }>('SELECT count(*) AS n FROM want');
  const wipeWants = prepare<[], never>('DELETE FROM want');
  const seqOf = (): Cursor | null => {
    const seq = read.get('seq');
    return seq ? [Number(seq.value), read.get('mark')!.value] : null;
  };
  let cursor = seqOf();
  let sinceMark = 0;
  /** Most rows come when nothing is wanted: then nobody need look. */
  let wanting = countWants.get()!.n > 0;
  /** Nothing more is to be asked for, as far as the last look told: what rests is no reason to look again with each change. */
  let settled: { n: number } | null = null;
  /** The last 64 stay, of the older ones the newest of each hour, for 30 days (S8). */
  const thin = (now: number): void => {
    let hour = Number.NaN;
    for (const [n, mark] of allMarks.all().entries()) {
      const of = Math.floor(mark.at / hourMs);
      if (n >= keptMarks && (of === hour || mark.at < now - oldestMarkMs)) dropMark.run(mark.seq);
      else if (n >= keptMarks) hour = of;
    }
  };
  return {
    cursor: (): Cursor | null => cursor,
    /** After a rollback: what stands in the file counts. */
    reload(): void {
      cursor = seqOf();
      wanting = countWants.get()!.n > 0;
      settled = null;
    },
    moveTo(seq: number, mark: string, at: number): void {
      cursor = [seq, mark];
      write.run('seq', String(seq));
      write.run('mark', mark);
      addMark.run(seq, mark, at);
      sinceMark += 1;
      if (sinceMark >= keptMarks) {
        sinceMark = 0;
        thin(at);
      }
    },
    /** What is held stays; where that is in the order is not known any more (S33). */
    lose(): void {
      cursor = null;
      erase.run('seq');
      erase.run('mark');
    },
    /** Older places of this copy, newest first. */
    marks: (): Cursor[] => allMarks.all().map(({ seq, mark }) => [seq, mark] as const),
    /** Marks of a timeline that the copy has left mean nothing in the one it has come to. */
    dropMarksAbove(seq: number): void {
      for (const mark of allMarks.all()) if (mark.seq > seq) dropMark.run(mark.seq);
    },
    meta: (key: string): string | null => read.get(key)?.value ?? null,
    setMeta: (key: string, value: string): void => void write.run(key, value),
    want: (root: string): { after: string; cls: number } | null => (wanting ? (oneWant.get(root) ?? null) : null),
    setWant(root: string, after: string, cls: number): void {
      wanting = true;
      settled = null;
      putWant.run(root, after, cls);
    },
    moveWant(root: string, after: string): void {
      settled = null;
      moveWant.run(after, root);
    },
    dropWant(root: string): void {
      settled = null;
      dropWant.run(root);
    },
    /** The next to be asked for: what is wanted whole, then the heads of what is wanted on demand. */
    wants(limit: number): Want[] {
      if (!wanting || settled?.n === 0) return [];
      const whole = nextWants.all(limit);
      const list = whole.length < limit ? [...whole, ...nextHeads.all(limit - whole.length)] : whole;
      return list.map(({ root, after, cls }) => (cls >= wantOrder.onDemand ? [root, after, 'head'] : [root, after]));
    },
    /** Wanted now, without those held as far as they were asked for. */
    wantCount(): number {
      if (settled) return settled.n;
      const { n } = wanting ? countWants.get()! : { n: 0 };
      wanting = n > 0;
      settled = { n: n - (wanting ? heads.get()!.n : 0) };
      return settled.n;
    },
    /** Those held in part, each from its place on: asked for in the background. */
    resting: (limit: number): Want[] => (wanting ? nextResting.all(limit).map(({ root, after }) => [root, after]) : []),
    /** How many are held in part. */
    restingCount: (): number => (wanting ? heads.get()!.n : 0),
    anyWant: (): boolean => wanting && countWants.get()!.n > 0,
    wantedRoots: (): string[] => (wanting ? allWants.all().map(({ root }) => root) : []),
    /** Somebody opened it, or it has come to life: it is wanted whole and first. */
    demand(root: string): void {
      settled = null;
      demand.run(root);
    },
    forgetWants(): void {
      settled = null;
      wipeWants.run();
    },
  };
}
