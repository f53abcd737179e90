/** The answer clock reaches a level: every console rings alike, and the next level is set (mission c11). */
import { z } from 'zod';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { ConversationId } from '#shared/base/ids.ts';
import { clockAlarm, teamPlan } from '#shared/engine/owe.ts';
import { idSchema } from '#shared/base/ids.ts';
import { levelAt } from '#shared/engine/answer-clock.ts';
import { patch } from '#shared/engine/ops.ts';

export const clockReach = defineCommand({
  name: 'clock.reach',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({ conversationId: idSchema<ConversationId>(), level: z.union([z.literal(1), z.literal(2), z.literal(3)]), since: z.number() }),
  needs: (input) => ({ conversation: one('conversation', input.conversationId) }),
  decide: ({ conversation }, { level, since }, ctx) => {
    // Answered meanwhile, or owed for another message: this alarm is about nothing any more.
    if (conversation === null || conversation.removedAt !== null || conversation.owedSince !== since) return decided([]);
    // Hours may have been edited since the alarm was set: then it comes later, not too early.
    if (levelAt(teamPlan(since, ctx), level) > ctx.at) return decided([clockAlarm(conversation.id, since, level, ctx)]);
    const next = level === 3 ? [] : [clockAlarm(conversation.id, since, (level + 1) as 2 | 3, ctx)];
    return decided([patch('conversation', conversation.id, { clockLevel: level }), ...next]);
  },
});
