/** The confirmed images of rows that pending commands have changed (S55): kept in the replica's own transactions, mirrored in memory. */
import type { RecordKind } from '#shared/model/bodies.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { StoredRow } from '#db/console/row-table.ts';

export interface KeptImage {
  kind: RecordKind;
  id: string;
  base: StoredRow | null;
}

export type Overlay = ReturnType<typeof createOverlay>;

export function createOverlay(prepare: Preparer) {
  const all = prepare<[], { kind: RecordKind; id: string; base: string | null }>('SELECT kind, id, base FROM overlay');
  const insert = prepare<[string, string, string | null], never>('INSERT INTO overlay (kind, id, base) VALUES (?, ?, ?)');
  const takeOne = prepare<[string, string], { base: string | null }>('DELETE FROM overlay WHERE kind = ? AND id = ? RETURNING base');
  const wipe = prepare<[], never>('DELETE FROM overlay');
  const held = new Set<string>();
  const nameOf = (kind: RecordKind, id: string): string => `${kind}:${id}`;
  const reload = (): void => {
    held.clear();
    for (const { kind, id } of all.all()) held.add(nameOf(kind, id));
  };
  reload();
  return {
    reload,
    /** True while a pending command of this console shows in this row. */
    has: (kind: RecordKind, id: string): boolean => held.has(nameOf(kind, id)),
    get empty(): boolean {
      return held.size === 0;
    },
    /** Remembers the confirmed row, once. */
    keep(kind: RecordKind, id: string, base: StoredRow | null): void {
      const name = nameOf(kind, id);
      if (held.has(name)) return;
      held.add(name);
      insert.run(kind, id, base === null ? null : JSON.stringify(base));
    },
    takeOne(kind: RecordKind, id: string): KeptImage | null {
      if (!held.delete(nameOf(kind, id))) return null;
      const { base } = takeOne.get(kind, id)!;
      return { kind, id, base: base === null ? null : (JSON.parse(base) as StoredRow) };
    },
    take(): KeptImage[] {
      const images = all.all().map(({ kind, id, base }) => ({ kind, id, base: base === null ? null : (JSON.parse(base) as StoredRow) }));
      wipe.run();
      held.clear();
      return images;
    },
  };
}
