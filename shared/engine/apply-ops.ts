/** Applies the row operations of a decision to a working set, and tells what each did: the same on the console's overlay and in the committer. */
import type { Op } from '#shared/engine/ops.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { RowChange } from '#shared/engine/define-command.ts';
import { isRowOp } from '#shared/engine/history.ts';

export interface RowTable {
  /** The current body, or null. Stored bodies are never changed in place. */
  get(kind: RecordKind, id: string): Record<string, unknown> | null;
  set(kind: RecordKind, id: string, body: Record<string, unknown>): void;
  delete(kind: RecordKind, id: string): void;
}

/** Operations that are not about rows are passed over. A patch of a row that is not there is a bug and throws. */
export function applyRowOps(ops: readonly Op[], table: RowTable): RowChange[] {
  const changes: RowChange[] = [];
  for (const op of ops) {
    if (!isRowOp(op)) continue;
    const before = table.get(op.kind, op.id);
    const after = afterOf(op, before);
    if (after === null) table.delete(op.kind, op.id);
    else table.set(op.kind, op.id, after);
    changes.push({ kind: op.kind, id: op.id, before, after });
  }
  return changes;
}

function afterOf(op: Extract<Op, { op: 'put' | 'patch' | 'remove' }>, before: Record<string, unknown> | null): Record<string, unknown> | null {
  if (op.op === 'put') return op.body as unknown as Record<string, unknown>;
  if (op.op === 'remove') return null;
  if (before === null) throw new Error(`patch of ${op.kind} ${op.id}, which is not there`);
  return { ...before, ...(op.set as Record<string, unknown>) };
}

/** A table in memory, for tests and for working sets that were loaded whole. */
export function createRowTable(): RowTable & { all(kind: RecordKind): Record<string, unknown>[] } {
  const rows = new Map<RecordKind, Map<string, Record<string, unknown>>>();
  const of = (kind: RecordKind): Map<string, Record<string, unknown>> => {
    const found = rows.get(kind) ?? new Map<string, Record<string, unknown>>();
    rows.set(kind, found);
    return found;
  };
  return {
    get: (kind, id) => of(kind).get(id) ?? null,
    set: (kind, id, body) => void of(kind).set(id, body),
    delete: (kind, id) => void of(kind).delete(id),
    all: (kind) => [...of(kind).values()],
  };
}
