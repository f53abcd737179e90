/** Marks a deal as one's favourite: a personal mark, seen by those who see the deal. */
import { z } from 'zod';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { DealId, PersonId } from '#shared/base/ids.ts';
import { idSchema } from '#shared/base/ids.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

export const dealStar = defineCommand({
  name: 'deal.star',
  runs: 'both',
  right: null,
  input: z.strictObject({ dealId: idSchema<DealId>(), on: z.boolean() }),
  needs: (input) => ({ deal: one('deal', input.dealId) }),
  decide: ({ deal }, { on }, ctx) => {
    if (deal === null) return refuse('not_found');
    const personId = ctx.actor.personId as PersonId;
    if (deal.starredBy.includes(personId) === on) return decided([]);
    return decided([patch('deal', deal.id, { starredBy: on ? [...deal.starredBy, personId] : deal.starredBy.filter((id) => id !== personId) })]);
  },
});
