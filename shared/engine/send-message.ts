/** Puts one message of ours into a conversation and into the queue of what must go out. */
import type { Attachment, ConversationBody, LastMessage, MessageBody } from '#shared/model/bodies.ts';
import type { Case } from '#shared/engine/case.ts';
import type { MessageId } from '#shared/base/ids.ts';
import type { Refusal } from '#shared/base/result.ts';
import { channelFacts } from '#shared/model/channel.ts';
import { cleanText, clip, maxTextBytes, utf8Length } from '#shared/base/plain-text.ts';
import { derivedId } from '#shared/base/ids.ts';
import { messageEvent, stopOwing } from '#shared/engine/owe.ts';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import { put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

export interface Outgoing {
  messageId: MessageId;
  text: string;
  files: readonly OutgoingFile[];
  /** direct message · public answer under the comment · private reply to the comment, once. */
  route: MessageBody['route'];
  replyTo: MessageBody['replyTo'];
  /** Undo time of what the person pressed; null = the team's. The robot has none. */
  undoMs: number | null;
  /** Newest messages of the client that the writer had not seen: they stay owed. */
  unseen: number;
}

export const listTextLength = 200;

/**
 * Refuses: empty · too_long · no_conversation · account_off · needs_public_url · no_comment · private_reply_used · private_reply_over.
 * The answer window is no ground here: a console shows it, the network has the last word.
 */
export function sendMessage(c: Case, out: Outgoing): Refusal | null {
  const { ctx } = c;
  const { conversation, deal } = c.rows;
  if (conversation === null || conversation.removedAt !== null) return refuse('no_conversation');
  const text = cleanText(out.text).trim();
  const refusal = unfit(c, conversation, text, out);
  if (refusal !== null) return refusal;
  const comment = out.route === 'direct' ? null : conversation.openComment;
  const delayMs = ctx.actor.robot === null ? (out.undoMs ?? ctx.dict.get('team', 'team')?.undoMs ?? 0) : 0;
  const message: MessageBody = {
    id: out.messageId, conversationId: conversation.id, direction: 'out', kind: kindOf(out), text, truncated: false,
    attachments: out.files.map(attachmentOf), externalId: null, albumId: null,
    replyTo: comment === null ? out.replyTo : { messageId: comment.messageId as MessageId, externalId: comment.externalId, text: '' },
    subject: null, route: out.route, state: 'queued', failure: '', personId: ctx.actor.personId, robot: ctx.actor.robot, elsewhere: false,
    reactions: [], versions: [], unsentAt: null, notBefore: ctx.at + delayMs, at: ctx.at,
  };
  c.ops.push(put('message', message), {
    op: 'effect', effectId: derivedId(ctx.commandId, 'send', out.messageId), kind: 'message.send', resource: `account:${conversation.accountId}`,
    queue: `conversation:${conversation.id}`, delayMs,
    payload: { kind: 'message.send', accountId: conversation.accountId, conversationId: conversation.id, messageId: out.messageId },
  });
  c.changeConversation({
    last: lastOf(message),
    ...(out.route === 'private' && comment !== null ? { openComment: { ...comment, privatelyAnswered: true } } : {}),
  });
  // A rule's message is no answer: a person still owes one.
  if (ctx.actor.robot === null) stopOwing(c, out.unseen);
  c.ops.push(messageEvent('message.out', c.rows.conversation ?? conversation, deal));
  return null;
}

function unfit(c: Case, conversation: ConversationBody, text: string, out: Outgoing): Refusal | null {
  if (text === '' && out.files.length === 0) return refuse('empty');
  if (utf8Length(text) > maxTextBytes) return refuse('too_long', { maxBytes: maxTextBytes });
  const account = c.ctx.dict.get('account', conversation.accountId);
  if (account === null || !account.active) return refuse('account_off', { accountId: conversation.accountId });
  const facts = channelFacts[conversation.channel];
  if (out.files.length > 0 && facts.mediaByUrl && !c.ctx.dict.get('team', 'team')?.publicUrl) return refuse('needs_public_url');
  if (out.route === 'direct') return null;
  if (conversation.openComment === null) return refuse('no_comment');
  if (out.files.length > 0) return refuse('comment_text_only');
  if (out.route === 'public') return null;
  if (conversation.openComment.privatelyAnswered) return refuse('private_reply_used');
  return conversation.openComment.privateReplyUntil < c.ctx.at ? refuse('private_reply_over') : null;
}

function kindOf(out: Outgoing): MessageBody['kind'] {
  if (out.route === 'public') return 'comment';
  return out.text.trim() === '' ? (out.files[0]?.kind ?? 'text') : 'text';
}

function attachmentOf(file: OutgoingFile): Attachment {
  return {
    kind: file.kind, hash: file.hash, fileName: file.fileName, contentType: file.contentType, sizeBytes: file.sizeBytes,
    width: null, height: null, durationMs: null, missing: null,
  };
}

/** A message as list rows show it. */
export function lastOf(message: MessageBody): LastMessage {
  return { messageId: message.id, at: message.at, direction: message.direction, kind: message.kind, text: clip(message.text, listTextLength) };
}
