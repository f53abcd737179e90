/** What follows when a message of ours did not reach the client. */
import type { Case } from '#shared/engine/case.ts';
import type { MessageBody } from '#shared/model/bodies.ts';
import { oweAgain } from '#shared/engine/owe.ts';

/** An unused private reply may be tried again; and unless something newer was said, the answer is owed again since the client's last message. */
export function messageFailed(c: Case, message: MessageBody): void {
  const { conversation } = c.rows;
  if (conversation === null) return;
  const { openComment } = conversation;
  if (message.route === 'private' && openComment !== null && openComment.externalId === message.replyTo?.externalId) {
    c.changeConversation({ openComment: { ...openComment, privatelyAnswered: false } });
  }
  if (message.robot !== null || conversation.last?.messageId !== message.id || conversation.lastIn === null) return;
  oweAgain(c, conversation.lastIn.at);
}
