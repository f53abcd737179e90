/** Puts back what an earlier command changed, field by field, where its value is still the one that command left (S54, D6). */
import type { DecideContext, PastCommand, RowChange } from '#shared/engine/define-command.ts';
import type { LedgerBody } from '#shared/model/money.ts';
import { ledgerLines } from '#shared/engine/ledger.ts';
import type { Op } from '#shared/engine/ops.ts';
import type { Refusal } from '#shared/base/result.ts';
import { refuse } from '#shared/base/result.ts';
import { sameValue } from '#shared/base/same-value.ts';

type Body = Record<string, unknown>;

/** Fields that must not have moved on: another decision stands on them. */
const guarded: Readonly<Record<string, readonly string[]>> = {
  conversation: ['seatId'],
  deal: ['stageId', 'funnelId', 'seatId', 'amountMinor', 'paidMinor'],
  paymentClaim: ['state', 'amountMinor'],
};

/** Per row: as it was before the whole command, and as the command left it. History stays: it tells of both. */
export function undoneRows(past: PastCommand): RowChange[] {
  const rows = new Map<string, RowChange>();
  for (const change of past.changes ?? []) {
    if (change.kind === 'history') continue;
    const key = `${change.kind}:${change.id}`;
    const known = rows.get(key);
    rows.set(key, known === undefined ? { ...change } : { ...known, after: change.after });
  }
  return [...rows.values()];
}

/** `current`: the rows as they stand now, in the order of `rows`. Refuses changed_since {field}. */
export function undoOps(past: PastCommand, rows: readonly RowChange[], current: readonly (Body | null)[], ctx: DecideContext): Op[] | Refusal {
  const ops: Op[] = [];
  const posted = rows.flatMap((row) => (row.kind === 'ledger' && row.before === null && row.after !== null ? [row.after as unknown as LedgerBody] : []));
  // What stands in the record of money stays; the opposite lines put it right (S60).
  ops.push(...ledgerLines(ctx, posted.map((line) => ({ entry: 'payment.reversed', account: line.account, amountMinor: -line.amountMinor, currency: line.currency, dealId: line.dealId, claimId: line.claimId }))));
  for (const [n, row] of rows.entries()) {
    const made = undoRow(row, current[n] ?? null);
    if (!Array.isArray(made)) return made;
    ops.push(...made);
  }
  const restored = new Set(past.alarmsCleared.map((alarm) => alarm.key));
  for (const key of past.alarmsSet) if (!restored.has(key)) ops.push({ op: 'noAlarm', key });
  for (const alarm of past.alarmsCleared) ops.push({ op: 'alarm', key: alarm.key, due: alarm.due, command: alarm.command, args: alarm.args });
  for (const key of past.claims) ops.push({ op: 'unclaim', key });
  return ops;
}

function undoRow({ kind, id, before, after }: RowChange, current: Body | null): Op[] | Refusal {
  if (kind === 'ledger' || (before === null && after === null)) return [];
  if (after === null) return current === null ? [{ op: 'put', kind, id, body: before } as unknown as Op] : [];
  if (current === null) return refuse('changed_since', { field: '*' });
  if (before === null) {
    const moved = guarded[kind]?.find((field) => kind === 'paymentClaim' && !sameValue(after[field], current[field]));
    if (moved !== undefined) return refuse('changed_since', { field: moved });
    const gone: Op[] = [{ op: 'remove', kind, id } as unknown as Op];
    return kind === 'message' ? [{ op: 'cancelEffects', messageId: id }, ...gone] : gone;
  }
  const set: Body = {};
  for (const field of Object.keys(after)) {
    if (sameValue(before[field], after[field])) continue;
    const back = restore(field, before[field], after[field], current[field]);
    if (back.moved && guarded[kind]?.includes(field)) return refuse('changed_since', { field });
    if (!sameValue(back.value, current[field])) set[field] = back.value;
  }
  return Object.keys(set).length === 0 ? [] : [{ op: 'patch', kind, id, set } as unknown as Op];
}

function restore(field: string, before: unknown, after: unknown, current: unknown): { value: unknown; moved: boolean } {
  if (sameValue(after, current)) return { value: before, moved: false };
  if (field === 'fields') return { value: restoreParts(before as Body, after as Body, current as Body), moved: false };
  // The client has written again since: the answer is owed since the earlier message after all.
  if (field === 'owedSince' && typeof before === 'number' && typeof current === 'number') return { value: Math.min(before, current), moved: false };
  if (field === 'unanswered') return { value: [...new Set([...(before as number[]), ...(current as number[])])].sort((x, y) => x - y), moved: false };
  // Claims come and go by themselves: one that is not there any more must not keep its order in an accountant's sight, nor one that waits be missing.
  if (field === 'waitingClaims') return { value: restoreNames(before, after, current), moved: false };
  return { value: current, moved: true };
}

/** What the command added goes, what it took away comes back; what others have done since stays. */
function restoreNames(...lists: unknown[]): string[] {
  const [before, after, current] = lists.map((list) => (list ?? []) as string[]) as [string[], string[], string[]];
  const kept = current.filter((name) => before.includes(name) || !after.includes(name));
  return [...kept, ...before.filter((name) => !after.includes(name) && !kept.includes(name))];
}

function restoreParts(before: Body, after: Body, current: Body): Body {
  const parts = { ...current };
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (sameValue(before[name], after[name]) || !sameValue(after[name], current[name])) continue;
    if (name in before) parts[name] = before[name];
    else delete parts[name];
  }
  return parts;
}
