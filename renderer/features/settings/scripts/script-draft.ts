/** A script as it is edited. */
import type { ScriptBody } from '#shared/model/preset.ts';

/** An empty one with an id that no other has, last in its group. */
export function newScript(scripts: readonly ScriptBody[], group: ScriptBody['group']): ScriptBody {
  const ids = new Set(scripts.map((script) => script.id));
  let number = scripts.length + 1;
  while (ids.has(`script-${number}`)) number += 1;
  const order = Math.max(0, ...scripts.filter((script) => script.group === group).map((script) => script.order)) + 1;
  return { id: `script-${number}`, label: { en: '', uk: '' }, group, order, texts: {} };
}

/** Ready to be saved: empty texts left out, a missing name taken from the other language. Null = it has no name or no text. */
export function finishedScript(draft: ScriptBody): ScriptBody | null {
  const en = draft.label.en.trim() || draft.label.uk.trim();
  const uk = draft.label.uk.trim() || en;
  const texts = Object.fromEntries(Object.entries(draft.texts).filter(([, text]) => text.trim() !== '')) as ScriptBody['texts'];
  if (en === '' || Object.keys(texts).length === 0) return null;
  const { attachments, ...rest } = draft;
  return { ...rest, label: { ...draft.label, en, uk }, texts, ...(attachments && attachments.length > 0 ? { attachments } : {}) };
}

/** What a text may fill in by itself. */
export const scriptVariables = ['client.name', 'order.summary', 'order.amount', 'order.deposit', 'order.left', 'pay.card', 'pay.holder'] as const;

/** Names in braces that stand for nothing: `known` = those above and the team's constants. */
export function unknownVariables(text: string, known: ReadonlySet<string>): string[] {
  return [...text.matchAll(/\{([^{}\s]{1,60})\}/g)].map((match) => match[1]!).filter((name, at, all) => !known.has(name) && all.indexOf(name) === at);
}
