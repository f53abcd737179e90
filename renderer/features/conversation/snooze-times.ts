/** The moments offered for putting a conversation off, in the team's zone. */
import { dayTime, weekdayOf } from '#renderer/ui/values/value-text.ts';

export interface SnoozeChoice {
  id: 'hour' | 'hours3' | 'evening' | 'tomorrow' | 'afterTomorrow' | 'monday' | 'week';
  until: number;
}

const hourMs = 3_600_000;
const soonest = 5 * 60_000;
const morning = 9;

/** Choices that still lie ahead of `now` (UTC ms), each moment once, soonest first. */
export function snoozeChoices(now: number, zone: string): SnoozeChoice[] {
  const toMonday = 8 - weekdayOf(now, zone);
  const choices: SnoozeChoice[] = [
    { id: 'hour', until: now + hourMs },
    { id: 'hours3', until: now + 3 * hourMs },
    { id: 'evening', until: dayTime(now, 0, 19, zone) },
    { id: 'tomorrow', until: tomorrowMorning(now, zone) },
    { id: 'afterTomorrow', until: dayTime(now, 2, morning, zone) },
    { id: 'monday', until: dayTime(now, toMonday, morning, zone) },
    { id: 'week', until: dayTime(now, 7, morning, zone) },
  ];
  return choices
    .filter((choice, at) => choice.until > now + soonest && choices.findIndex((other) => other.until === choice.until) === at)
    .toSorted((a, b) => a.until - b.until);
}

/** Tomorrow morning: what the key Z does. */
export function tomorrowMorning(now: number, zone: string): number {
  return dayTime(now, 1, morning, zone);
}
