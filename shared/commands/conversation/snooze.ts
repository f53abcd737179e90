/** Puts a conversation aside until a time; the client's next message wakes it earlier. */
import { z } from 'zod';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId } from '#shared/base/ids.ts';
import type { Op } from '#shared/engine/ops.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

export function snoozeKey(conversationId: string): string {
  return `snooze:${conversationId}`;
}

export const conversationSnooze = defineCommand({
  name: 'conversation.snooze',
  runs: 'both',
  right: 'answer',
  input: z.strictObject({ conversationId: idSchema<ConversationId>(), until: z.number().int().nullable() }),
  needs: (input) => ({ conversation: one('conversation', input.conversationId) }),
  decide: ({ conversation }, { until }, ctx) => {
    if (conversation === null) return refuse('not_found');
    if (until !== null && until <= ctx.at) return refuse('time_past');
    const key = snoozeKey(conversation.id);
    const ops: Op[] = [patch('conversation', conversation.id, { snoozedUntil: until })];
    // Stopped before it is set anew: an undo brings the earlier one back.
    if (conversation.snoozedUntil !== null) ops.push({ op: 'noAlarm', key });
    if (until !== null) ops.push({ op: 'alarm', key, due: until, command: 'snooze.end', args: { conversationId: conversation.id, until } });
    return decided(ops);
  },
});

export const snoozeEnd = defineCommand({
  name: 'snooze.end',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({ conversationId: idSchema<ConversationId>(), until: z.number().int() }),
  needs: (input) => ({ conversation: one('conversation', input.conversationId) }),
  decide: ({ conversation }, { until }) => {
    if (conversation === null || conversation.snoozedUntil !== until) return decided([]);
    return decided([patch('conversation', conversation.id, { snoozedUntil: null })]);
  },
});
