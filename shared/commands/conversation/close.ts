/** Closes a conversation for the team, and opens it again; the client's next message opens it by itself. */
import { z } from 'zod';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId } from '#shared/base/ids.ts';
import { openCase } from '#shared/engine/case.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { snoozeKey } from '#shared/commands/conversation/snooze.ts';
import { stopOwing } from '#shared/engine/owe.ts';

const input = z.strictObject({ conversationId: idSchema<ConversationId>() });

export const conversationClose = defineCommand({
  name: 'conversation.close',
  runs: 'both',
  right: 'answer',
  input,
  needs: ({ conversationId }) => ({ conversation: one('conversation', conversationId) }),
  decide: ({ conversation }, _input, ctx) => {
    if (conversation === null) return refuse('not_found');
    if (conversation.closedAt !== null) return decided([]);
    const c = openCase(ctx, { conversation, deal: null, contact: null, tasks: [] });
    stopOwing(c);
    c.changeConversation({ closedAt: ctx.at, snoozedUntil: null });
    // A timer left behind would open it again.
    if (conversation.snoozedUntil !== null) c.ops.push({ op: 'noAlarm', key: snoozeKey(conversation.id) });
    return decided(c.ops);
  },
});

export const conversationReopen = defineCommand({
  name: 'conversation.reopen',
  runs: 'both',
  right: 'answer',
  input,
  needs: ({ conversationId }) => ({ conversation: one('conversation', conversationId) }),
  decide: ({ conversation }) => {
    if (conversation === null) return refuse('not_found');
    return decided(conversation.closedAt === null ? [] : [patch('conversation', conversation.id, { closedAt: null })]);
  },
});
