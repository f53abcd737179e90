/** Which of the team's buttons stand under an open conversation, what each would still have to ask, and what it would say. */
import { clientName } from '#shared/commands/button/press.ts';
import { isFor, isOn, placeOf, standsAt } from '#shared/engine/buttons.ts';
import { emptyFields, setDealFields } from '#shared/engine/deal-fields.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { fillScript, scriptIn } from '#shared/engine/script-text.ts';
import { offeredScripts } from '#shared/engine/offered-scripts.ts';
import { missingFor } from '#shared/engine/stages.ts';
import { stageOf } from '#shared/engine/new-deal.ts';
import type { DealBody, FieldValue } from '#shared/model/bodies.ts';
import type { Language } from '#shared/model/language.ts';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import type { Action, ButtonBody, FieldBody, ScriptBody } from '#shared/model/preset.ts';
import type { ConversationView, Me, MessageRow } from '#shared/queries/rows.ts';

export type Question =
  | { kind: 'field'; field: FieldBody }
  /** The client's name, which a script greets by. */
  | { kind: 'name' }
  /** The script has no text in the client's language: which one would go instead. */
  | { kind: 'language'; wanted: Language; instead: Language }
  /** Which of several photos of the client to save. */
  | { kind: 'photos'; photos: readonly ClientPhoto[] }
  /** Why the deal is moved where the stage does not lead. */
  | { kind: 'note' };

export interface ClientPhoto {
  messageId: string;
  hash: string;
}

/** Photos the client sent that are not on the card yet, oldest first. */
export function unsavedPhotos(rows: readonly MessageRow[], saved: readonly { hash: string }[]): ClientPhoto[] {
  const known = new Set(saved.map((photo) => photo.hash));
  return rows.filter((row) => row.direction === 'in' && row.unsentAt === null).flatMap((row) =>
    row.attachments.flatMap((file) => (file.kind === 'photo' && file.hash !== null && !known.has(file.hash) ? [{ messageId: row.id, hash: file.hash }] : [])));
}

/** What a script would say now; `missing` names what it lacks. */
export interface Preview {
  text: string;
  language: Language;
  missing: readonly string[];
  /** Go with it. */
  files: readonly OutgoingFile[];
}

/** In key order, as the preset orders them. */
export function buttonsHere(buttons: readonly ButtonBody[], view: Pick<ConversationView, 'deal' | 'hasClientPhoto'>, me: Me | null): ButtonBody[] {
  return buttons.filter((button) => isHere(button, view, me)).toSorted((a, b) => a.order - b.order);
}

function isHere(button: ButtonBody, { deal, hasClientPhoto }: Pick<ConversationView, 'deal' | 'hasClientPhoto'>, me: Me | null): boolean {
  return isOn(button) && isFor(button, me?.roleId ?? null) && (!button.needsPhoto || hasClientPhoto) && standsAt(button, placeOf(deal));
}

export function movesStage(button: ButtonBody): boolean {
  return button.actions.some((action) => action.do === 'move' || action.do === 'draft' || action.do === 'removeContact');
}

export function offerOf(button: ButtonBody): Extract<Action, { do: 'offer' }> | null {
  return button.actions.find((action) => action.do === 'offer') ?? null;
}

/** Scripts a button offers, or all of them where nobody's button asks, in their order. */
export function scriptsToChoose(scripts: readonly ScriptBody[], button: ButtonBody | null): ScriptBody[] {
  return offeredScripts((button && offerOf(button)) ?? { do: 'offer' }, scripts);
}

/** The script that a press would send. `scriptId`: chosen from what the button offers. */
export function scriptToSend(button: ButtonBody, scriptId: string | null, dict: Dictionary): { script: ScriptBody; language: Language | null } | null {
  for (const action of button.actions) {
    if (action.do === 'offer' && scriptId !== null) return spoken(dict.get('script', scriptId), action.language ?? null);
    if (action.do === 'send') return spoken(dict.get('script', action.script), null);
  }
  return null;
}

function spoken(script: ScriptBody | null, language: Language | null): { script: ScriptBody; language: Language | null } | null {
  return script === null ? null : { script, language };
}

export function previewOf(script: ScriptBody, wanted: Language | null, view: Pick<ConversationView, 'contact' | 'deal'>, dict: Dictionary): Preview | null {
  const languages = dict.get('team', 'team')?.languages ?? ['en'];
  const found = scriptIn(script, wanted ?? view.contact.language, languages);
  if (found === null) return null;
  const filled = fillScript(found.text, view, dict, found.language);
  const files = script.attachments ?? [];
  return filled.ok ? { text: filled.text, language: found.language, missing: [], files } : { text: found.text, language: found.language, missing: filled.missing, files };
}

/**
 * What must be asked before a press, in the order of asking; `values` are the answers so far. Things that nobody can answer in a line
 * (an owner, a payment, the team's own bank card) are left to the refusal, which names them.
 */
export function questionsOf(
  button: ButtonBody, scriptId: string | null, view: Pick<ConversationView, 'contact' | 'deal'>, values: Readonly<Record<string, FieldValue>>, dict: Dictionary,
): Question[] {
  const deal = answered(view.deal, values, dict);
  const name = values[clientName];
  const contact = typeof name === 'string' ? { ...view.contact, name } : view.contact;
  const fields = new Set<string>(deal === null ? [] : emptyFields(deal, button.ask, dict));
  const questions: Question[] = [];
  if (deal !== null) {
    for (const action of button.actions) {
      const stage = action.do === 'move' && action.stage !== deal.stageId ? stageOf(dict, deal.funnelId, action.stage) : null;
      if (stage !== null) for (const id of missingFor(stage, deal, dict)) fields.add(id);
    }
  }
  const send = scriptToSend(button, scriptId, dict);
  const preview = send && previewOf(send.script, send.language, { contact, deal }, dict);
  for (const variable of preview?.missing ?? []) {
    if (variable === clientName) questions.push({ kind: 'name' });
    for (const id of fieldsBehind(variable, deal, dict)) fields.add(id);
  }
  for (const id of fields) {
    const field = dict.get('field', id);
    if (field !== null && field.of === 'deal' && !field.automatic && field.type !== 'photos') questions.push({ kind: 'field', field });
  }
  const wanted = send?.language ?? view.contact.language;
  if (preview && preview.language !== wanted) questions.push({ kind: 'language', wanted, instead: preview.language });
  return questions;
}

/** Fields of the deal from which a script's variable is made. */
export function fieldsBehind(variable: string, deal: DealBody | null, dict: Dictionary): string[] {
  if (deal === null) return [];
  if (variable === 'order.amount' || variable === 'order.deposit' || variable === 'order.left') return emptyFields(deal, ['amount'], dict);
  if (variable !== 'order.summary') return [];
  return emptyFields(deal, dict.all('field').filter((field) => field.of === 'deal' && field.use !== 'none').map((field) => field.id), dict).slice(0, 1);
}

function answered(deal: DealBody | null, values: Readonly<Record<string, FieldValue>>, dict: Dictionary): DealBody | null {
  if (deal === null) return null;
  const { [clientName]: _name, ...fields } = values;
  const set = setDealFields(deal, fields, dict);
  return set.ok ? { ...deal, ...set.value } : deal;
}
