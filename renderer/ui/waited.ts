/** The wait shown by a clock, in working time, cheap enough to be asked by every row at every second. */
import { waitedMs } from '#shared/engine/answer-clock.ts';
import type { WorkingHours } from '#shared/model/preset.ts';

interface Known {
  minute: number;
  /** Waited at the start of that minute. */
  waited: number;
  open: boolean;
}

const known = new Map<string, Known>();
const minuteMs = 60_000;

/** Working hours begin and end on whole minutes: within one minute the clock either runs or stands. */
export function waitedFor(owedSince: number, now: number, hours: WorkingHours, zone: string): number {
  if (hours.length === 0 || zone === '') return Math.max(0, now - owedSince);
  const minute = Math.floor(now / minuteMs) * minuteMs;
  if (minute <= owedSince) return waitedMs(owedSince, now, hours, zone);
  const key = `${owedSince} ${zone}`;
  let found = known.get(key);
  if (!found || found.minute !== minute) {
    if (known.size > 500) known.clear();
    const waited = waitedMs(owedSince, minute, hours, zone);
    found = { minute, waited, open: waitedMs(owedSince, minute + 1000, hours, zone) > waited };
    known.set(key, found);
  }
  return found.waited + (found.open ? now - minute : 0);
}
