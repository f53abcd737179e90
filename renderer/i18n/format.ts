/** Times, dates, money and durations as people of one language and zone read them. */
import type { Language } from '#shared/model/language.ts';
import type { Translate } from '#renderer/i18n/translate.ts';
import { minorDigits } from '#shared/base/minor-digits.ts';

export interface Formats {
  /** "14:22" in the team's zone. `at` is UTC ms, here and below. */
  time(at: number): string;
  /** "21 March", with the year when it is another one than `now`'s. */
  date(at: number, now: number): string;
  /** "21.03, 14:22". */
  dateTime(at: number): string;
  /** "Sat, 21 March". */
  weekday(at: number): string;
  /** List rows: the time today, "yesterday", the weekday within a week, else the date. */
  short(at: number, now: number): string;
  /** True when both fall on one day in the zone. */
  sameDay(a: number, b: number): boolean;
  /** Minor units with their currency: "2 530 ₴"; kopecks only where there are any. */
  money(minor: number, currency: string): string;
  number(value: number): string;
  /** A wait: "2:51", "1 h 04", "2 d". */
  wait(ms: number): string;
  /** Time left in words of two units at most: "23 h 56 min". */
  left(ms: number): string;
  /** "4 s ago", "3 min ago". */
  ago(ms: number): string;
}

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function createFormats(language: Language, zone: string | undefined, t: Translate): Formats {
  const make = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  const hm = make({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const dm = make({ day: 'numeric', month: 'long' });
  const dmy = make({ day: 'numeric', month: 'long', year: 'numeric' });
  const dmhm = make({ day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const wd = make({ weekday: 'short', day: 'numeric', month: 'long' });
  const wdShort = make({ weekday: 'short' });
  const dmShort = make({ day: '2-digit', month: '2-digit' });
  // Swedish writes dates as ISO does: a day compares as a string.
  const iso = new Intl.DateTimeFormat('sv', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const plain = new Intl.NumberFormat(language);
  const currencies = new Map<string, { whole: Intl.NumberFormat; exact: Intl.NumberFormat; digits: number }>();
  const currencyOf = (currency: string): { whole: Intl.NumberFormat; exact: Intl.NumberFormat; digits: number } => {
    const known = currencies.get(currency);
    if (known) return known;
    const base: Intl.NumberFormatOptions = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' };
    const digits = minorDigits(currency);
    const withDigits = (count: number): Intl.NumberFormat => new Intl.NumberFormat(language, { ...base, minimumFractionDigits: count, maximumFractionDigits: count });
    const made = { whole: withDigits(0), exact: withDigits(digits), digits };
    currencies.set(currency, made);
    return made;
  };
  const pad = (value: number): string => String(value).padStart(2, '0');
  const sameDay = (a: number, b: number): boolean => iso.format(a) === iso.format(b);

  return {
    time: (at) => hm.format(at),
    date: (at, now) => (iso.format(at).slice(0, 4) === iso.format(now).slice(0, 4) ? dm : dmy).format(at),
    dateTime: (at) => dmhm.format(at),
    weekday: (at) => wd.format(at),
    short: (at, now) => {
      if (sameDay(at, now)) return hm.format(at);
      if (sameDay(at, now - day)) return t('time.yesterday');
      return now - at < 6 * day && at < now ? wdShort.format(at) : dmShort.format(at);
    },
    sameDay,
    money: (minor, currency) => {
      const format = currencyOf(currency);
      const value = minor / 10 ** format.digits;
      return (Number.isInteger(value) ? format.whole : format.exact).format(value);
    },
    number: (value) => plain.format(value),
    wait: (ms) => {
      const seconds = Math.max(0, Math.floor(ms / 1000));
      if (seconds < 3600) return `${Math.floor(seconds / 60)}:${pad(seconds % 60)}`;
      if (ms < day) return t('time.hoursMinutes', { hours: Math.floor(seconds / 3600), minutes: pad(Math.floor((seconds % 3600) / 60)) });
      return t('time.days', { count: Math.floor(ms / day) });
    },
    left: (ms) => {
      const rest = Math.max(0, ms);
      if (rest >= 2 * day) return t('time.days', { count: Math.floor(rest / day) });
      const hours = Math.floor(rest / hour);
      const minutes = Math.floor((rest % hour) / minute);
      return hours > 0 ? t('time.leftHours', { hours, minutes }) : t('time.leftMinutes', { minutes });
    },
    ago: (ms) => {
      if (ms < minute) return t('time.agoSeconds', { seconds: Math.max(0, Math.floor(ms / 1000)) });
      if (ms < hour) return t('time.agoMinutes', { minutes: Math.floor(ms / minute) });
      return t('time.agoHours', { hours: Math.floor(ms / hour) });
    },
  };
}
