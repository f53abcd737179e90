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

/** Begins to owe, unless an answer is owed already: the clock runs from the first unanswered message. */
export function beginOwing(c: Case, since: number): void {
  const { conversation } = c.rows;
  if (conversation === null || (conversation.owedSince !== null && conversation.owedSince <= since)) return;
  c.changeConversation({ owedSince: since, clockLevel: 0 });
  c.ops.push(clockAlarm(conversation.id, since, 1, c.ctx));
}

export function stopOwing(c: Case): void {
  const { conversation } = c.rows;
  if (conversation === null || conversation.owedSince === null) return;
  c.changeConversation({ owedSince: null, clockLevel: 0 });
  c.ops.push({ op: 'noAlarm', key: clockKey(conversation.id) });
}

export function messageEvent(type: 'message.in' | 'message.out', conversation: ConversationBody, deal: DealBody | null): Op {
  const event: DomainEvent = {
    type, conversationId: conversation.id, contactId: conversation.contactId,
    dealId: deal?.id ?? null, funnelId: deal?.funnelId ?? null, stageId: deal?.stageId ?? null,
  };
  return { op: 'event', event };
}
