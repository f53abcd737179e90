/** Runs the actions of buttons, stages and rules over a case: the closed list of model/preset.ts, nothing per business. */
import type { Action, Label } from '#shared/model/preset.ts';
import type { MessageId, SeatId, TaskId } from '#shared/base/ids.ts';
import { fillScript, scriptIn } from '#shared/engine/script-text.ts';
import type { Case } from '#shared/engine/case.ts';
import type { Language } from '#shared/model/language.ts';
import type { Refusal } from '#shared/base/result.ts';
import { checkMove, holdingStage, moveDeal } from '#shared/engine/stages.ts';
import { isOpenTask } from '#shared/engine/case.ts';
import { offeredScripts } from '#shared/engine/offered-scripts.ts';
import { labelIn } from '#shared/engine/format.ts';
import { refuse } from '#shared/base/result.ts';
import { removeClient } from '#shared/engine/remove-client.ts';
import { savePhotos } from '#shared/engine/save-photos.ts';
import { seatOps } from '#shared/engine/take-case.ts';
import { sendMessage } from '#shared/engine/send-message.ts';
import { setDealFields } from '#shared/engine/deal-fields.ts';
import { timedId } from '#shared/base/ids.ts';

export interface ActionTools {
  /** Button, rule or stage in whose name it is done. */
  origin: string;
  /** Id of the first message a press sends: made by the window; others derive. */
  messageId: MessageId | null;
  /** What the person chose of an offered list, and in which language. */
  scriptId: string | null;
  language: Language | null;
  photoMessageIds: readonly string[];
  undoMs: number | null;
  forced: boolean;
}

export const robotTools = (origin: string): ActionTools => ({ origin, messageId: null, scriptId: null, language: null, photoMessageIds: [], undoMs: null, forced: false });

const minuteMs = 60_000;
/** A task that stands for something a robot could not do is due at once, within the time it takes to see it. */
const soonMs = 15 * minuteMs;

/** Stops at the first refusal; nothing of the command is applied then. */
export function runActions(c: Case, actions: readonly Action[], tools: ActionTools): Refusal | null {
  for (const action of actions) {
    const refusal = runAction(c, action, tools);
    if (refusal !== null) return refusal;
  }
  return null;
}

function runAction(c: Case, action: Action, tools: ActionTools): Refusal | null {
  switch (action.do) {
    case 'take': return take(c);
    case 'send': return send(c, action.script, tools.language, tools);
    case 'offer': return offer(c, action, tools);
    case 'move': return move(c, action.stage, tools);
    case 'set': return set(c, action.field, action.value);
    case 'task': return addTask(c, action.title, action.dueMinutes * minuteMs, action.who, tools);
    case 'closeTasks': return closeTasks(c);
    // Until it is done a task can't be overlooked, so a notice is one that is due now.
    case 'notify': return addTask(c, action.label, 0, action.who, tools);
    case 'savePhotos': return savePhotos(c, tools.photoMessageIds);
    case 'removeContact': return removeClient(c);
    case 'draft': return draft(c, tools);
  }
}

function take(c: Case): Refusal | null {
  const { conversation, deal, contactDeals } = c.rows;
  if (conversation === null) return null;
  if (c.ctx.actor.seatId === null) return refuse('no_seat');
  if (conversation.seatId === c.ctx.actor.seatId) return null;
  if (conversation.seatId !== null) return refuse('taken_by_other', { seatId: conversation.seatId });
  const seatId = c.ctx.actor.seatId as SeatId;
  const deals = contactDeals.filter((row) => row.conversationId === conversation.id);
  c.ops.push(...seatOps(conversation, deals, seatId, 'taken', c.ctx));
  c.rows.conversation = { ...conversation, seatId, takenAt: c.ctx.at };
  if (deal !== null && deal.seatId === null) c.rows.deal = { ...deal, seatId };
  return null;
}

function offer(c: Case, action: Extract<Action, { do: 'offer' }>, tools: ActionTools): Refusal | null {
  if (tools.scriptId === null) return refuse('choose_script');
  if (!offeredScripts(action, c.ctx.dict.all('script')).some((script) => script.id === tools.scriptId)) return refuse('no_script', { scriptId: tools.scriptId });
  return send(c, tools.scriptId, action.language ?? tools.language, tools);
}

function send(c: Case, scriptId: string, wanted: Language | null, tools: ActionTools): Refusal | null {
  const { dict } = c.ctx;
  const script = dict.get('script', scriptId);
  const team = dict.get('team', 'team');
  const languages = team?.languages ?? ['en'];
  const found = script === null ? null : scriptIn(script, wanted ?? c.rows.contact?.language ?? languages[0] ?? 'en', languages);
  if (script === null || found === null) return refuse('no_script', { scriptId });
  if (c.rows.conversation === null) return refuse('no_conversation');
  if (c.rows.conversation.seatId === null && c.ctx.actor.robot === null) return refuse('not_taken');
  const filled = fillScript(found.text, c.rows, dict, found.language);
  if (!filled.ok) {
    if (c.ctx.actor.robot === null) return refuse('script_needs', { scriptId, missing: filled.missing });
    return addTask(c, fillFirst(filled.missing, script.label), soonMs, 'seat', tools);
  }
  const n = c.nextNumber();
  const messageId = n === 1 && tools.messageId !== null ? tools.messageId : timedId<MessageId>(c.ctx.at, c.ctx.commandId, 'message', n);
  const files = script.attachments ?? [];
  const refusal = sendMessage(c, { messageId, text: filled.text, files, route: routeFor(c), replyTo: null, undoMs: tools.undoMs, unseen: 0 });
  // A person reads why it can't go; what a rule could not send must not pass in silence.
  const mute = refusal !== null && c.ctx.actor.robot !== null && (refusal.code === 'needs_public_url' || refusal.code === 'comment_text_only');
  return mute ? addTask(c, sendByHand(script.label), soonMs, 'seat', tools) : refusal;
}

/** Where only a comment stands so far, a script answers it privately while the network still lets it; else in the dialogue. */
function routeFor(c: Case): 'direct' | 'private' {
  const { conversation } = c.rows;
  const comment = conversation?.openComment ?? null;
  if (comment === null || comment.privatelyAnswered || comment.privateReplyUntil < c.ctx.at) return 'direct';
  return (conversation?.windowUntil ?? 0) > c.ctx.at ? 'direct' : 'private';
}

function sendByHand(script: Label): Label {
  return {
    en: `Send “${script.en}” yourself: its file can’t go from this account`, uk: `Надішліть «${script.uk}» самі: файл із цього акаунта не піде`,
    ru: `Отправьте «${script.ru ?? script.uk}» сами: файл из этого аккаунта не уйдёт`, ro: `Trimiteți „${script.ro ?? script.en}” personal: fișierul nu poate pleca din acest cont`,
  };
}

function fillFirst(missing: readonly string[], script: Label): Label {
  const what = missing.join(', ');
  return {
    en: `Fill ${what}, then send “${script.en}”`, uk: `Заповніть ${what} і надішліть «${script.uk}»`,
    ru: `Заполните ${what} и отправьте «${script.ru ?? script.uk}»`, ro: `Completați ${what} și trimiteți „${script.ro ?? script.en}”`,
  };
}

function move(c: Case, stageId: string, tools: ActionTools): Refusal | null {
  // A script pressed again in the stage it leads to moves nothing.
  if (c.rows.deal?.stageId === stageId) return null;
  return checkMove(c, stageId, tools.forced) ?? moveDeal(c, stageId, (actions, at) => runActions(c, actions, { ...robotTools(at), undoMs: tools.undoMs }));
}

/** Goes to a stage with all it does; for commands that move without a button. */
export function moveTo(c: Case, stageId: string, forced: boolean): Refusal | null {
  return checkMove(c, stageId, forced) ?? moveDeal(c, stageId, (actions, at) => runActions(c, actions, robotTools(at)));
}

function draft(c: Case, tools: ActionTools): Refusal | null {
  const { deal } = c.rows;
  if (deal === null) return refuse('no_deal');
  const holding = holdingStage(deal, c.ctx.dict);
  return holding === null ? refuse('no_stage', { stageId: 'draft' }) : move(c, holding.id, tools);
}

function set(c: Case, field: string, value: string | number | boolean): Refusal | null {
  const { deal } = c.rows;
  if (deal === null) return refuse('no_deal');
  // Buttons and rules may set what nobody types.
  const body = c.ctx.dict.get('field', field);
  if (body?.automatic === true) {
    c.changeDeal({ fields: { ...deal.fields, [field]: value } });
    return null;
  }
  const change = setDealFields(deal, { [field]: value }, c.ctx.dict);
  if (!change.ok) return change;
  c.changeDeal(change.value);
  return null;
}

function addTask(c: Case, titles: Label, inMs: number, who: 'seat' | 'head' | 'presser', tools: ActionTools): null {
  const { deal, conversation, contact } = c.rows;
  const language = c.ctx.dict.get('team', 'team')?.languages[0] ?? 'en';
  c.addTask({
    id: c.ctx.newId<TaskId>(`task:${c.nextNumber()}`), title: labelIn(titles, language), titles, dealId: deal?.id ?? null,
    conversationId: conversation?.id ?? deal?.conversationId ?? null, contactId: contact?.id ?? deal?.contactId ?? null, seatId: seatFor(c, who),
    dueAt: c.ctx.at + inMs, setBy: { rule: tools.origin, stageId: deal?.stageId ?? null }, doneAt: null, doneBy: null, cancelledAt: null, createdAt: c.ctx.at,
  });
  return null;
}

function seatFor(c: Case, who: 'seat' | 'head' | 'presser'): SeatId | null {
  const own = c.rows.deal?.seatId ?? c.rows.conversation?.seatId ?? null;
  if (who === 'presser') return c.ctx.actor.seatId ?? own;
  if (who === 'seat' || own === null) return own;
  const head = c.ctx.dict.get('seat', own)?.headPersonIds[0];
  return (head === undefined ? null : c.ctx.dict.get('person', head)?.seatId) ?? own;
}

function closeTasks(c: Case): null {
  for (const task of c.rows.tasks) if (isOpenTask(task)) c.changeTask(task.id, { cancelledAt: c.ctx.at });
  return null;
}
