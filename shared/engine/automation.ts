/** What the rules make of an event, inside the step that caused it and on the server only (S62): timers to set or stop, commands to give at once. */
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { DomainEvent, Op } from '#shared/engine/ops.ts';
import type { RuleBody } from '#shared/model/preset.ts';
import { derivedId } from '#shared/base/ids.ts';

/** A command of the robot; the committer runs it in the same step. `commandId` derives from its cause, so a replay gives the same. */
export interface RobotCommand {
  commandId: string;
  name: string;
  input: Record<string, unknown>;
  /** Rule in whose name it acts. */
  robot: string;
  cause: string;
}

export interface Automation {
  /** Alarms to set and to stop. */
  ops: Op[];
  commands: RobotCommand[];
}

/** `cause`: the command whose step told the event; `at`: that step's time; `n`: number of the event within the step. */
export function automationFor(event: DomainEvent, dict: Dictionary, cause: { commandId: string; at: number; n: number }): Automation {
  const made: Automation = { ops: [], commands: [] };
  const about = subjectOf(event);
  // In the order of their ids: the same rules fire in the same order on every server.
  for (const rule of [...dict.all('rule')].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (!rule.active) continue;
    const armed = concerns(rule, event);
    // Stopped before it is set anew, so that an undo of the cause knows the timer that ran before.
    if (armed || (rule.cancelOn as readonly string[]).includes(event.type)) made.ops.push({ op: 'noAlarm', key: alarmKey(rule, about) });
    if (!armed) continue;
    const input = { ruleId: rule.id, dealId: about.dealId, conversationId: about.conversationId, since: cause.at };
    if (rule.afterMinutes > 0) made.ops.push({ op: 'alarm', key: alarmKey(rule, about), due: cause.at + rule.afterMinutes * 60_000, command: 'rule.fire', args: input });
    else made.commands.push({ commandId: derivedId(cause.commandId, rule.id, cause.n), name: 'rule.fire', input, robot: rule.id, cause: cause.commandId });
  }
  return made;
}

interface Subject {
  dealId: string | null;
  conversationId: string | null;
}

function subjectOf(event: DomainEvent): Subject {
  return { dealId: event.dealId, conversationId: 'conversationId' in event ? event.conversationId : null };
}

/** One timer per rule and deal; per conversation where there is no deal. */
function alarmKey(rule: RuleBody, about: Subject): string {
  return `rule:${rule.id}:${about.dealId ?? about.conversationId}`;
}

function concerns(rule: RuleBody, event: DomainEvent): boolean {
  if (!(rule.on as readonly string[]).includes(event.type)) return false;
  // A rule belongs to a funnel: an event without a deal, or of another funnel's, is none of its business.
  if (event.funnelId !== rule.funnel) return false;
  return rule.stages.length === 0 || (event.stageId !== null && rule.stages.includes(event.stageId));
}
