/** The place of a row in its root's order (replication S29): a root that is held in part is held up to such a place. */
import type { RecordKind } from '#shared/model/bodies.ts';

const farTime = 9_999_999_999_999;

/**
 * Sorts ascending: the root's own row, its small parts, then messages newest first. Compared as plain strings on both sides; never parsed.
 * `want(root, after)` means: rows with a place ≤ `after` are held, the others are not; '' = nothing is held.
 */
export function placeOf(kind: RecordKind, id: string, body: unknown): string {
  if (kind === 'contact' || kind === 'conversation' || kind === 'deal') return `0|${kind}|${id}`;
  if (kind !== 'message') return `1|${kind}|${id}`;
  const at = (body as { at?: unknown }).at;
  const back = farTime - (typeof at === 'number' && at > 0 ? Math.min(Math.trunc(at), farTime) : 0);
  return `2|${String(back).padStart(13, '0')}|${id}`;
}
