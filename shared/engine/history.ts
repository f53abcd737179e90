/** The lines of who changed what, made from a decision's own operations: no command writes or forgets them by hand. */
import type { DecideContext, Decision, Need } from '#shared/engine/define-command.ts';
import type { CommandId } from '#shared/base/ids.ts';
import type { HistoryBody, RecordKind } from '#shared/model/bodies.ts';
import type { RowOp } from '#shared/engine/ops.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import { kindOf } from '#shared/model/kinds.ts';
import { put } from '#shared/engine/ops.ts';
import { sameValue } from '#shared/base/same-value.ts';

type Body = Record<string, unknown>;

interface Change {
  kind: RecordKind;
  id: string;
  before: Body | null;
  after: Body | null;
}

export function isRowOp(op: { op: string }): op is RowOp {
  return op.op === 'put' || op.op === 'patch' || op.op === 'remove';
}

/** `put('history', …)` for every recorded field that differs after the whole decision; `fields` line by line, creation and removal as '*'. */
export function historyOps(commandName: string, decision: Decision, needs: Record<string, Need>, got: Record<string, unknown>, ctx: DecideContext): RowOp[] {
  const lines: RowOp[] = [];
  for (const change of changesOf(decision, needs, got, ctx)) {
    for (const [field, from, to] of fieldsOf(change)) {
      lines.push(put('history', historyLine(ctx, commandName, change, field, from, to, decision.note ?? '', `h:${lines.length}`)));
    }
  }
  return lines;
}

/** One line; `key` makes its id, so that a replay makes the same line. For acts that leave no trace in a recorded field. */
export function historyLine(
  ctx: DecideContext, commandName: string, row: { kind: RecordKind; id: string; before: Body | null; after: Body | null },
  field: string, from: unknown, to: unknown, note: string, key: string,
): HistoryBody {
  const root = kindOf(row.kind).root(row.after ?? row.before);
  return {
    id: ctx.newId(key), kind: row.kind, recordId: row.id, rootKind: root.kind, rootId: root.id, field, from, to,
    personId: ctx.actor.personId, seatId: ctx.actor.seatId, robot: ctx.actor.robot,
    commandId: ctx.commandId as CommandId, commandName, cause: ctx.cause, note, at: ctx.at,
  };
}

function changesOf(decision: Decision, needs: Record<string, Need>, got: Record<string, unknown>, ctx: DecideContext): Change[] {
  const stored = loadedRows(needs, got);
  const changes = new Map<string, Change>();
  for (const op of decision.ops) {
    if (!isRowOp(op) || op.kind === 'history') continue;
    const key = `${op.kind}:${op.id}`;
    let change = changes.get(key);
    if (change === undefined) {
      const before = stored.get(key) ?? fromDictionary(op.kind, op.id, ctx);
      change = { kind: op.kind, id: op.id, before, after: before };
      changes.set(key, change);
    }
    if (op.op === 'put') change.after = op.body as unknown as Body;
    else if (op.op === 'remove') change.after = null;
    else if (change.after === null) throw new Error(`a patch of ${op.kind} that was not loaded`);
    else change.after = { ...change.after, ...(op.set as Body) };
  }
  return [...changes.values()];
}

function loadedRows(needs: Record<string, Need>, got: Record<string, unknown>): Map<string, Body> {
  const rows = new Map<string, Body>();
  for (const [name, need] of Object.entries(needs)) {
    if (need.want !== 'one' && need.want !== 'many') continue;
    for (const row of [got[name]].flat()) if (row) rows.set(`${need.kind}:${(row as { id: string }).id}`, row as Body);
  }
  return rows;
}

function fromDictionary(kind: RecordKind, id: string, ctx: DecideContext): Body | null {
  return isDictionaryKind(kind) ? (ctx.dict.get(kind, id) as Body | null) : null;
}

function* fieldsOf({ kind, before, after }: Change): Generator<[field: string, from: unknown, to: unknown]> {
  const def = kindOf(kind);
  if (before === null || after === null) {
    if (def.recordsCreation && before !== after) yield ['*', before !== null, after !== null];
    return;
  }
  for (const field of def.recorded as readonly string[]) {
    const from = before[field] ?? null;
    const to = after[field] ?? null;
    if (sameValue(from, to)) continue;
    if (field !== 'fields') yield [field, from, to];
    else yield* partsOf(from as Body, to as Body);
  }
}

function* partsOf(from: Body, to: Body): Generator<[field: string, from: unknown, to: unknown]> {
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    if (!sameValue(from[name] ?? null, to[name] ?? null)) yield [`fields.${name}`, from[name] ?? null, to[name] ?? null];
  }
}
