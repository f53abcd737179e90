/** What a console without a cursor must load: everything it may see, less the roots that it still holds exactly as they are here (S31, S33). */
import type { Cursor, HaveLine } from '#shared/sync/protocol.ts';
import type { Head, StoreReader } from '#db/server/store.ts';
import type { Delta } from '#server/sync/pull.ts';
import { visibleRoots, wantedRoots } from '#server/sync/visible-roots.ts';
import type { Sight } from '#server/sync/visible-roots.ts';

export interface Have {
  marks: readonly Cursor[];
  list: readonly HaveLine[];
}

export async function firstCopy(reader: StoreReader, person: string, head: Head, have: Have | null): Promise<Delta> {
  const roots = await visibleRoots(reader, person, head.seq);
  const { kept, hidden } = have ? await compare(reader, head, have, roots) : { kept: new Set<string>(), hidden: [] };
  const todo = await wantedRoots(reader, head, new Map([...roots].filter(([root]) => !kept.has(root))));
  return { lv: hidden.map((root) => [root, 0] as const), del: [], up: [], todo };
}

async function compare(reader: StoreReader, head: Head, have: Have, roots: ReadonlyMap<string, Sight>): Promise<{ kept: Set<string>; hidden: string[] }> {
  const held = Map.groupBy(have.list, ([root]) => root);
  const hidden = [...held.keys()].filter((root) => !roots.has(root));
  const kept = new Set<string>();
  const common = await newestKnown(reader, head, have.marks);
  if (common === null) return { kept, hidden };
  const stored = Map.groupBy(await reader.rootDigests([...roots.keys()]), (line) => line.root);
  for (const [root, { mask }] of roots) {
    const lines = held.get(root) ?? [];
    const right = (stored.get(root) ?? []).filter((line) => (line.facet & mask) !== 0);
    // Above the common mark the lost timeline used the same numbers for other rows.
    if (lines.some(([, , , , ver]) => ver > common) || lines.length !== right.length) continue;
    if (right.every((line) => lines.some(([, facet, count, xor]) => facet === line.facet && count === line.count && xor === line.xor))) kept.add(root);
  }
  return { kept, hidden };
}

/** The newest of a console's old places that this order still knows; null = none. */
async function newestKnown(reader: StoreReader, head: Head, marks: readonly Cursor[]): Promise<number | null> {
  for (const [seq, mark] of [...marks].sort((a, b) => b[0] - a[0])) {
    if (seq <= head.seq && seq >= head.horizon && (await reader.commit(seq))?.mark === mark) return seq;
  }
  return null;
}
