/** Splits a feed, newest first, into stretches of time a person can name: just now, ten minutes, an hour, a day. */
import type { Formats } from '#renderer/i18n/format.ts';

/** A heading and how many rows of the feed, in order, stand under it. */
export interface TimeGroup {
  key: string;
  label: string;
  count: number;
}

const justNowMs = 3 * 60_000;
const finelyMs = 60 * 60_000;

/**
 * `times`: UTC ms, newest first. `now`: UTC ms. `justNow`: heading of the newest stretch. A row keeps its place whatever its heading, so
 * that a heading may change while the clock runs and no row moves.
 */
export function timeGroups(times: readonly number[], now: number, format: Formats, justNow: string): TimeGroup[] {
  const groups: TimeGroup[] = [];
  for (const at of times) {
    const { key, label } = nameOf(at, now, format, justNow);
    const last = groups.at(-1);
    if (last && last.key === key) last.count += 1;
    else groups.push({ key, label, count: 1 });
  }
  return groups;
}

function nameOf(at: number, now: number, format: Formats, justNow: string): { key: string; label: string } {
  if (now - at < justNowMs) return { key: 'now', label: justNow };
  if (!format.sameDay(at, now)) return { key: format.date(at, now), label: format.weekday(at) };
  const [hour = '00', minute = '00'] = format.time(at).split(':');
  if (now - at < finelyMs) {
    const from = `${hour}:${minute[0]}0`;
    return { key: from, label: `${from}–${minute[0] === '5' ? `${nextHour(hour)}:00` : `${hour}:${Number(minute[0]) + 1}0`}` };
  }
  return { key: `${hour}:00-hour`, label: `${hour}:00–${nextHour(hour)}:00` };
}

function nextHour(hour: string): string {
  return String(Number(hour) + 1).padStart(2, '0');
}
