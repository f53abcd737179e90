/** The record of money: postings whose lines sum to zero, that are added to and never changed (S60). */
import type { CommandId } from '#shared/base/ids.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { LedgerBody } from '#shared/model/money.ts';
import type { Op, RowOp } from '#shared/engine/ops.ts';
import { put } from '#shared/engine/ops.ts';

type Posting = Pick<LedgerBody, 'entry' | 'account' | 'amountMinor' | 'currency' | 'dealId' | 'claimId'>;

/** One line a posting, numbered within the command. `from`: number of the first. */
export function ledgerLines(ctx: DecideContext, postings: readonly Posting[], from = 1): RowOp[] {
  return postings.map((posting, n) => put('ledger', {
    ...posting, id: ctx.newId<string>(`ledger:${from + n}`), commandId: ctx.commandId as CommandId, line: from + n, personId: ctx.actor.personId, at: ctx.at,
  }));
}

function isRowOp(op: Op): op is RowOp {
  return op.op === 'put' || op.op === 'patch' || op.op === 'remove';
}

/** What a decision does to the record that nothing may do; null = sound. `lines` = those of the decision alone. */
export function ledgerFault(ops: readonly Op[], commandId: string): string | null {
  const sums = new Map<string, number>();
  const seen = new Set<number>();
  for (const op of ops) {
    if (!isRowOp(op)) continue;
    if ((op.kind === 'history' || op.kind === 'ledger') && op.op !== 'put') return `a line of ${op.kind} would change`;
    if (op.kind !== 'ledger') continue;
    const { line, currency, amountMinor, commandId: by } = op.body as LedgerBody;
    if (by !== commandId || seen.has(line)) return 'a line of the ledger is not its command\'s own';
    if (!Number.isSafeInteger(amountMinor)) return 'a line of the ledger is no whole sum';
    seen.add(line);
    sums.set(currency, (sums.get(currency) ?? 0) + amountMinor);
  }
  return [...sums.values()].some((sum) => sum !== 0) ? 'lines of the ledger do not sum to zero' : null;
}
