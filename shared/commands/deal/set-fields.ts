/** Sets fields of a deal, `amount` among them. */
import { z } from 'zod';
import { changesUnseen } from '#shared/engine/may.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { DealId } from '#shared/base/ids.ts';
import { fieldValueSchema } from '#shared/commands/field-value.ts';
import { idSchema } from '#shared/base/ids.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { setDealFields } from '#shared/engine/deal-fields.ts';

export const dealSetFields = defineCommand({
  name: 'deal.setFields',
  runs: 'both',
  right: 'move',
  input: z.strictObject({ dealId: idSchema<DealId>(), values: z.record(z.string(), fieldValueSchema) }),
  needs: (input) => ({ deal: one('deal', input.dealId) }),
  decide: (got, { values }, ctx) => {
    const { deal } = got;
    if (deal === null) return refuse('not_found');
    const set = setDealFields(deal, values, ctx.dict);
    if (!set.ok) return set;
    if (changesUnseen(ctx, 'deal', deal, set.value, got)) return refuse('hidden_part');
    return decided(Object.keys(set.value).length === 0 ? [] : [patch('deal', deal.id, set.value)]);
  },
});
