/** The questions a conversation opens with, in one place: who asks it ahead and who opens it must mean the same answer. */
import type { ConversationId, DealId, MessageId } from '#shared/base/ids.ts';

export interface MessagePageParams {
  conversationId: ConversationId;
  before: MessageId | null;
  around: MessageId | null;
  limit: number;
}

const pageSize = 60;

/** Parameters of `message.page`: the newest messages, those before `before`, or those around `around`. */
export function messagesAt(conversationId: string, place: { before?: string; around?: string | null } = {}): MessagePageParams {
  return {
    conversationId: conversationId as ConversationId, before: (place.before ?? null) as MessageId | null, around: (place.around ?? null) as MessageId | null, limit: pageSize,
  };
}

const shownChanges = 50;

/** Parameters of `history.of`: what the record says of a deal, newest first, as far as a line of time shows it. */
export function changesOfDeal(dealId: string): { contactId: null; dealId: DealId; limit: number } {
  return { contactId: null, dealId: dealId as DealId, limit: shownChanges };
}
