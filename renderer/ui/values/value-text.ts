/** Values of fields as people type them: from a value to the text of its input and back. */
import { Temporal } from 'temporal-polyfill';
import { minorDigits } from '#shared/base/minor-digits.ts';
import type { FieldValue } from '#shared/model/bodies.ts';
import type { FieldBody } from '#shared/model/preset.ts';

export interface ValueSurroundings {
  /** IANA zone in which dates are typed. */
  zone: string;
  /** Currency of amounts typed without one. */
  currency: string;
}

/** Why a text is no value: key of the words is `value.wrong.<code>`. */
export type WrongValue = 'number' | 'whole' | 'amount' | 'date' | 'long';

export type ParsedValue = { ok: true; value: FieldValue } | { ok: false; code: WrongValue };

/** Text of the input for a value; '' when there is none. */
export function inputText(field: Pick<FieldBody, 'type'>, value: FieldValue, around: ValueSurroundings): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') {
    if ('minor' in value) return plainAmount(value.minor, minorDigits(value.currency));
    return zoned(value.at, around.zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  }
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
}

/** An empty text is null: the field is cleared. */
export function parseInput(field: Pick<FieldBody, 'type' | 'maxLength'>, text: string, around: ValueSurroundings): ParsedValue {
  const typed = text.trim();
  if (typed === '') return { ok: true, value: null };
  switch (field.type) {
    case 'integer':
    case 'decimal': {
      const value = readNumber(typed);
      if (value === null) return { ok: false, code: 'number' };
      return field.type === 'integer' && !Number.isSafeInteger(value) ? { ok: false, code: 'whole' } : { ok: true, value };
    }
    case 'money': {
      const value = readNumber(typed);
      return value === null || value < 0 ? { ok: false, code: 'amount' } : { ok: true, value: { minor: Math.round(value * 10 ** minorDigits(around.currency)), currency: around.currency } };
    }
    case 'date':
      return isDate(typed) ? { ok: true, value: typed } : { ok: false, code: 'date' };
    case 'dateTime': {
      const at = readInstant(typed, around.zone);
      return at === null ? { ok: false, code: 'date' } : { ok: true, value: { at } };
    }
    case 'bool':
      return { ok: true, value: typed === 'yes' };
    case 'photos':
      return { ok: true, value: typed.split(/[,\s]+/).filter(Boolean) };
    default:
      return typed.length > (field.maxLength ?? 2000) ? { ok: false, code: 'long' } : { ok: true, value: typed };
  }
}

/** "1 800,50" and "1800.5" alike. */
function readNumber(text: string): number | null {
  const plain = text.replaceAll(/[\s\u00A0\u202F']/g, '').replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

function plainAmount(minor: number, digits: number): string {
  const value = minor / 10 ** digits;
  return Number.isInteger(value) ? String(value) : value.toFixed(digits);
}

function isDate(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text).toString() === text;
  } catch {
    return false;
  }
}

function readInstant(text: string, zone: string): number | null {
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(zone || 'UTC').epochMilliseconds;
  } catch {
    return null;
  }
}

function zoned(at: number, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone || 'UTC');
}

/** UTC ms of a clock time, `days` from the day of `now`, in a zone. */
export function dayTime(now: number, days: number, hour: number, zone: string): number {
  return zoned(now, zone).add({ days }).with({ hour, minute: 0, second: 0, millisecond: 0 }).epochMilliseconds;
}

/** ISO weekday of a time in a zone, 1 = Monday. */
export function weekdayOf(at: number, zone: string): number {
  return zoned(at, zone).dayOfWeek;
}
