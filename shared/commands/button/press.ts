/** A script button: sends, moves, sets, adds tasks and takes as the preset says, in one decision with one undo (mission c5). */
import { z } from 'zod';
import type { ContactBody, FieldValue } from '#shared/model/bodies.ts';
import type { ConversationId, DealId, MessageId } from '#shared/base/ids.ts';
import { caseNeeds, caseOver, caseThen, caseUnseen } from '#shared/commands/case-needs.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { Case } from '#shared/engine/case.ts';
import type { CaseGot } from '#shared/commands/case-needs.ts';
import type { DecideContext, Decision, NeedContext } from '#shared/engine/define-command.ts';
import type { ButtonBody } from '#shared/model/preset.ts';
import type { Refusal } from '#shared/base/result.ts';
import { cleanText, clip } from '#shared/base/plain-text.ts';
import { emptyFields, setDealFields } from '#shared/engine/deal-fields.ts';
import { fieldValueSchema } from '#shared/commands/field-value.ts';
import { idSchema } from '#shared/base/ids.ts';
import { isFor, isOn, placeOf, standsAt } from '#shared/engine/buttons.ts';
import { languageSchema } from '#shared/model/preset.ts';
import { mayTake } from '#shared/engine/take-case.ts';
import { refuse } from '#shared/base/result.ts';
import { runActions } from '#shared/engine/actions.ts';

export const buttonInput = z.strictObject({
  buttonId: z.string(),
  conversationId: idSchema<ConversationId>(),
  dealId: idSchema<DealId>().nullable(),
  /** Id of the message it sends, if it sends one. */
  messageId: idSchema<MessageId>(),
  /** Chosen from the list that the button offers. */
  scriptId: z.string().nullable().default(null),
  /** Language of the text; null = the client's. */
  language: languageSchema.nullable().default(null),
  /** Answers to the one-line questions, by field id; `client.name` names the client. */
  values: z.record(z.string(), fieldValueSchema).default({}),
  /** Why, where a move is forced. */
  note: z.string().trim().max(500).nullable().default(null),
  /** Photos to save; empty = all that are not saved yet. */
  photoMessageIds: z.array(idSchema<MessageId>()).max(50).default([]),
});
export type ButtonInput = z.output<typeof buttonInput>;

/** Client-name variable that a press may fill on the way. */
export const clientName = 'client.name';

const needs = (input: ButtonInput) => ({ ...caseNeeds(input), existing: one('message', input.messageId) });

function then(input: ButtonInput, got: Parameters<typeof caseThen>[0], ctx: NeedContext) {
  const button = ctx.dict.get('button', input.buttonId);
  return caseThen(got, button !== null && (button.needsPhoto || button.actions.some((action) => action.do === 'savePhotos')));
}

type Got = CaseGot & { existing: { id: string } | null };

function press(got: Got, input: ButtonInput, ctx: DecideContext): Decision | Refusal {
  if (got.conversation === null) return refuse('not_found');
  if (got.existing !== null) return refuse('id_taken');
  if (got.deal !== null && got.deal.contactId !== got.conversation.contactId) return refuse('not_found');
  const button = ctx.dict.get('button', input.buttonId);
  if (button === null || !isOn(button)) return refuse('no_button', { buttonId: input.buttonId });
  const c = caseOver(ctx, got);
  const refusal = shows(button, c) ?? answer(c, input.values) ?? asks(button, c);
  if (refusal !== null) return refusal;
  const forced = input.note !== null && input.note !== '' && mayForce(ctx);
  const done = runActions(c, button.actions, {
    origin: button.id, messageId: input.messageId, scriptId: input.scriptId, language: input.language, photoMessageIds: input.photoMessageIds,
    undoMs: button.undoMs, forced,
  });
  return done ?? decided(c.ops, {}, input.note ?? '');
}

export function mayForce(ctx: NeedContext): boolean {
  return ctx.dict.get('role', ctx.actor.roleId ?? '')?.may.includes('force') ?? false;
}

/** Whether the button is there for this role and stage: a press from an old screen finds it gone. */
function shows(button: ButtonBody, c: Case): Refusal | null {
  const { roleId } = c.ctx.actor;
  if (roleId !== null && !isFor(button, roleId)) return refuse('not_allowed');
  const { deal } = c.rows;
  if (deal === null) return standsAt(button, null) ? null : refuse('no_deal');
  if (!standsAt(button, placeOf(deal))) return refuse('button_elsewhere', { buttonId: button.id, stageId: deal.stageId });
  return button.needsPhoto && c.rows.photos.length === 0 ? refuse('no_photo') : null;
}

function answer(c: Case, values: Readonly<Record<string, FieldValue>>): Refusal | null {
  const { [clientName]: name, ...fields } = values;
  if (typeof name === 'string' && name.trim() !== '' && c.rows.contact !== null) c.changeContact(named(name));
  if (Object.keys(fields).length === 0) return null;
  if (c.rows.deal === null) return refuse('no_deal');
  const set = setDealFields(c.rows.deal, fields, c.ctx.dict);
  if (!set.ok) return set;
  if (Object.keys(set.value).length > 0) c.changeDeal(set.value);
  return null;
}

function named(name: string): Partial<ContactBody> {
  return { name: clip(cleanText(name).trim(), 200) };
}

function asks(button: ButtonBody, c: Case): Refusal | null {
  if (button.ask.length === 0) return null;
  if (c.rows.deal === null) return refuse('no_deal');
  const missing = emptyFields(c.rows.deal, button.ask, c.ctx.dict);
  return missing.length > 0 ? refuse('button_asks', { buttonId: button.id, missing }) : null;
}

export const buttonPress = defineCommand({
  name: 'button.press', runs: 'both', right: 'buttons', input: buttonInput, unseen: ['existing', ...caseUnseen], needs, then,
  decide: (got, input, ctx) => {
    // Taking is never guessed on a console.
    const takes = ctx.dict.get('button', input.buttonId)?.actions.some((action) => action.do === 'take') ?? false;
    if (takes && got.conversation?.seatId === null) return refuse('not_taken');
    return press(got, input, ctx);
  },
});

/** The same press where it takes first: in a conversation nobody has taken. */
export const buttonPressAndTake = defineCommand({
  name: 'button.pressAndTake', runs: 'server', offline: 'queue', ttlMs: 24 * 3_600_000, right: 'buttons', input: buttonInput,
  unseen: ['conversation', 'deal', 'contact', 'existing', ...caseUnseen], needs, then,
  decide: (got, input, ctx) => {
    const refusal = mayTake(got.conversation, ctx);
    if (refusal !== null) return refusal;
    const c = caseOver(ctx, got);
    const taken = runActions(c, [{ do: 'take' }], {
      origin: input.buttonId, messageId: null, scriptId: null, language: null, photoMessageIds: [], undoMs: null, forced: false,
    });
    if (taken !== null) return taken;
    const pressed = press({ ...got, conversation: c.rows.conversation, deal: c.rows.deal, dealTalk: c.rows.conversation }, input, ctx);
    return pressed.ok ? { ...pressed, ops: [...c.ops, ...pressed.ops] } : pressed;
  },
});
