/** Presses a script button: lets choose what it offers, asks what is missing line by line, then gives one command with one undo. */
import { useCallback, useEffect, useRef } from 'react';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useClockNow, useNewId, useOfferUndo, useOutcomeOf, usePress } from '#renderer/data/use-press.ts';
import { offerOf, questionsOf } from '#renderer/features/conversation/button-questions.ts';
import type { ClientPhoto, Question } from '#renderer/features/conversation/button-questions.ts';
import { useLosses } from '#renderer/features/conversation/losses.ts';
import { useRefusalWords } from '#renderer/features/conversation/missing-words.ts';
import { useOwn } from '#renderer/features/conversation/opening.ts';
import type { Opening } from '#renderer/features/conversation/opening.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { MessageId } from '#shared/base/ids.ts';
import type { Refusal } from '#shared/base/result.ts';
import { clientName } from '#shared/commands/button/press.ts';
import type { FieldValue } from '#shared/model/bodies.ts';
import type { ButtonBody } from '#shared/model/preset.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export interface Asking {
  button: ButtonBody;
  question: Question;
  /** 1-based place and number of questions, as far as known now. */
  at: number;
  of: number;
}

export interface ButtonPressing {
  /** A question is open: its answer goes on, Esc leaves everything as it was. */
  asking: Asking | null;
  /** The button whose texts are being chosen from. */
  offering: ButtonBody | null;
  begin(button: ButtonBody): void;
  choose(scriptId: string): void;
  /** `value` null = go on (the language's and the note's question give text or nothing). */
  answer(value: FieldValue): void;
  cancel(): void;
}

interface Run {
  button: ButtonBody;
  scriptId: string | null;
  values: Record<string, FieldValue>;
  note: string | null;
  photoMessageIds: readonly string[];
  /** Questions answered so far, by key: none is asked twice. */
  done: Set<string>;
}

/** An answer of the server later than this is told, but no longer offered to be undone. */
const undoOfferedMs = 10_000;

/** `photos`: those the client sent that are not saved yet, at the moment of the press. */
export function useButtonPress(view: ConversationView, opening: Opening, photos: () => readonly ClientPhoto[]): ButtonPressing {
  const dict = useDictionary();
  const lookup = useLookup();
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const offerUndo = useOfferUndo();
  const newId = useNewId();
  const now = useClockNow();
  const lose = useLosses((state) => state.lose);
  const show = useToasts((state) => state.show);
  const { t, label } = useWords();
  const refusalWords = useRefusalWords();
  const [run, setRun] = useOwn<Run | null>(opening, null);
  const [asking, setAsking] = useOwn<Asking | null>(opening, null);
  const [offering, setOffering] = useOwn<ButtonBody | null>(opening, null);
  const newest = useRef({ opening, view });
  useEffect(() => {
    newest.current = { opening, view };
  }, [opening, view]);
  /** Nobody has gone on to another client since. */
  const isOpen = (): boolean => newest.current.opening === opening;
  /** The client this press was made for, as they are now; as they were when they were left, once another is open. */
  const latest = (): ConversationView => (isOpen() ? newest.current.view : view);

  const cancel = useCallback(() => {
    setRun(null);
    setAsking(null);
    setOffering(null);
  }, [setRun, setAsking, setOffering]);

  const ask = (next: Run, questions: readonly Question[]): void => {
    setRun(next);
    setAsking({ button: next.button, question: questions[0]!, at: next.done.size + 1, of: next.done.size + questions.length });
  };

  const refused = (current: Run, { code, data }: Refusal): void => {
    if (isOpen() && code === 'move_not_allowed' && lookup.may('force') && current.note === null) return ask(current, [{ kind: 'note' }]);
    const questions = questionsOf(current.button, current.scriptId, latest(), current.values, dict).filter((question) => !current.done.has(keyOf(question)));
    const askable = (code === 'button_asks' || code === 'stage_needs' || code === 'script_needs') && questions.length > 0 && isOpen();
    if (askable) return ask(current, questions);
    cancel();
    show({ kind: 'failed', text: `${label(current.button.label)}: ${refusalWords({ ok: false, code, data })}` });
    if (code === 'taken_by_other') lose(latest().conversation.id, { seatId: String(data['seatId'] ?? ''), text: '', code });
  };

  const give = async (current: Run): Promise<void> => {
    setAsking(null);
    setOffering(null);
    const { conversation, deal } = latest();
    const name = conversation.seatId === null ? 'button.pressAndTake' : 'button.press';
    const said = label(current.button.label);
    const input = {
      buttonId: current.button.id, conversationId: conversation.id, dealId: deal?.id ?? null, messageId: newId<MessageId>(), scriptId: current.scriptId,
      language: null, values: current.values, note: current.note, photoMessageIds: current.photoMessageIds,
    };
    const at = now();
    const answer = await press(name, input, { label: said, quiet: true });
    if (!answer.ok) return refused(current, answer);
    setRun(null);
    const undoMs = current.button.undoMs ?? dict.get('team', 'team')?.undoMs;
    if (answer.state === 'shown') offerUndo(answer.commandId, doneWords(current), undoMs);
    const outcome = await outcomeOf(answer.commandId);
    if (!outcome.ok) return refused(current, { ok: false, code: outcome.code, data: outcome.data });
    if (answer.state === 'waiting' && now() - at < undoOfferedMs) offerUndo(answer.commandId, doneWords(current), undoMs);
  };

  /** "Greeting: sent · stage → Greeting · task Agree the date". */
  const doneWords = ({ button, scriptId }: Run): string => {
    const parts: string[] = [];
    const funnel = lookup.funnel(button.funnel);
    for (const action of button.actions) {
      if (action.do === 'send' || (action.do === 'offer' && scriptId !== null)) parts.push(t('button.done.sent'));
      if (action.do === 'move') parts.push(t('button.done.stage', { stage: label(funnel?.stages.find((stage) => stage.id === action.stage)?.label) }));
      if (action.do === 'draft') parts.push(t('button.done.draft'));
      if (action.do === 'task') parts.push(t('button.done.task', { title: label(action.title) }));
      if (action.do === 'savePhotos') parts.push(t('button.done.photos'));
      if (action.do === 'removeContact') parts.push(t('button.done.removed'));
    }
    return parts.length === 0 ? label(button.label) : `${label(button.label)}: ${[...new Set(parts)].join(' · ')}`;
  };

  const goOn = (current: Run): void => {
    const asked = questionsOf(current.button, current.scriptId, latest(), current.values, dict);
    const found = current.button.actions.some((action) => action.do === 'savePhotos') ? photos() : [];
    if (found.length > 1) asked.push({ kind: 'photos', photos: found });
    const questions = asked.filter((question) => !current.done.has(keyOf(question)));
    if (questions.length > 0) ask(current, questions);
    else void give(current);
  };

  return {
    asking, offering,
    begin: (button) => {
      cancel();
      const fresh: Run = { button, scriptId: null, values: {}, note: null, photoMessageIds: [], done: new Set() };
      if (offerOf(button) === null) return goOn(fresh);
      setRun(fresh);
      setOffering(button);
    },
    choose: (scriptId) => {
      if (run) goOn({ ...run, scriptId });
    },
    answer: (value) => {
      if (!run || !asking) return;
      const { question } = asking;
      const done = new Set([...run.done, keyOf(question)]);
      if (question.kind === 'field') goOn({ ...run, done, values: { ...run.values, [question.field.id]: value } });
      else if (question.kind === 'name') goOn({ ...run, done, values: { ...run.values, [clientName]: value } });
      else if (question.kind === 'photos') goOn({ ...run, done, photoMessageIds: Array.isArray(value) ? value : [] });
      else if (question.kind === 'note') void give({ ...run, done, note: typeof value === 'string' ? value : '' });
      else goOn({ ...run, done });
    },
    cancel,
  };
}

function keyOf(question: Question): string {
  return question.kind === 'field' ? `field ${question.field.id}` : question.kind;
}
