/**
 * What a console must receive to go from a place of the order to the snapshot's head: one function, live or behind (S6, S26–S28).
 * A window is what the log holds between the two places, read once for all consoles that stand at the same place.
 */
import type { RecordKind } from '#shared/model/bodies.ts';
import type { WireRow } from '#shared/sync/protocol.ts';
import type { ChangeLine, StoreReader, StoredRecord } from '#db/server/store.ts';
import type { Holders } from '#server/sync/key-holders.ts';
import { createVisibility } from '#server/sync/visibility.ts';
import type { Visibility } from '#server/sync/visibility.ts';

export interface Delta {
  lv: (readonly [root: string, mask: number])[];
  del: (readonly [kind: RecordKind, id: string])[];
  todo: (readonly [root: string, cls: number])[];
  up: WireRow[];
}

export interface Window {
  readonly from: number;
  readonly to: number;
  /** `small`: a root with very many changes is loaded by wants too (S34). */
  delta(person: string, small?: boolean): Promise<Delta>;
  /** Whom it may concern, by keys that have not changed in it: for everybody else there is nothing. */
  among(holders: Holders): ReadonlySet<string>;
}

/** A root that comes into sight with more rows than this is loaded by wants instead (S27). */
const maxRowsAtOnce = 500;
/** Rows of one answer that come into sight at once; the rest is wanted. */
const maxEntering = 2000;

/** `only`: the one person it is read for; rows that this person can't see are not read then. */
export async function openWindow(reader: StoreReader, from: number, to: number, only: string | null = null): Promise<Window> {
  const sight = createVisibility(reader, from);
  const changes = from === to ? [] : await reader.changes(from, to, Number.MAX_SAFE_INTEGER);
  const grants = await reader.grantsTouched(from);
  const links = await reader.linksTouched(from);
  const byLink = links.length > 0 ? await reader.grantsOfKeys(links.map((link) => link.to), from) : [];
  const touched = new Set([...changes, ...grants, ...byLink].map((line) => line.root));
  await sight.ensure([...touched]);
  if (only !== null) await sight.ensurePerson(only);
  const concerns = (root: string): boolean => only === null || (sight.mask(only, root, from) | sight.mask(only, root, to)) !== 0;
  const rows = await currentRows(reader, changes.filter((line) => concerns(line.root)));
  const deltas = new Map<string, Delta>();
  const entering = new Map<string, Promise<StoredRecord[]>>();
  const rowsOf = (root: string): Promise<StoredRecord[]> => {
    const held = entering.get(root) ?? reader.recordsOfRoot(root, '', maxRowsAtOnce + 1);
    entering.set(root, held);
    return held;
  };
  return {
    from,
    to,
    among(holders) {
      sight.know(holders);
      return holders.among(sight.keysTo(touched));
    },
    async delta(person, small = false) {
      await sight.ensurePerson(person);
      const candidates = new Set(touched);
      for (const root of await rootsOfChangedKeys(reader, sight, person, from, to)) candidates.add(root);
      await sight.ensure([...candidates]);
      // A frame is the same from every store (I11), and one for all who see the same.
      const roots = [...candidates].sort();
      const masks = roots.map((root) => ({ root, before: sight.mask(person, root, from), now: sight.mask(person, root, to) }));
      const sights = small ? '' : masks.map(({ root, before, now }) => `${root} ${before} ${now}`).join('|');
      const same = small ? undefined : deltas.get(sights);
      if (same) return same;
      const delta: Delta = { lv: [], del: [], todo: [], up: [] };
      const entered = new Set<string>();
      for (const { root, before, now } of masks) {
        if ((before & ~now) !== 0) delta.lv.push([root, now]);
        if ((now & ~before) === 0) continue;
        entered.add(root);
        const all = await rowsOf(root);
        if (all.length > maxRowsAtOnce || delta.up.length + all.length > maxEntering) delta.todo.push([root, 1]);
        else for (const row of all) if ((row.facet & now) !== 0) delta.up.push(wireRow(row));
      }
      if (small) for (const root of crowded(changes)) {
        if (entered.has(root) || sight.mask(person, root, to) === 0) continue;
        entered.add(root);
        delta.todo.push([root, 1]);
      }
      addChanges(delta, changes, rows, (line) => ({ before: sight.mask(person, line.root, from), now: sight.mask(person, line.root, to), entered: entered.has(line.root) }));
      if (!small) deltas.set(sights, delta);
      return delta;
    },
  };
}

function addChanges(
  delta: Delta, changes: readonly ChangeLine[], rows: ReadonlyMap<string, StoredRecord>, look: (line: ChangeLine) => { before: number; now: number; entered: boolean },
): void {
  const done = new Set<string>();
  const gone = new Map<string, readonly [RecordKind, string]>();
  for (const line of changes) {
    const { before, now, entered } = look(line);
    const key = `${line.kind}|${line.id}`;
    const row = rows.get(key);
    const here = row !== undefined && row.root === line.root;
    if (here && (line.facet & now) !== 0) {
      if (!entered && !done.has(key)) delta.up.push(wireRow(row));
      done.add(key);
    } else if (!here && (line.facet & before) !== 0) gone.set(key, [line.kind, line.id]);
  }
  // A row that moved to a root the person sees has come under its new one.
  for (const [key, ref] of gone) if (!done.has(key)) delta.del.push(ref);
}

/** Roots with more changes than come at once. */
function crowded(changes: readonly ChangeLine[]): string[] {
  const counts = new Map<string, number>();
  for (const { root } of changes) counts.set(root, (counts.get(root) ?? 0) + 1);
  return [...counts].filter(([, n]) => n > maxRowsAtOnce).map(([root]) => root);
}

async function currentRows(reader: StoreReader, changes: readonly ChangeLine[]): Promise<Map<string, StoredRecord>> {
  const refs = [...new Map(changes.map((line) => [`${line.kind}|${line.id}`, { kind: line.kind, id: line.id }])).values()];
  return new Map((refs.length > 0 ? await reader.records(refs) : []).map((row) => [`${row.kind}|${row.id}`, row]));
}

/** Roots of the keys a person has gained or lost, linked ones included (S26). */
async function rootsOfChangedKeys(reader: StoreReader, sight: Visibility, person: string, from: number, to: number): Promise<string[]> {
  const changed = (await sight.keysOf(person)).filter((line) => line.a > from || line.z <= to).map((line) => line.key);
  if (changed.length === 0) return [];
  const seen = new Set(changed);
  for (let step: readonly string[] = changed; step.length > 0; ) {
    step = [...new Set((await reader.linksFrom(step, from)).map((link) => link.to))].filter((key) => !seen.has(key));
    for (const key of step) seen.add(key);
  }
  return [...new Set((await reader.grantsOfKeys([...seen], from)).map((line) => line.root))];
}

export function wireRow(row: StoredRecord): WireRow {
  return [row.kind, row.id, row.root, row.facet, row.ver, row.body];
}
