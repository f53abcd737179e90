/** A rule's time has come: if its deal still stands in its stages, its actions are done under the rule's name. */
import { z } from 'zod';
import { caseNeeds, caseOver, caseThen } from '#shared/commands/case-needs.ts';
import type { ConversationId, DealId } from '#shared/base/ids.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import { robotTools, runActions } from '#shared/engine/actions.ts';

export const ruleFire = defineCommand({
  name: 'rule.fire',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({ ruleId: z.string(), dealId: idSchema<DealId>().nullable(), conversationId: idSchema<ConversationId>().nullable(), since: z.number() }),
  needs: (input) => caseNeeds(input),
  then: (input, got, ctx) => caseThen(got, ctx.dict.get('rule', input.ruleId)?.actions.some((action) => action.do === 'savePhotos') ?? false),
  decide: (got, input, ctx) => {
    const rule = ctx.dict.get('rule', input.ruleId);
    if (rule === null) return refuse('not_found');
    // Edited, switched off or overtaken since the timer was set.
    if (!rule.active || (input.dealId !== null && got.deal === null)) return decided([]);
    if (got.deal !== null && rule.stages.length > 0 && !rule.stages.includes(got.deal.stageId)) return decided([]);
    const c = caseOver(ctx, got);
    return runActions(c, rule.actions, robotTools(rule.id)) ?? decided(c.ops);
  },
});
