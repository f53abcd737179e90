/** The place of a row in its root's order (replication S29): a root that is held in part is held up to such a place. */
import type { RecordKind } from '#shared/model/bodies.ts';

const ranks: Partial<Record<RecordKind, number>> = { message: 1, history: 2 };

/**
 * Sorts ascending: the root's own row and its small parts, then messages, then history. Compared as plain strings on both sides; never parsed.
 * `want(root, after)` means: rows with a place ≤ `after` are held, the others are not; '' = nothing is held.
 */
export function placeOf(kind: RecordKind, id: string): string {
  return `${ranks[kind] ?? 0}|${kind}|${id}`;
}
