/** Says that a client has paid: it counts when somebody who checks payments has approved it (mission s5). */
import { z } from 'zod';
import type { DealId } from '#shared/base/ids.ts';
import { cleanText } from '#shared/base/plain-text.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import { isOpenDeal } from '#shared/engine/case.ts';
import type { PaymentClaimId } from '#shared/model/money.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { outgoingFileSchema } from '#shared/model/outgoing-file.ts';
import { refuse } from '#shared/base/result.ts';

export const paymentClaim = defineCommand({
  name: 'payment.claim',
  runs: 'server',
  offline: 'queue',
  ttlMs: 24 * 3_600_000,
  right: 'pay',
  input: z.strictObject({
    claimId: idSchema<PaymentClaimId>(), dealId: idSchema<DealId>(), amountMinor: z.number().int().min(1).max(1e12), currency: z.string().length(3),
    account: z.string().max(64).default(''), note: z.string().max(500).default(''),
    /** Whoever sees the deal's money sees this file. */
    receipt: outgoingFileSchema.pick({ hash: true, contentType: true }).nullable().default(null),
  }),
  unseen: ['existing'],
  needs: (input) => ({ existing: one('paymentClaim', input.claimId), deal: one('deal', input.dealId) }),
  decide: ({ existing, deal }, input, ctx) => {
    if (existing !== null) return refuse('id_taken');
    if (deal === null) return refuse('not_found');
    if (!isOpenDeal(deal)) return refuse('deal_closed');
    if (input.currency !== deal.currency) return refuse('changed_meanwhile', { field: 'currency' });
    return decided([
      put('paymentClaim', {
        id: input.claimId, dealId: deal.id, amountMinor: input.amountMinor, currency: deal.currency, account: input.account, note: cleanText(input.note).trim(), ...(input.receipt ? { receipt: input.receipt } : {}),
        stageId: deal.stageId, state: 'waiting', claimedBy: ctx.actor.personId, decidedBy: null, decidedAt: null, reason: '', createdAt: ctx.at,
      }),
      patch('deal', deal.id, { waitingClaims: [...(deal.waitingClaims ?? []), input.claimId] }),
    ]);
  },
});
