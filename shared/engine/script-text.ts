/** Fills the variables of a script. One without a value is an answer, not an accident: nobody gets a text with a hole in it. */
import type { ContactBody, DealBody } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Language } from '#shared/model/language.ts';
import type { ScriptBody } from '#shared/model/preset.ts';
import { depositMinor } from '#shared/engine/deal-fields.ts';
import { formatMoney, orderSummary } from '#shared/engine/format.ts';

export interface ScriptText {
  text: string;
  /** May differ from the one asked for, when the script has none: the window says so before sending. */
  language: Language;
}

/** The text in the wanted language, else in the first of the team's that it has; null when it has none. */
export function scriptIn(script: ScriptBody, wanted: Language, teamLanguages: readonly Language[]): ScriptText | null {
  for (const language of [wanted, ...teamLanguages, 'en' as const]) {
    const text = script.texts[language];
    if (text !== undefined) return { text, language };
  }
  return null;
}

export interface ScriptSubject {
  contact: ContactBody | null;
  deal: DealBody | null;
}

export type Filled = { ok: true; text: string } | { ok: false; missing: string[] };

const variable = /\{([a-z]+\.[a-zA-Z]+)\}/g;

/** `missing`: names of variables without a value, each once, as they stand in the text. */
export function fillScript(text: string, about: ScriptSubject, dict: Dictionary, language: Language): Filled {
  const missing = new Set<string>();
  const filled = text.replace(variable, (_whole, name: string) => {
    const value = valueOf(name, about, dict, language);
    if (value === null) missing.add(name);
    return value ?? '';
  });
  return missing.size === 0 ? { ok: true, text: filled } : { ok: false, missing: [...missing] };
}

export function variablesOf(text: string): string[] {
  return [...new Set([...text.matchAll(variable)].map((match) => match[1]!))];
}

function valueOf(name: string, { contact, deal }: ScriptSubject, dict: Dictionary, language: Language): string | null {
  const money = (minor: number | null): string | null => (deal === null || minor === null ? null : formatMoney(minor, deal.currency, language));
  switch (name) {
    case 'client.name': return knownName(contact);
    case 'order.summary': return deal === null ? null : orderSummary(deal, dict, language);
    case 'order.amount': return deal === null ? null : money(deal.amountMinor);
    case 'order.deposit': return deal === null ? null : money(depositMinor(deal, dict));
    case 'order.left': return deal === null || deal.amountMinor === null ? null : money(deal.amountMinor - deal.paidMinor);
    case 'order.number': return deal === null || deal.number === 0 ? null : String(deal.number);
    default: return dict.get('team', 'team')?.constants[name]?.trim() || null;
  }
}

/** A network's number is no name to greet somebody by. */
function knownName(contact: ContactBody | null): string | null {
  const name = contact?.name.trim() ?? '';
  return name === '' || /^\d+$/.test(name) ? null : name;
}
