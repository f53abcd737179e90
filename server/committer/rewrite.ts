/** Stored rows done anew by the program itself, in a batch of their own: after another audience or cut (S16), or because a client is erased (S72). */
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { isSplit, joined, partsOf } from '#shared/engine/parts.ts';
import type { Part } from '#shared/engine/parts.ts';
import type { RecordKind, RootKind, SideBody } from '#shared/model/bodies.ts';
import { sameValue } from '#shared/base/same-value.ts';
import type { ChangeLine, RecordRef, StoreWriter, StoredRecord } from '#db/server/store.ts';
import type { TouchedRoot } from '#server/committer/audience-lines.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';

export interface Rewritten {
  parts: { part: Part; root: string }[];
  removed: RecordRef[];
  changes: Omit<ChangeLine, 'seq'>[];
  roots: TouchedRoot[];
}

/** Runs inside the step; what comes next it sets as a timer in `set`. */
export type Rewrite = (writer: StoreWriter, set: WorkingSet, dict: Dictionary, at: number) => Promise<Rewritten>;

export const nothingRewritten = (): Rewritten => ({ parts: [], removed: [], changes: [], roots: [] });

type Body = Record<string, unknown>;

/** A root's own record, with its side rows, as one; `as` makes of it what is to stand. Its audience is worked out again. */
export function rewriteOwn(records: readonly StoredRecord[], root: string, dict: Dictionary, done: Rewritten, as: (body: Body) => Body = (body) => body): void {
  const [kind, id] = [root.slice(0, root.indexOf(':')) as RootKind, root.slice(root.indexOf(':') + 1)];
  const sides = records.filter((record) => record.kind === 'side');
  const own = records.find((record) => record.kind === kind && record.id === id);
  const whole = own === undefined ? null : as(isSplit(own.kind) ? joined(own.kind, own.body, sides.map((side) => side.body as unknown as SideBody)) : own.body);
  done.roots.push({ root, kind, id, body: kind === 'dictionary' ? {} : whole });
  if (!own || !whole) return;
  const parts = partsOf(own.kind, id, whole, dict);
  for (const part of parts) rewritePart(part, root, records.find((stored) => stored.kind === part.kind && stored.id === part.id), done);
  for (const side of sides) if (!parts.some((part) => part.id === side.id)) dropRow(side, done);
}

export function rewritePart(part: Part, root: string, stored: StoredRecord | undefined, done: Rewritten): void {
  if (stored && stored.facet === part.facet && sameValue(stored.body, part.body)) return;
  if (stored && stored.facet !== part.facet) done.changes.push(lineOf(stored, 'del'));
  done.parts.push({ part, root });
  done.changes.push(lineOf({ ...part, root }, 'up'));
}

export function dropRow(stored: StoredRecord, done: Rewritten): void {
  done.removed.push({ kind: stored.kind, id: stored.id });
  done.changes.push(lineOf(stored, 'del'));
}

export function lineOf(row: { kind: RecordKind; id: string; root: string; facet: number }, op: 'up' | 'del'): Omit<ChangeLine, 'seq'> {
  return { root: row.root, facet: row.facet, kind: row.kind, id: row.id, op };
}
