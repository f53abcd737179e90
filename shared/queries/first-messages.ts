/** The question a conversation opens with, in one place: who asks it ahead and who opens it must mean the same answer. */
import type { ConversationId, MessageId } from '#shared/base/ids.ts';

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
