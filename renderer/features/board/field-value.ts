/** What a person types into a deal's field, and the value it stands for. */
import { Temporal } from 'temporal-polyfill';
import type { FieldValue } from '#shared/model/bodies.ts';
import type { FieldBody } from '#shared/model/preset.ts';

export interface FieldPlace {
  currency: string;
  /** IANA zone of the team: a date and time is typed in it. */
  zone: string;
}

const minorDigits = (currency: string): number => new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** The typed text as a value; null = empty; undefined = not a value of this type. */
export function parseField(field: FieldBody, text: string, place: FieldPlace): FieldValue | undefined {
  const typed = text.trim();
  if (typed === '') return null;
  switch (field.type) {
    case 'integer':
      return /^\d{1,9}$/.test(typed) ? Number(typed) : undefined;
    case 'decimal':
      return /^\d{1,9}([.,]\d{1,6})?$/.test(typed) ? Number(typed.replace(',', '.')) : undefined;
    case 'money': {
      const plain = typed.replaceAll(/\s/g, '').replace(',', '.');
      const digits = minorDigits(place.currency);
      if (!new RegExp(`^\\d{1,12}(\\.\\d{1,${Math.max(1, digits)}})?$`).test(plain)) return undefined;
      return { minor: Math.round(Number(plain) * 10 ** digits), currency: place.currency };
    }
    case 'dateTime':
      return instantOf(typed, place.zone);
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(typed) ? typed : undefined;
    case 'bool':
      return typed === 'true';
    case 'text':
    case 'list':
    case 'person':
      return field.maxLength !== null && typed.length > field.maxLength ? undefined : typed;
    case 'photos':
      return undefined;
  }
}

/** The value as text of an input of its type. */
export function printField(field: FieldBody, value: FieldValue | undefined, place: FieldPlace): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value)) return value.join(', ');
  if (typeof value === 'object') {
    if ('minor' in value) return String(value.minor / 10 ** minorDigits(value.currency));
    return Temporal.Instant.fromEpochMilliseconds(value.at).toZonedDateTimeISO(place.zone).toPlainDateTime().toString({ smallestUnit: 'minute' });
  }
  if (field.type === 'bool') return value === true ? 'true' : 'false';
  return String(value);
}

function instantOf(typed: string, zone: string): FieldValue | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(typed)) return undefined;
  try {
    return { at: Temporal.PlainDateTime.from(typed).toZonedDateTime(zone).epochMilliseconds };
  } catch {
    return undefined;
  }
}
