/** Whether an answer is owed: one fact of the whole team, with its alarm on the server's clock (presets 0.3.2). */
import type { ConversationBody, DealBody } from '#shared/model/bodies.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { DomainEvent, Op } from '#shared/engine/ops.ts';
import type { Case } from '#shared/engine/case.ts';
import { clockPlan, defaultClock, levelAt } from '#shared/engine/answer-clock.ts';
import type { ClockPlan } from '#shared/engine/answer-clock.ts';

export function clockKey(conversationId: string): string {
  return `clock:${conversationId}`;
}

/** The plan of an answer owed since `since`, by the team's clock and hours. */
export function teamPlan(since: number, ctx: DecideContext): ClockPlan {
  const team = ctx.dict.get('team', 'team');
  return clockPlan(since, ctx.dict.get('clock', 'answer') ?? defaultClock, team?.hours ?? [], team?.zone ?? 'UTC');
}

/** Sets the alarm of one level; each level's alarm sets the next, so that one conversation holds one alarm. */
export function clockAlarm(conversationId: string, since: number, level: 1 | 2 | 3, ctx: DecideContext): Op {
  return { op: 'alarm', key: clockKey(conversationId), due: levelAt(teamPlan(since, ctx), level), command: 'clock.reach', args: { conversationId, level, since } };
}

/** How many unanswered messages of one client are told apart; the oldest count for the clock. */
const maxUnanswered = 50;

/**
 * A message of the client written at `at` wants an answer: the clock runs from the first unanswered one. Only an answer that the network itself
 * dates later (typed on a phone) covers it; one of ours, pressed here, can't have been about a message that had not arrived, and the clocks
 * of networks count in seconds or stand aside of ours.
 */
export function beginOwing(c: Case, at: number): void {
  const { conversation } = c.rows;
  if (conversation === null || (conversation.answeredAt !== null && conversation.answeredAt > at)) return;
  owe(c, conversation, withTime(conversation.unanswered, at), conversation.answeredAt);
}

/** What we wrote did not go out: the client's message of `at` waits for an answer again. */
export function oweAgain(c: Case, at: number): void {
  const { conversation } = c.rows;
  if (conversation === null || conversation.unanswered.includes(at)) return;
  owe(c, conversation, withTime(conversation.unanswered, at), conversation.answeredAt);
}

/** A person answered, or said that none is needed: all is settled but the newest `unseen` messages, which they had not seen. */
export function stopOwing(c: Case, unseen = 0): void {
  const { conversation } = c.rows;
  if (conversation === null) return;
  owe(c, conversation, conversation.unanswered.slice(conversation.unanswered.length - Math.min(unseen, conversation.unanswered.length)), conversation.answeredAt);
}

/** Answered in the network's own app at `at`, by the network's clock: what the client wrote later stays owed. */
export function answeredElsewhere(c: Case, at: number): void {
  const { conversation } = c.rows;
  if (conversation === null) return;
  owe(c, conversation, conversation.unanswered.filter((time) => time > at), Math.max(at, conversation.answeredAt ?? 0));
}

function withTime(times: readonly number[], at: number): number[] {
  return [...times, at].sort((x, y) => x - y).slice(0, maxUnanswered);
}

function owe(c: Case, before: ConversationBody, unanswered: number[], answeredAt: number | null): void {
  const since = unanswered[0] ?? null;
  const moved = since !== before.owedSince;
  c.changeConversation({ unanswered, answeredAt, ...(moved ? { owedSince: since, clockLevel: 0 } : {}) });
  if (!moved) return;
  c.ops.push(since === null ? { op: 'noAlarm', key: clockKey(before.id) } : clockAlarm(before.id, since, 1, c.ctx));
}

export function messageEvent(type: 'message.in' | 'message.out', conversation: ConversationBody, deal: DealBody | null): Op {
  const event: DomainEvent = {
    type, conversationId: conversation.id, contactId: conversation.contactId,
    dealId: deal?.id ?? null, funnelId: deal?.funnelId ?? null, stageId: deal?.stageId ?? null,
  };
  return { op: 'event', event };
}
