/** The answer clock: how long a client has waited in working time, and when that becomes a warning, an alarm, an escalation (mission c11). */
import type { ClockBody, WorkingHours } from '#shared/model/preset.ts';
import { addWorkingMs, workingMsBetween } from '#shared/engine/working-time.ts';

export type ClockLevel = 0 | 1 | 2 | 3;

export interface ClockPlan {
  warningAt: number;
  alarmAt: number;
  escalationAt: number;
}

/** Where no preset sets one (ux.md). */
export const defaultClock: ClockBody = { id: 'answer', warningMs: 180_000, alarmMs: 300_000, escalationMs: 600_000 };

/** UTC instants of the three levels for an answer owed since `owedSince`. */
export function clockPlan(owedSince: number, clock: ClockBody, hours: WorkingHours, zone: string): ClockPlan {
  const at = (ms: number): number => addWorkingMs(owedSince, ms, hours, zone);
  return { warningAt: at(clock.warningMs), alarmAt: at(clock.alarmMs), escalationAt: at(clock.escalationMs) };
}

/** Working milliseconds waited so far; 0 before the opening hour. */
export function waitedMs(owedSince: number, now: number, hours: WorkingHours, zone: string): number {
  return workingMsBetween(owedSince, now, hours, zone);
}

/** 0 calm, 1 warning, 2 alarm, 3 escalation. */
export function clockLevelAt(owedSince: number, now: number, clock: ClockBody, hours: WorkingHours, zone: string): ClockLevel {
  const waited = waitedMs(owedSince, now, hours, zone);
  if (waited >= clock.escalationMs) return 3;
  if (waited >= clock.alarmMs) return 2;
  return waited >= clock.warningMs ? 1 : 0;
}

/** The instant of a level. */
export function levelAt(plan: ClockPlan, level: 1 | 2 | 3): number {
  return level === 1 ? plan.warningAt : level === 2 ? plan.alarmAt : plan.escalationAt;
}
