/** Moves a deal: by drag, by key, or out of "draft" to the right stage. A note forces a move that the stage does not list, where the role may. */
import { z } from 'zod';
import { caseNeeds, caseOver, caseThen, caseUnseen } from '#shared/commands/case-needs.ts';
import { changesUnseen } from '#shared/engine/may.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { DealBody, FieldValue } from '#shared/model/bodies.ts';
import type { DealId } from '#shared/base/ids.ts';
import { fieldValueSchema } from '#shared/commands/field-value.ts';
import { idSchema } from '#shared/base/ids.ts';
import { mayForce } from '#shared/commands/button/press.ts';
import { moveTo } from '#shared/engine/actions.ts';
import { askedFields } from '#shared/engine/stages.ts';
import { refuse } from '#shared/base/result.ts';
import { setDealFields } from '#shared/engine/deal-fields.ts';

const dealId = idSchema<DealId>();

export const dealMove = defineCommand({
  name: 'deal.move',
  runs: 'both',
  right: 'move',
  input: z.strictObject({
    dealId, stageId: z.string(),
    /** What the stage asks for, by field id. */
    values: z.record(z.string(), fieldValueSchema).default({}),
    note: z.string().trim().max(500).nullable().default(null),
  }),
  unseen: caseUnseen,
  needs: (input) => caseNeeds({ conversationId: null, dealId: input.dealId }),
  then: (_input, got) => caseThen(got),
  decide: (got, input, ctx) => {
    if (got.deal === null) return refuse('not_found');
    const c = caseOver(ctx, got);
    const set = setDealFields(got.deal, input.values, ctx.dict);
    if (!set.ok) return set;
    if (typesUnseen(ctx, got.deal, input)) return refuse('hidden_part');
    const forced = input.note !== null && input.note !== '';
    if (forced && !mayForce(ctx)) return refuse('not_allowed');
    const before = got.deal;
    if (Object.keys(set.value).length > 0) c.changeDeal(set.value);
    const refusal = moveTo(c, input.stageId, forced);
    if (refusal !== null) return refusal;
    return decided(c.ops, { from: before.stageId, to: input.stageId }, input.note ?? '');
  },
});

export const dealPickStage = defineCommand({
  name: 'deal.pickStage',
  runs: 'both',
  right: 'move',
  input: z.strictObject({ dealId, stageId: z.string(), values: z.record(z.string(), fieldValueSchema).default({}) }),
  unseen: caseUnseen,
  needs: (input) => caseNeeds({ conversationId: null, dealId: input.dealId }),
  then: (_input, got) => caseThen(got),
  decide: (got, input, ctx) => {
    if (got.deal === null) return refuse('not_found');
    if (got.deal.state !== 'holding') return refuse('not_draft');
    const c = caseOver(ctx, got);
    const set = setDealFields(got.deal, input.values, ctx.dict);
    if (!set.ok) return set;
    if (typesUnseen(ctx, got.deal, input)) return refuse('hidden_part');
    if (Object.keys(set.value).length > 0) c.changeDeal(set.value);
    return moveTo(c, input.stageId, false) ?? decided(c.ops);
  },
});

/** What the stage asks for may be given by whoever may move the deal there; the rest only where it is seen. */
function typesUnseen(ctx: DecideContext, deal: DealBody, { stageId, values }: { stageId: string; values: Readonly<Record<string, FieldValue>> }): boolean {
  const asked = askedFields(deal.funnelId, stageId, ctx.dict);
  const set = setDealFields(deal, Object.fromEntries(Object.entries(values).filter(([field]) => !asked.has(field))), ctx.dict);
  return set.ok && changesUnseen(ctx, 'deal', deal, set.value, {});
}
