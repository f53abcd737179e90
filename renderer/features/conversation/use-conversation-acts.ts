/** What a person does with an open conversation, each act one press, with words for the record and the way back. */
import { useMemo } from 'react';
import { useDictionary } from '#renderer/data/team-dictionary.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useClockNow, useOfferUndo, useOutcomeOf, usePress } from '#renderer/data/use-press.ts';
import { useLosses } from '#renderer/features/conversation/losses.ts';
import { useRefusalWords } from '#renderer/features/conversation/missing-words.ts';
import { useOwn } from '#renderer/features/conversation/opening.ts';
import type { Opening } from '#renderer/features/conversation/opening.ts';
import { tomorrowMorning } from '#renderer/features/conversation/snooze-times.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { SeatId } from '#shared/base/ids.ts';
import { stageStep } from '#shared/engine/stage-step.ts';
import type { ConversationView } from '#shared/queries/rows.ts';

export interface ConversationActs {
  /** The server has not yet said whose it is. */
  taking: boolean;
  take(): void;
  giveBack(): void;
  assign(seatId: SeatId): void;
  noAnswerNeeded(): void;
  close(): void;
  reopen(): void;
  markUnread(): void;
  /** UTC ms; null wakes it now. */
  snooze(until: number | null): void;
  star(): void;
  moveStage(direction: 'back' | 'forward'): void;
}

/** `onUnread`: told before the mark is set, so that the open conversation does not read itself again at once. */
export function useConversationActs(view: ConversationView, opening: Opening, onUnread: () => void): ConversationActs {
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const offerUndo = useOfferUndo();
  const lose = useLosses((state) => state.lose);
  const show = useToasts((state) => state.show);
  const { t, label, refusal, format } = useWords();
  const refusalWords = useRefusalWords();
  const { me } = useTeam();
  const dict = useDictionary();
  const now = useClockNow();
  const [taking, setTaking] = useOwn(opening, false);
  const { conversation, contact, deal } = view;
  const conversationId = conversation.id;

  return useMemo<ConversationActs>(() => {
    /** Shown at once, and offered to be taken back. */
    const act = async (name: string, input: unknown, words: string, said: string | null): Promise<void> => {
      const answer = await press(name, input, { label: words });
      if (answer.ok && said !== null) offerUndo(answer.commandId, said);
    };
    const name = contact.name;
    return {
      taking,
      take: () => void (async () => {
        setTaking(true);
        const answer = await press('conversation.take', { conversationId }, { label: t('conversation.take'), quiet: true });
        const word = answer.ok ? await outcomeOf(answer.commandId) : answer;
        setTaking(false);
        if (word.ok) return;
        if (word.code === 'taken_by_other') lose(conversationId, { seatId: String(word.data['seatId'] ?? ''), text: '', code: word.code });
        else show({ kind: 'failed', text: refusal(word.code, word.data) });
      })(),
      giveBack: () => void act('conversation.giveBack', { conversationId }, t('conversation.giveBack'), t('conversation.done.givenBack', { name })),
      assign: (seatId) => void act('conversation.assign', { conversationId, seatId }, t('conversation.assign'), null),
      noAnswerNeeded: () => {
        if (conversation.owedSince === null) show({ kind: 'info', text: t('conversation.nothingOwed') });
        else void act('conversation.noAnswerNeeded', { conversationId }, t('conversation.noAnswerNeeded'), t('conversation.done.noAnswerNeeded', { name }));
      },
      close: () => void act('conversation.close', { conversationId }, t('conversation.close'), t('conversation.done.closed', { name })),
      reopen: () => void act('conversation.reopen', { conversationId }, t('conversation.reopen'), null),
      markUnread: () => {
        onUnread();
        void act('conversation.markUnread', { conversationId }, t('conversation.markUnread'), null);
      },
      snooze: (until) => {
        const when = until === null ? '' : format.sameDay(until, now()) ? format.time(until) : `${format.weekday(until)}, ${format.time(until)}`;
        void act('conversation.snooze', { conversationId, until }, t('conversation.snooze'), until === null ? null : t('conversation.done.snoozed', { when }));
      },
      star: () => {
        if (deal && me) void act('deal.star', { dealId: deal.id, on: !deal.starredBy.includes(me.personId) }, t('conversation.star'), null);
      },
      moveStage: (direction) => {
        const funnel = deal ? dict.get('funnel', deal.funnelId) : null;
        const stageId = deal && funnel ? stageStep(funnel, deal.stageId, direction, me?.roleId ?? null) : null;
        if (!deal || !funnel || stageId === null) return;
        const stage = label(funnel.stages.find((each) => each.id === stageId)?.label);
        void (async () => {
          const answer = await press('deal.move', { dealId: deal.id, stageId, values: {}, note: null }, { label: t('conversation.moveTo', { stage }), quiet: true });
          if (answer.ok) return offerUndo(answer.commandId, t('conversation.done.moved', { name, stage }));
          return show({ kind: 'failed', text: `${t('conversation.moveTo', { stage })}: ${refusalWords(answer)}` });
        })();
      },
    };
  }, [press, outcomeOf, offerUndo, lose, show, t, label, refusal, refusalWords, format, me, dict, now, taking, setTaking, conversation, contact, deal, conversationId, onUnread]);
}

/** The keys of the open conversation; a list that knows a nearer row registers later and wins. */
export function useConversationKeys(view: ConversationView, acts: ConversationActs, openSnooze: () => void): void {
  const { zone } = useUi();
  const now = useClockNow();
  const { conversation, deal, mine } = view;
  const untaken = conversation.seatId === null;
  useAction('conversation.take', acts.take, { enabled: untaken });
  useAction('conversation.giveBack', acts.giveBack, { enabled: !untaken && mine });
  useAction('conversation.noAnswerNeeded', acts.noAnswerNeeded);
  useAction('conversation.close', conversation.closedAt === null ? acts.close : acts.reopen);
  useAction('conversation.markUnread', acts.markUnread);
  useAction('conversation.snooze', openSnooze);
  useAction('conversation.tomorrow', () => acts.snooze(tomorrowMorning(now(), zone)));
  useAction('deal.star', acts.star, { enabled: deal !== null });
  useAction('stage.back', () => acts.moveStage('back'), { enabled: deal !== null });
  useAction('stage.forward', () => acts.moveStage('forward'), { enabled: deal !== null });
}
