/** Approves a payment claim or sends it back: once, whoever else presses, wherever and whenever (mission s5, S59). */
import { z } from 'zod';
import type { DealId, TaskId } from '#shared/base/ids.ts';
import type { DealBody } from '#shared/model/bodies.ts';
import type { PaymentClaimBody, PaymentClaimId } from '#shared/model/money.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { Op } from '#shared/engine/ops.ts';
import type { Refusal } from '#shared/base/result.ts';
import { claimOf, decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { cleanText } from '#shared/base/plain-text.ts';
import { idSchema } from '#shared/base/ids.ts';
import { ledgerLines } from '#shared/engine/ledger.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { seesDeal } from '#shared/engine/may.ts';

/** What stood before the eyes of whoever pressed; another sum now is another payment. */
const input = z.strictObject({
  claimId: idSchema<PaymentClaimId>(), dealId: idSchema<DealId>(), stageId: z.string(), amountMinor: z.number().int(), currency: z.string().length(3),
});
type Input = z.output<typeof input>;

const needs = (given: Input) => ({ claim: one('paymentClaim', given.claimId), deal: one('deal', given.dealId), key: claimOf(decisionKey(given.claimId, given.stageId)) });

/** A press may wait for the server, and is shown as waiting: nothing about money shows as done before (S61). */
const rules = { runs: 'server', offline: 'queue', ttlMs: 24 * 3_600_000, right: 'approve', unseen: ['claim', 'deal'] } as const;

function decisionKey(claimId: string, stageId: string): string {
  return `approval:${claimId}:${stageId}`;
}

/** Who comes second has lost sight of the deal, and is told who was first and nothing else (S18). */
function settled(claim: PaymentClaimBody | null, deal: DealBody | null, key: string | null, given: Input, ctx: DecideContext): Refusal | null {
  if (claim === null || deal === null || claim.dealId !== deal.id || claim.stageId !== given.stageId) return refuse('not_found');
  if (claim.state !== 'waiting' || key !== null) return refuse(claim.state === 'returned' ? 'payment_returned' : 'payment_approved', { personId: claim.decidedBy });
  if (!seesDeal(ctx, deal)) return refuse('not_found');
  return claim.amountMinor === given.amountMinor && claim.currency === given.currency ? null : refuse('changed_meanwhile', { field: 'amountMinor' });
}

function decision(claim: PaymentClaimBody, deal: DealBody, state: 'approved' | 'returned', reason: string, ctx: DecideContext): Op[] {
  return [
    { op: 'claim', key: decisionKey(claim.id, claim.stageId), owner: ctx.commandId },
    patch('paymentClaim', claim.id, { state, decidedBy: ctx.actor.personId, decidedAt: ctx.at, reason }),
    patch('deal', deal.id, { waitingClaims: (deal.waitingClaims ?? []).filter((id) => id !== claim.id), ...(state === 'approved' ? { paidMinor: deal.paidMinor + claim.amountMinor } : { urgent: true }) }),
  ];
}

export const paymentApprove = defineCommand({
  name: 'payment.approve', ...rules, input, needs,
  decide: ({ claim, deal, key }, given, ctx) => {
    const refusal = settled(claim, deal, key, given, ctx);
    if (refusal !== null) return refusal;
    const posting = { entry: 'payment.received', currency: claim!.currency, dealId: deal!.id, claimId: claim!.id } as const;
    return decided([
      ...decision(claim!, deal!, 'approved', '', ctx),
      ...ledgerLines(ctx, [{ ...posting, account: `money:${claim!.account}`, amountMinor: claim!.amountMinor }, { ...posting, account: 'client', amountMinor: -claim!.amountMinor }]),
    ]);
  },
});

export const paymentReturn = defineCommand({
  name: 'payment.return', ...rules, input: input.extend({ reason: z.string().trim().max(500).default('') }), needs,
  decide: ({ claim, deal, key }, given, ctx) => {
    const refusal = settled(claim, deal, key, given, ctx);
    if (refusal !== null) return refusal;
    const reason = cleanText(given.reason).trim();
    const titles = { en: 'Fix the payment', uk: 'Виправте оплату', ru: 'Исправьте оплату', ro: 'Corectați plata' };
    return decided([
      ...decision(claim!, deal!, 'returned', reason, ctx),
      put('task', {
        id: ctx.newId<TaskId>('task'), title: reason === '' ? titles.en : reason, titles: reason === '' ? titles : null, dealId: deal!.id, conversationId: deal!.conversationId,
        contactId: deal!.contactId, seatId: deal!.seatId, dueAt: ctx.at, setBy: null, doneAt: null, doneBy: null, cancelledAt: null, createdAt: ctx.at,
      }),
    ], {}, reason);
  },
});
