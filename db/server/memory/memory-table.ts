/** A table in memory with look-ups and an undo journal, so that a step that throws leaves no trace. */

export type Journal = (() => void)[];

export interface MemoryTable<Row> {
  get(key: string): Row | undefined;
  set(row: Row): void;
  delete(key: string): void;
  /** Rows whose index has this value, in the order they were first set. */
  by(index: string, value: string | number): Row[];
  all(): Row[];
  /** Deletes the rows that match. */
  prune(match: (row: Row) => boolean): void;
}

/** `keyOf` names a row; each index maps a row to the value it is found by. Rows are replaced, never changed in place. */
export function createMemoryTable<Row>(
  journal: () => Journal,
  keyOf: (row: Row) => string,
  indexes: Readonly<Record<string, (row: Row) => string | number>> = {},
): MemoryTable<Row> {
  const rows = new Map<string, Row>();
  const found = new Map<string, Map<string | number, Set<string>>>(Object.keys(indexes).map((name) => [name, new Map()]));

  /** A row whose value has not changed keeps its turn among those with the same value. */
  const index = (key: string, before: Row | undefined, row: Row | undefined): void => {
    for (const [name, valueOf] of Object.entries(indexes)) {
      const values = found.get(name)!;
      const from = before === undefined ? undefined : valueOf(before);
      const to = row === undefined ? undefined : valueOf(row);
      if (from === to) continue;
      if (from !== undefined) values.get(from)?.delete(key);
      if (to === undefined) continue;
      const keys = values.get(to) ?? new Set<string>();
      keys.add(key);
      values.set(to, keys);
    }
  };
  const place = (key: string, row: Row | undefined): void => {
    index(key, rows.get(key), row);
    if (row === undefined) rows.delete(key);
    else rows.set(key, row);
  };
  const change = (key: string, row: Row | undefined): void => {
    const before = rows.get(key);
    place(key, row);
    journal().push(() => place(key, before));
  };
  return {
    get: (key) => rows.get(key),
    set: (row) => change(keyOf(row), row),
    delete: (key) => {
      if (rows.has(key)) change(key, undefined);
    },
    by: (index, value) => [...(found.get(index)!.get(value) ?? [])].map((key) => rows.get(key)!),
    all: () => [...rows.values()],
    prune: (match) => {
      for (const [key, row] of [...rows]) if (match(row)) change(key, undefined);
    },
  };
}
