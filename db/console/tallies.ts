/** Sums that lists show (how many are owed, how many deals stand in a stage): kept up by differences, written once per transaction. */
import type { Preparer } from '#db/console/prepared.ts';

export interface Tallies {
  add(name: string, n: number, sum?: number): void;
  /** Writes what has been added; called at the end of the transaction. */
  flush(): void;
  /** Forgets what has been added: the transaction was rolled back. */
  forget(): void;
  get(name: string): { n: number; sum: number };
  /** Every tally whose name begins with `prefix`, without it. */
  list(prefix: string): { name: string; n: number; sum: number }[];
  clear(prefix: string): void;
}

export function createTallies(prepare: Preparer): Tallies {
  const waiting = new Map<string, { n: number; sum: number }>();
  const write = prepare<[string, number, number], never>(
    'INSERT INTO tally (name, n, sum) VALUES (?, ?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n, sum = sum + excluded.sum',
  );
  const read = prepare<[string], { n: number; sum: number }>('SELECT n, sum FROM tally WHERE name = ?');
  const range = prepare<[string, string], { name: string; n: number; sum: number }>('SELECT name, n, sum FROM tally WHERE name >= ? AND name < ?');
  const wipe = prepare<[string, string], never>('DELETE FROM tally WHERE name >= ? AND name < ?');
  const after = (prefix: string): string => `${prefix}\u{10ffff}`;
  return {
    add(name, n, sum = 0) {
      const held = waiting.get(name) ?? { n: 0, sum: 0 };
      waiting.set(name, { n: held.n + n, sum: held.sum + sum });
    },
    flush() {
      for (const [name, { n, sum }] of waiting) if (n !== 0 || sum !== 0) write.run(name, n, sum);
      waiting.clear();
    },
    forget: () => waiting.clear(),
    get: (name) => read.get(name) ?? { n: 0, sum: 0 },
    list: (prefix) => range.all(prefix, after(prefix)).filter((row) => row.n !== 0).map((row) => ({ ...row, name: row.name.slice(prefix.length) })),
    clear(prefix) {
      for (const name of [...waiting.keys()]) if (name.startsWith(prefix)) waiting.delete(name);
      wipe.run(prefix, after(prefix));
    },
  };
}
