/** Time counted in working hours only: what the answer clock runs on (presets 0.3.2). */
import { Temporal } from 'temporal-polyfill';
import type { WorkingHours } from '#shared/model/preset.ts';

const dayMs = 86_400_000;
/** A search for the next working minute gives up after this many days: hours that never come are no hours at all. */
const farthestDays = 370;

type Span = [from: number, to: number];

/** Working milliseconds between two instants (UTC ms); all of them when `hours` is empty. */
export function workingMsBetween(from: number, to: number, hours: WorkingHours, zone: string): number {
  if (hours.length === 0 || to <= from) return Math.max(0, to - from);
  const plan = plansOf(hours, zone);
  let sum = 0;
  for (let day = dayOf(from, plan); plan(day).startsAt < to; day += 1) {
    for (const [start, end] of plan(day).spans) sum += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
  return sum;
}

/** The instant at which `ms` working milliseconds will have passed since `from`. */
export function addWorkingMs(from: number, ms: number, hours: WorkingHours, zone: string): number {
  if (hours.length === 0) return from + ms;
  const plan = plansOf(hours, zone);
  let left = ms;
  const first = dayOf(from, plan);
  for (let day = first; day < first + farthestDays; day += 1) {
    for (const [start, end] of plan(day).spans) {
      const begin = Math.max(start, from);
      if (begin >= end) continue;
      if (end - begin >= left) return begin + left;
      left -= end - begin;
    }
  }
  return from + farthestDays * dayMs;
}

/** Whether working time runs at this instant. */
export function isWorkingTime(at: number, hours: WorkingHours, zone: string): boolean {
  if (hours.length === 0) return true;
  const plan = plansOf(hours, zone);
  return plan(dayOf(at, plan)).spans.some(([start, end]) => at >= start && at < end);
}

interface DayPlan {
  /** UTC ms of its midnight in the zone. */
  startsAt: number;
  /** Working spans, UTC ms, in order, none overlapping. */
  spans: readonly Span[];
}

/** Days are counted from 1970-01-01 by the calendar of the zone. */
type Plans = (day: number) => DayPlan;

/** Every clock of a list asks for the same days, every second: a day is worked out once. Hours are replaced as a whole, never changed. */
const known = new WeakMap<WorkingHours, Map<string, Plans>>();
const keptDays = 2_000;

function plansOf(hours: WorkingHours, zone: string): Plans {
  const byZone = known.get(hours) ?? new Map<string, Plans>();
  known.set(hours, byZone);
  const made = byZone.get(zone);
  if (made) return made;
  const days = new Map<number, DayPlan>();
  const plans: Plans = (number) => {
    const held = days.get(number);
    if (held) return held;
    if (days.size >= keptDays) days.clear();
    const day = epochDay.add({ days: number });
    const plan = { startsAt: startOf(day, zone), spans: spansOf(day, hours, zone) };
    days.set(number, plan);
    return plan;
  };
  byZone.set(zone, plans);
  return plans;
}

const epochDay = Temporal.PlainDate.from('1970-01-01');

/** The day an instant falls on: no zone is further from UTC than a day. */
function dayOf(at: number, plan: Plans): number {
  let day = Math.floor(at / dayMs) + 1;
  while (plan(day).startsAt > at) day -= 1;
  return day;
}

function startOf(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds;
}

/** Spans of one day, in order and merged where they overlap: two lines of a preset may name the same hour. */
function spansOf(day: Temporal.PlainDate, hours: WorkingHours, zone: string): Span[] {
  const spans = hours
    .filter((line) => line.days.includes(day.dayOfWeek))
    .map((line): Span => [timeOn(day, line.from, zone), timeOn(day, line.to, zone)])
    .filter(([start, end]) => end > start)
    .sort((a, b) => a[0] - b[0]);
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last !== undefined && span[0] <= last[1]) last[1] = Math.max(last[1], span[1]);
    else merged.push(span);
  }
  return merged;
}

function timeOn(day: Temporal.PlainDate, time: string, zone: string): number {
  if (time === '24:00') return startOf(day.add({ days: 1 }), zone);
  return day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}
