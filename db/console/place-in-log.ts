/** Where the replica is in the server's order: cursor, older marks, epoch, and the roots it still wants (S8, S29). */
import type { Cursor } from '#shared/sync/protocol.ts';
import type { Preparer } from '#db/console/prepared.ts';

const keptMarks = 64;

export type PlaceInLog = ReturnType<typeof createPlaceInLog>;

export function createPlaceInLog(prepare: Preparer) {
  const read = prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?');
  const write = prepare<[string, string], never>('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value');
  const erase = prepare<[string], never>('DELETE FROM meta WHERE key = ?');
  const addMark = prepare<[number, string, number], never>('INSERT OR REPLACE INTO marks (seq, mark, at) VALUES (?, ?, ?)');
  const dropMarks = prepare<[number], never>('DELETE FROM marks WHERE seq <= (SELECT seq FROM marks ORDER BY seq DESC LIMIT 1 OFFSET ?)');
  const wipeMarks = prepare<[], never>('DELETE FROM marks');
  const putWant = prepare<[string, string, number], never>('INSERT INTO want (root, after, cls) VALUES (?, ?, ?) ON CONFLICT (root) DO UPDATE SET after = excluded.after, cls = excluded.cls');
  const moveWant = prepare<[string, string], never>('UPDATE want SET after = ? WHERE root = ?');
  const dropWant = prepare<[string], never>('DELETE FROM want WHERE root = ?');
  const nextWants = prepare<[number], { root: string; after: string }>('SELECT root, after FROM want ORDER BY cls, root LIMIT ?');
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
  return {
    cursor: (): Cursor | null => cursor,
    /** After a rollback: what stands in the file counts. */
    reload(): void {
      cursor = seqOf();
      wanting = countWants.get()!.n > 0;
    },
    moveTo(seq: number, mark: string, at: number): void {
      cursor = [seq, mark];
      write.run('seq', String(seq));
      write.run('mark', mark);
      addMark.run(seq, mark, at);
      sinceMark += 1;
      if (sinceMark >= keptMarks) {
        sinceMark = 0;
        dropMarks.run(keptMarks);
      }
    },
    /** Nothing is held any more: the next pull is a first copy. */
    reset(): void {
      cursor = null;
      erase.run('seq');
      erase.run('mark');
      wipeMarks.run();
      wipeWants.run();
    },
    meta: (key: string): string | null => read.get(key)?.value ?? null,
    setMeta: (key: string, value: string): void => void write.run(key, value),
    want: (root: string): { after: string; cls: number } | null => (wanting ? (oneWant.get(root) ?? null) : null),
    setWant(root: string, after: string, cls: number): void {
      wanting = true;
      putWant.run(root, after, cls);
    },
    moveWant: (root: string, after: string): void => void moveWant.run(after, root),
    dropWant: (root: string): void => void dropWant.run(root),
    wants: (limit: number): [string, string][] => nextWants.all(limit).map(({ root, after }) => [root, after]),
    wantCount(): number {
      const { n } = wanting ? countWants.get()! : { n: 0 };
      wanting = n > 0;
      return n;
    },
  };
}
