/** How far one person has read: clears "new" for that person and nothing for anybody else. */
import { z } from 'zod';
import type { ConversationBody, ReadMarkBody } from '#shared/model/bodies.ts';
import type { ConversationId, PersonId } from '#shared/base/ids.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { DecideContext, Decision } from '#shared/engine/define-command.ts';
import { derivedId, idSchema } from '#shared/base/ids.ts';
import type { Actor } from '#shared/engine/define-command.ts';
import { put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

/** One mark per person and conversation: everybody can name it without looking for it. */
export function readMarkId(personId: string | null, conversationId: string): string {
  return derivedId('read', personId ?? '', conversationId);
}

function markNeeds(conversationId: string, actor: Actor) {
  return { conversation: one('conversation', conversationId), mark: one('readMark', readMarkId(actor.personId, conversationId)) };
}

function setMark(conversation: ConversationBody, mark: ReadMarkBody | null, readCount: number, ctx: DecideContext): Decision {
  if (mark?.readCount === readCount) return decided([]);
  const personId = ctx.actor.personId as PersonId;
  return decided([put('readMark', { id: readMarkId(personId, conversation.id), personId, conversationId: conversation.id, readCount, at: ctx.at })]);
}

export const conversationRead = defineCommand({
  name: 'conversation.read',
  runs: 'both',
  right: null,
  /** `count`: the conversation's `inboundCount` on the screen. */
  input: z.strictObject({ conversationId: idSchema<ConversationId>(), count: z.number().int().min(0) }),
  needs: (input, ctx) => markNeeds(input.conversationId, ctx.actor),
  decide: ({ conversation, mark }, { count }, ctx) => {
    if (conversation === null) return refuse('not_found');
    return setMark(conversation, mark, Math.min(count, conversation.inboundCount), ctx);
  },
});

export const conversationMarkUnread = defineCommand({
  name: 'conversation.markUnread',
  runs: 'both',
  right: null,
  input: z.strictObject({ conversationId: idSchema<ConversationId>() }),
  needs: (input, ctx) => markNeeds(input.conversationId, ctx.actor),
  decide: ({ conversation, mark }, _input, ctx) => {
    if (conversation === null) return refuse('not_found');
    if (conversation.inboundCount === 0) return refuse('nothing_to_read');
    return setMark(conversation, mark, conversation.inboundCount - 1, ctx);
  },
});
