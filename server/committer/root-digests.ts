/** Keeps the figures of every root equal to its rows: what a batch takes out and puts in, by root and facet (S71). */
import { createDigestSum } from '#shared/sync/digest.ts';
import type { DigestSum } from '#shared/sync/digest.ts';
import type { RecordRef, StoreReader, StoredDigest, StoredVersion } from '#db/server/store.ts';

interface Figures { root: string; facet: number; count: number; sum: DigestSum }

/** Lines to be stored; call before the rows are written. */
export async function digestChanges(reader: StoreReader, stored: readonly StoredVersion[], removed: readonly RecordRef[], at: number): Promise<StoredDigest[]> {
  if (stored.length + removed.length === 0) return [];
  const before = await reader.versions([...stored, ...removed]);
  const changed = new Set([...before, ...stored].map((row) => row.root));
  const figures = new Map<string, Figures>();
  const line = (root: string, facet: number, count = 0, xor?: string): Figures => {
    const key = `${facet}|${root}`;
    const held = figures.get(key) ?? { root, facet, count, sum: createDigestSum(xor) };
    figures.set(key, held);
    return held;
  };
  for (const one of await reader.rootDigests([...changed])) line(one.root, one.facet, one.count, one.xor);
  const turn = (row: StoredVersion, by: 1 | -1): void => {
    const held = line(row.root, row.facet);
    held.count += by;
    held.sum.turn(row.kind, row.id, row.ver);
  };
  for (const row of before) turn(row, -1);
  for (const row of stored) turn(row, 1);
  return [...figures.values()].map(({ root, facet, count, sum }) => ({ root, facet, count, xor: sum.text, at }));
}
