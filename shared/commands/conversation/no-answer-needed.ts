/** Says that nothing is owed: the clock stops, and the record tells who said so. */
import { z } from 'zod';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { historyLine } from '#shared/engine/history.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { ConversationId } from '#shared/base/ids.ts';
import { openCase } from '#shared/engine/case.ts';
import { put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { stopOwing } from '#shared/engine/owe.ts';

export const conversationNoAnswerNeeded = defineCommand({
  name: 'conversation.noAnswerNeeded',
  runs: 'both',
  right: 'answer',
  input: z.strictObject({ conversationId: idSchema<ConversationId>() }),
  needs: (input) => ({ conversation: one('conversation', input.conversationId) }),
  decide: ({ conversation }, _input, ctx) => {
    if (conversation === null) return refuse('not_found');
    if (conversation.owedSince === null) return decided([]);
    const c = openCase(ctx, { conversation, deal: null, contact: null, tasks: [] });
    stopOwing(c);
    const row = { kind: 'conversation', id: conversation.id, before: { ...conversation }, after: { ...conversation } } as const;
    c.ops.push(put('history', historyLine(ctx, 'conversation.noAnswerNeeded', row, 'owedSince', conversation.owedSince, null, '', 'h:owed')));
    return decided(c.ops);
  },
});
