/** Money, dates and lists as they stand in texts to clients. Without Intl: console and server must write the same text. */
import { Temporal } from 'temporal-polyfill';
import type { DealBody, FieldValue } from '#shared/model/bodies.ts';
import type { FieldBody, Label } from '#shared/model/preset.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Language } from '#shared/model/language.ts';
import { dealValue, isEmptyValue } from '#shared/engine/deal-fields.ts';
import { minorDigits } from '#shared/base/minor-digits.ts';

const space = '\u00a0';
const minus = '\u2212';

const signs: Readonly<Record<string, Partial<Record<Language, string>> & { any: string }>> = {
  UAH: { any: 'UAH', uk: 'грн', ru: 'грн' },
  RUB: { any: 'RUB', uk: 'руб.', ru: 'руб.' },
  MDL: { any: 'MDL', ro: 'lei', ru: 'лей', uk: 'лей' },
  EUR: { any: '€' },
  USD: { any: '$' },
};

const weekdays: Readonly<Record<Language, readonly string[]>> = {
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
  uk: ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'нд'],
  ru: ['пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс'],
  ro: ['lun', 'mar', 'mie', 'joi', 'vin', 'sâm', 'dum'],
};

/** "1 800 грн", "1,800 UAH"; kopecks only when there are any. */
export function formatMoney(minor: number, currency: string, language: Language): string {
  const digits = minorDigits(currency);
  const scale = 10 ** digits;
  const whole = Math.trunc(Math.abs(minor) / scale);
  const part = Math.abs(minor) % scale;
  const grouped = String(whole).replace(/\B(?=(\d{3})+$)/g, language === 'en' ? ',' : space);
  const decimals = part === 0 ? '' : `${language === 'en' ? '.' : ','}${String(part).padStart(digits, '0')}`;
  return `${minor < 0 ? minus : ''}${grouped}${decimals}${space}${signs[currency]?.[language] ?? signs[currency]?.any ?? currency}`;
}

export function formatNumber(value: number, language: Language): string {
  const text = String(Math.round(value * 1000) / 1000);
  return language === 'en' ? text : text.replace('.', ',');
}

/** "сб 06.06, 14:00" in the team's zone. */
export function formatInstant(at: number, zone: string, language: Language): string {
  const time = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${weekdays[language][time.dayOfWeek - 1]} ${two(time.day)}.${two(time.month)}, ${two(time.hour)}:${two(time.minute)}`;
}

/** English stands in for what is not there. */
export function labelIn(label: Label, language: Language): string {
  return label[language] ?? label.en;
}

/** A field's value in words; null when empty. */
export function formatField(field: FieldBody, value: FieldValue, dict: Dictionary, language: Language): string | null {
  if (isEmptyValue(value)) return null;
  const zone = dict.get('team', 'team')?.zone ?? 'UTC';
  if (typeof value === 'number') return `${formatNumber(value, language)}${field.unit === null ? '' : `${space}${labelIn(field.unit, language)}`}`;
  if (Array.isArray(value)) return String(value.length);
  if (typeof value === 'object' && value !== null) return 'minor' in value ? formatMoney(value.minor, value.currency, language) : formatInstant(value.at, zone, language);
  if (typeof value === 'boolean') return value ? '✓' : '–';
  if (field.type === 'person') return dict.get('person', String(value))?.name ?? null;
  if (field.type !== 'list') return String(value);
  const item = dict.get('list', field.list ?? '')?.items.find((entry) => entry.id === value);
  return item === undefined ? null : labelIn(item.label, language);
}

/** What is ordered and for when, in one line, from the fields that the preset marks; null when none has a value. */
export function orderSummary(deal: DealBody, dict: Dictionary, language: Language): string | null {
  const fields = dict.all('field').filter((field) => field.of === 'deal' && field.use !== 'none');
  const parts = [...fields]
    .sort((a, b) => Number(a.use === 'due') - Number(b.use === 'due') || a.order - b.order)
    .map((field) => formatField(field, dealValue(deal, field.id, dict), dict, language))
    .filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(', ');
}

/** When the deal must be ready, UTC ms; null when unknown. */
export function dueAt(deal: DealBody, dict: Dictionary): number | null {
  const field = dict.all('field').find((candidate) => candidate.of === 'deal' && candidate.use === 'due');
  const value = field === undefined ? null : dealValue(deal, field.id, dict);
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'at' in value ? value.at : null;
}
