/** Values of a deal by field id: those of the preset, and the few that every deal has as columns of its own. */
import type { DealBody, FieldValue } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { FieldBody } from '#shared/model/preset.ts';
import type { Result } from '#shared/base/result.ts';
import { accept, refuse } from '#shared/base/result.ts';
import { cleanText } from '#shared/base/plain-text.ts';

/** Field ids that stand for columns of a deal: `amount`, `paid`, `left`, `deposit` (asked before work begins) and `lostReason`. */
export const builtInDealFields = ['amount', 'paid', 'left', 'deposit', 'lostReason'] as const;

/** The value of a field; null = empty. Money is `{ minor, currency }`. */
export function dealValue(deal: DealBody, fieldId: string, dict: Dictionary): FieldValue {
  const money = (minor: number | null): FieldValue => (minor === null ? null : { minor, currency: deal.currency });
  switch (fieldId) {
    case 'amount': return money(deal.amountMinor);
    case 'paid': return money(deal.paidMinor);
    case 'left': return money(deal.amountMinor === null ? null : deal.amountMinor - deal.paidMinor);
    case 'deposit': return money(depositMinor(deal, dict));
    case 'lostReason': return deal.lostReason;
    default: return deal.fields[fieldId] ?? null;
  }
}

/** What must be paid before work begins: the deal's own figure, else the team's share of the amount. */
export function depositMinor(deal: DealBody, dict: Dictionary): number | null {
  const own = deal.fields['deposit'];
  if (isMoney(own)) return own.minor;
  if (deal.amountMinor === null) return null;
  return Math.round((deal.amountMinor * (dict.get('team', 'team')?.depositPercent ?? 0)) / 100);
}

export function isEmptyValue(value: FieldValue | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** What of `fieldIds` has no value yet, in their order. */
export function emptyFields(deal: DealBody, fieldIds: readonly string[], dict: Dictionary): string[] {
  return fieldIds.filter((id) => isEmptyValue(dealValue(deal, id, dict)));
}

/** The change that sets `values` (null clears). Refuses: no_field · field_automatic · field_invalid, each with the field's id. */
export function setDealFields(deal: DealBody, values: Readonly<Record<string, FieldValue>>, dict: Dictionary): Result<Partial<DealBody>> {
  const set: Partial<DealBody> = {};
  const fields = { ...deal.fields };
  let inFields = false;
  for (const [id, given] of Object.entries(values)) {
    const field = dict.get('field', id);
    if (field === null || field.of !== 'deal') return refuse('no_field', { field: id });
    if (field.automatic) return refuse('field_automatic', { field: id });
    const value = given === null ? null : fit(field, given, deal, dict);
    if (value === undefined) return refuse('field_invalid', { field: id });
    if (id === 'amount') set.amountMinor = isMoney(value) ? value.minor : null;
    else if (id === 'lostReason') set.lostReason = value as string | null;
    else {
      inFields = true;
      if (value === null) delete fields[id];
      else fields[id] = value;
    }
  }
  return accept(inFields ? { ...set, fields } : set);
}

/** The value as it is stored, or undefined when it does not fit the field's type. */
function fit(field: FieldBody, value: Exclude<FieldValue, null>, deal: DealBody, dict: Dictionary): FieldValue | undefined {
  switch (field.type) {
    case 'text': return typeof value === 'string' ? fitText(field, value) : undefined;
    case 'integer': return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
    case 'decimal': return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    case 'money': return isMoney(value) && Number.isSafeInteger(value.minor) && value.minor >= 0 && value.currency === deal.currency ? value : undefined;
    case 'date': return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? value : undefined;
    case 'dateTime': return isInstant(value) && Number.isFinite(value.at) ? { at: Math.trunc(value.at) } : undefined;
    case 'bool': return typeof value === 'boolean' ? value : undefined;
    case 'photos': return Array.isArray(value) && value.every((hash) => /^[0-9a-f]{64}$/.test(hash)) ? value : undefined;
    case 'person': return typeof value === 'string' && dict.get('person', value)?.active === true ? value : undefined;
    case 'list': return typeof value === 'string' && inList(field, value, dict) ? value : undefined;
  }
}

function fitText(field: FieldBody, value: string): string | null | undefined {
  const text = cleanText(value).trim();
  if (text.length > (field.maxLength ?? 2000)) return undefined;
  return text === '' ? null : text;
}

function inList(field: FieldBody, value: string, dict: Dictionary): boolean {
  return field.list !== null && (dict.get('list', field.list)?.items.some((item) => item.id === value) ?? false);
}

function isMoney(value: FieldValue | undefined): value is { minor: number; currency: string } {
  return typeof value === 'object' && value !== null && 'minor' in value;
}

function isInstant(value: FieldValue | undefined): value is { at: number } {
  return typeof value === 'object' && value !== null && 'at' in value;
}
