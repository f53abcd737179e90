/** How long the network still lets us answer freely, and which ways an answer may go. */
import type { ConversationBody, MessageBody } from '#shared/model/bodies.ts';

/** Direct message, public answer under the comment, private reply to it. */
export type Route = MessageBody['route'];

export interface WindowLeft {
  kind: 'open' | 'soon' | 'over';
  ms: number;
}

/** Under this it is said in the warning's colour. */
const soonMs = 2 * 3_600_000;

export function windowLeft(until: number, now: number): WindowLeft {
  const ms = until - now;
  return { kind: ms <= 0 ? 'over' : ms < soonMs ? 'soon' : 'open', ms: Math.max(0, ms) };
}

/** Ways open now, the natural one first: under a comment in public, else in the dialogue. */
export function routesOf(conversation: Pick<ConversationBody, 'openComment' | 'windowUntil' | 'lastIn'>, now: number): Route[] {
  const { openComment } = conversation;
  if (openComment === null) return ['direct'];
  const mayPrivately = !openComment.privatelyAnswered && openComment.privateReplyUntil > now;
  const dialogue = conversation.windowUntil !== null && conversation.windowUntil > now;
  // Somebody who only named us elsewhere never had a way to a dialogue.
  const direct = dialogue || (!mayPrivately && openComment.privateReplyUntil > 0);
  const ways: Route[] = ['public', ...(mayPrivately ? ['private' as const] : []), ...(direct ? ['direct' as const] : [])];
  return conversation.lastIn?.kind === 'comment' || conversation.lastIn?.messageId === openComment.messageId ? ways : ways.toSorted((a, b) => Number(b === 'direct') - Number(a === 'direct'));
}
