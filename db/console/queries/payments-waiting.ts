/** Payments that wait for a check, oldest first, each with all that a decision needs. */
import type { DealBody, PaymentClaimBody } from '#shared/model/bodies.ts';
import type { PaymentRow } from '#shared/queries/rows.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';
import type { Answerer } from '#db/console/queries/context.ts';

export function createPaymentsWaiting(prepare: Preparer, rows: StoredRows): Answerer<{ limit: number }, { rows: PaymentRow[]; count: number }> {
  // Ids are in the order in which they were made.
  const page = prepare<[number], { body: string }>('SELECT body FROM piece INDEXED BY piece_waiting WHERE waits = 1 ORDER BY id LIMIT ?');
  const count = createWaitingCount(prepare);
  return ({ limit }, ctx) => {
    const found = page.all(limit).map((raw) => JSON.parse(raw.body) as PaymentClaimBody);
    return {
      count: count(),
      rows: found.flatMap((claim): PaymentRow[] => {
        const deal: DealBody | null = rows.get('deal', claim.dealId)?.body ?? null;
        // Its deal may still be on its way.
        if (deal === null) return [];
        const person = claim.claimedBy === null ? null : ctx.dict.get('person', claim.claimedBy);
        return [{
          claimId: claim.id, dealId: claim.dealId, number: deal.number, name: rows.get('contact', deal.contactId)?.body.name ?? '', stageId: claim.stageId, funnelId: deal.funnelId,
          amountMinor: claim.amountMinor, currency: claim.currency, account: claim.account, note: claim.note, receipt: claim.receipt ?? null, dealAmountMinor: deal.amountMinor, paidMinor: deal.paidMinor,
          claimedBy: person?.name ?? null, claimedAt: claim.createdAt, deciding: ctx.deciding(claim.id),
        }];
      }),
    };
  };
}

export function createWaitingCount(prepare: Preparer): () => number {
  const count = prepare<[], { n: number }>('SELECT count(*) AS n FROM piece INDEXED BY piece_waiting WHERE waits = 1');
  return () => count.get()!.n;
}
