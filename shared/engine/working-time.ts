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
  let sum = 0;
  for (let day = dayOf(from, zone); ; day = day.add({ days: 1 })) {
    if (startOf(day, zone) >= to) return sum;
    for (const [start, end] of spansOf(day, hours, zone)) sum += Math.max(0, Math.min(end, to) - Math.max(start, from));
  }
}

/** The instant at which `ms` working milliseconds will have passed since `from`. */
export function addWorkingMs(from: number, ms: number, hours: WorkingHours, zone: string): number {
  if (hours.length === 0) return from + ms;
  let left = ms;
  let day = dayOf(from, zone);
  for (let n = 0; n < farthestDays; n += 1, day = day.add({ days: 1 })) {
    for (const [start, end] of spansOf(day, hours, zone)) {
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
  return hours.length === 0 || spansOf(dayOf(at, zone), hours, zone).some(([start, end]) => at >= start && at < end);
}

function dayOf(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate();
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
