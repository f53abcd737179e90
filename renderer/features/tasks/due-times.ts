/** Times a task is usually put off to, in the team's zone. */
import { Temporal } from 'temporal-polyfill';

export type DueChoice = 'quarter' | 'hour' | 'evening' | 'tomorrow' | 'monday';

export interface DueTime {
  choice: DueChoice;
  /** UTC ms. */
  at: number;
}

/** In the order of time; those that have passed today are left out. `now`: UTC ms, `zone`: IANA. */
export function dueTimes(now: number, zone: string): DueTime[] {
  const here = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
  const day = (days: number, hour: number): number => here.startOfDay().add({ days }).with({ hour }).epochMilliseconds;
  const evening = day(0, 18);
  return [
    { choice: 'quarter', at: now + 15 * 60_000 },
    { choice: 'hour', at: now + 60 * 60_000 },
    ...(evening > now + 2 * 60 * 60_000 ? [{ choice: 'evening' as const, at: evening }] : []),
    { choice: 'tomorrow', at: day(1, 10) },
    // From Sunday, Monday is tomorrow already.
    ...(here.dayOfWeek === 7 ? [] : [{ choice: 'monday' as const, at: day(8 - here.dayOfWeek, 10) }]),
  ];
}

/** For an input of type datetime-local, in the zone. */
export function toLocalInput(at: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/** UTC ms of what such an input holds; null when it holds no time. */
export function fromLocalInput(text: string, zone: string): number | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text)) return null;
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return null;
  }
}

/** Hour of the day, 0…23, in the zone. */
export function hourOf(at: number, zone: string): number {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).hour;
}
