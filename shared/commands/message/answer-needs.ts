/** Rows that an answer of a person needs, and the answer itself over them. */
import type { ConversationBody, DealBody, MessageBody } from '#shared/model/bodies.ts';
import type { Case } from '#shared/engine/case.ts';
import type { OutgoingInput } from '#shared/commands/message/outgoing-input.ts';
import type { Refusal } from '#shared/base/result.ts';
import { activeDeal, openCase } from '#shared/engine/case.ts';
import { clip } from '#shared/base/plain-text.ts';
import { many, one } from '#shared/engine/define-command.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import { refuse } from '#shared/base/result.ts';
import { sendMessage } from '#shared/engine/send-message.ts';

/** `quoted` stands for the message itself when nothing is quoted: one row more or less is not worth a second shape. */
export function answerNeeds(input: OutgoingInput) {
  return {
    conversation: one('conversation', input.conversationId),
    deals: many('deal', 'byConversation', input.conversationId),
    existing: one('message', input.messageId),
    quoted: one('message', input.replyToMessageId ?? input.messageId),
  };
}

export interface AnswerRows {
  conversation: ConversationBody | null;
  deals: readonly DealBody[];
  existing: MessageBody | null;
  quoted: MessageBody | null;
}

/** Sends within a case that stands on these rows (its deal is the conversation's active one). */
export function answerIn(c: Case, rows: AnswerRows, input: OutgoingInput): Refusal | null {
  if (rows.existing !== null) return refuse('id_taken');
  const { quoted } = rows;
  if (input.replyToMessageId !== null && quoted?.conversationId !== input.conversationId) return refuse('not_found');
  return sendMessage(c, {
    messageId: input.messageId, text: input.text, files: input.attachments, route: input.route, undoMs: null,
    unseen: input.baseInbound === null || rows.conversation === null ? 0 : Math.max(0, rows.conversation.inboundCount - input.baseInbound),
    replyTo: quoted === null ? null : { messageId: quoted.id, externalId: quoted.externalId, text: clip(quoted.text, 200) },
  });
}

export function answerCase(ctx: DecideContext, rows: AnswerRows): Case {
  return openCase(ctx, { conversation: rows.conversation, deal: activeDeal(rows.deals, rows.conversation?.id ?? null), contact: null, tasks: [] });
}
