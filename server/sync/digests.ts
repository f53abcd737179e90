/** Compares one bucket of what a console holds with what it should hold; what differs it must load anew, what it should not have goes (S71). */
import { bucketOf, endingsOf } from '#shared/sync/digest.ts';
import type { Cursor, DeltaFrame, DigestLine } from '#shared/sync/protocol.ts';
import type { Head, StoreReader } from '#db/server/store.ts';
import type { Delta } from '#server/sync/pull.ts';
import { slicesOf, whyNotOurs } from '#server/sync/pull-answer.ts';
import { createVisibility } from '#server/sync/visibility.ts';
import { visibleRoots } from '#server/sync/visible-roots.ts';

export interface HeldBucket { cursor: Cursor; bucket: number; ending?: string | undefined; list: readonly DigestLine[] }

export interface Difference { head: Head; delta: Delta; slices: DeltaFrame['slices'] }

/** null = nothing differs, or the console is not of this order (its next pull tells). What has changed since its cursor is on its way and no difference. */
export async function bucketDifference(reader: StoreReader, person: string, { cursor, bucket, ending, list }: HeldBucket): Promise<Difference | null> {
  const head = await reader.head();
  if ((await whyNotOurs(reader, cursor, head)) !== null) return null;
  const [since] = cursor;
  const endings = endingsOf(bucket).filter((one) => ending === undefined || one === ending);
  const held = Map.groupBy(list.filter(([root]) => bucketOf(root) === bucket && (ending === undefined || root.endsWith(ending))), ([root]) => root);
  const now = await visibleRoots(reader, person, head.seq, endings);
  const sight = createVisibility(reader, since);
  await sight.ensurePerson(person);
  await sight.ensure([...now.keys(), ...held.keys()]);
  const changed = new Set((await reader.changes(since, head.seq, Number.MAX_SAFE_INTEGER)).map((line) => line.root));
  const stored = Map.groupBy(await reader.rootDigests([...now.keys()]), (line) => line.root);
  const steady = (root: string): boolean => !changed.has(root) && sight.mask(person, root, since) === (now.get(root)?.mask ?? 0);
  const todo: string[] = [];
  for (const [root, { mask }] of now) {
    if (!steady(root)) continue;
    const right = (stored.get(root) ?? []).filter((line) => (line.facet & mask) !== 0);
    const lines = held.get(root) ?? [];
    if (lines.some(([, facet]) => facet === 0)) continue;
    const equal = right.length === lines.length && right.every((line) => lines.some(([, facet, count, xor]) => facet === line.facet && count === line.count && xor === line.xor));
    if (!equal) todo.push(root);
  }
  const strange = [...held.keys()].filter((root) => !now.has(root) && steady(root));
  if (todo.length + strange.length === 0) return null;
  const slices = await slicesOf(reader, person, head.seq, todo.filter((root) => root.startsWith('dictionary:')).map((root) => [root, ''] as const), () => false);
  return { head, delta: { lv: strange.map((root) => [root, 0] as const), del: [], up: [], todo: todo.map((root) => [root, 1] as const) }, slices: slices ?? [] };
}
