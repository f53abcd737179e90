/**
 * The open conversation: head, line of time, buttons, composer. Another client changes what they say; what belongs to one client alone ends with their
 * opening (opening.ts), and the composer is made anew. One that left my sight says so.
 */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';
import { EyeOff } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useButtonRequest } from '#renderer/data/button-request.ts';
import { useClockNow, useNewId, useOutcomeOf, usePress } from '#renderer/data/use-press.ts';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { routesOf } from '#renderer/features/conversation/answer-window.ts';
import type { Route } from '#renderer/features/conversation/answer-window.ts';
import { AskLine } from '#renderer/features/conversation/AskLine.tsx';
import { unsavedPhotos } from '#renderer/features/conversation/button-questions.ts';
import { ChatFind } from '#renderer/features/conversation/ChatFind.tsx';
import { Composer } from '#renderer/features/conversation/Composer.tsx';
import type { ComposerHandle } from '#renderer/features/conversation/Composer.tsx';
import { ConversationHead } from '#renderer/features/conversation/ConversationHead.tsx';
import { LossNotice } from '#renderer/features/conversation/LossNotice.tsx';
import { useLosses } from '#renderer/features/conversation/losses.ts';
import { MessageActsContext } from '#renderer/features/conversation/message-acts.tsx';
import type { MessageActs } from '#renderer/features/conversation/message-acts.tsx';
import { canQuote } from '#renderer/features/conversation/Quote.tsx';
import { useOpening, useOwn } from '#renderer/features/conversation/opening.ts';
import type { Opening } from '#renderer/features/conversation/opening.ts';
import { ScriptButtons } from '#renderer/features/conversation/ScriptButtons.tsx';
import { ScriptList } from '#renderer/features/conversation/ScriptList.tsx';
import { useTexts } from '#renderer/features/conversation/texts.ts';
import { Thread } from '#renderer/features/conversation/Thread.tsx';
import { useButtonPress } from '#renderer/features/conversation/use-button-press.ts';
import { useConversationActs, useConversationKeys } from '#renderer/features/conversation/use-conversation-acts.ts';
import { useReading } from '#renderer/features/conversation/use-reading.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import type { ConversationId, MessageId } from '#shared/base/ids.ts';
import type { OutgoingFile } from '#shared/model/outgoing-file.ts';
import { messagesAt } from '#shared/queries/first-messages.ts';
import { conversationView, messagePage } from '#shared/queries/registry.ts';
import type { ConversationView, MessageRow } from '#shared/queries/rows.ts';

export function ConversationPane(props: { conversationId: string }): ReactNode {
  const { conversationId } = props;
  const around = useView((state) => state.aroundMessageId);
  const { value, loading } = useQuery(conversationView, { conversationId: conversationId as ConversationId });
  // Drawn once both are there: they were asked together, and drawing twice takes longer than waiting for the second.
  const messages = useQuery(messagePage, messagesAt(conversationId, { around }));
  const room = useRef<number | null>(null);
  if (value && !messages.loading) return <OpenConversation view={value} room={room} />;
  if (loading || value) return <div className="cv-opening" aria-busy />;
  return <GoneConversation conversationId={conversationId} />;
}

function OpenConversation(props: { view: ConversationView; room: RefObject<number | null> }): ReactNode {
  const { view, room } = props;
  const { conversation, deal } = view;
  const around = useView((state) => state.aroundMessageId);
  const opening = useOpening(conversation.id);
  const { composer } = opening;
  const clock = useClockNow();
  const leaveUnread = useReading(view, opening);
  const drawn = useRef<{ of: Opening; rows: readonly MessageRow[] } | null>(null);
  const rowsNow = (): readonly MessageRow[] => (drawn.current?.of === opening ? drawn.current.rows : []);
  const acts = useConversationActs(view, opening, leaveUnread);
  const [snoozeOpen, setSnoozeOpen] = useOwn(opening, false);
  const [finding, setFinding] = useOwn(opening, false);
  const [searching, setSearching] = useOwn(opening, false);
  const pressing = useButtonPress(view, opening, () => unsavedPhotos(rowsNow(), view.contact.photos));
  useConversationKeys(view, acts, () => setSnoozeOpen(true));
  useAction('conversation.find', () => setFinding(true));
  useRequestedButton(view, pressing.begin);

  const routes = routesOf(conversation, clock());
  const [chosenRoute, setRoute] = useOwn<Route | null>(opening, null);
  const route = chosenRoute !== null && routes.includes(chosenRoute) ? chosenRoute : routes[0]!;
  const messageActs = useMessageActsOf(view, composer, routes, setRoute);
  const quoteNewest = (): void => {
    setRoute('direct');
    composer.current?.quoteEarlier(rowsNow().filter((row) => row.direction === 'in' && canQuote(row, conversation.channel)));
  };
  useAction('composer.quote', quoteNewest, { enabled: routes.includes('direct') });
  const watchUndo = useUndoKey(opening);
  const onRows = useCallback((rows: readonly MessageRow[]) => {
    drawn.current = { of: opening, rows };
    watchUndo(rows);
  }, [opening, watchUndo]);

  const insert = (text: string, files: readonly OutgoingFile[]): void => {
    setSearching(false);
    pressing.cancel();
    composer.current?.insert(text, files);
  };
  const search = useCallback(() => setSearching(true), [setSearching]);
  const closeList = (): void => {
    setSearching(false);
    pressing.cancel();
    composer.current?.focus();
  };
  const listing = searching || pressing.offering !== null;
  return (
    <MessageActsContext value={messageActs}>
      <ConversationHead view={view} acts={acts} find={() => setFinding(true)} snoozeOpen={snoozeOpen} setSnoozeOpen={setSnoozeOpen} />
      {finding && <ChatFind key={`find ${conversation.id}`} conversationId={conversation.id} close={() => setFinding(false)} />}
      <Thread key={`thread ${conversation.id} ${around ?? 'newest'}`} view={view} around={around} room={room} onRows={onRows} />
      {pressing.asking ? <AskLine key={`ask ${conversation.id} ${pressing.asking.at} ${pressing.asking.question.kind}`} asking={pressing.asking} currency={deal?.currency ?? 'UAH'} answer={pressing.answer} cancel={pressing.cancel} />
        : listing ? <ScriptList key={`scripts ${conversation.id}`} view={view} button={pressing.offering} send={pressing.choose} insert={insert} close={closeList} />
        : <ScriptButtons view={view} press={pressing.begin} search={search} />}
      <LossNotice conversationId={conversation.id} />
      <Composer key={`composer ${conversation.id}`} ref={composer} view={view} route={route} routes={routes} setRoute={setRoute} searchScripts={search} />
    </MessageActsContext>
  );
}

/** A button pressed where it is only drawn (card, chronicle): carried out here, where it can ask. */
function useRequestedButton(view: ConversationView, begin: ReturnType<typeof useButtonPress>['begin']): void {
  const wanted = useButtonRequest((state) => state.wanted);
  const taken = useButtonRequest((state) => state.taken);
  const { buttons } = useTeam();
  useEffect(() => {
    if (wanted?.conversationId !== view.conversation.id) return;
    taken();
    const button = buttons.find((each) => each.id === wanted.buttonId);
    if (button) begin(button);
  }, [wanted, taken, view.conversation.id, buttons, begin]);
}

function useMessageActsOf(view: ConversationView, composer: RefObject<ComposerHandle | null>, routes: readonly Route[], setRoute: (route: Route) => void): MessageActs {
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const newId = useNewId();
  const { t, refusal } = useWords();
  const show = useToasts((state) => state.show);
  const undid = useToasts((state) => state.undid);
  const { openComment } = view.conversation;
  const commentId = openComment?.messageId ?? null;
  const ways = routes.join(' ');
  return useMemo<MessageActs>(() => {
    /** Takes the whole press back where it is known, else only the message. */
    const takeBack = async (row: MessageRow): Promise<void> => {
      const given = row.commandId === null ? await press('message.cancel', { messageId: row.id }, { label: t('message.act.undo'), quiet: true })
        : await press('command.undo', { commandId: row.commandId }, { label: t('message.act.undo'), quiet: true });
      const word = given.ok ? await outcomeOf(given.commandId) : given;
      if (!word.ok) return show({ kind: 'failed', text: word.code === 'too_late' ? t('undo.late') : refusal(word.code, word.data) });
      if (row.commandId !== null) undid(row.commandId);
      composer.current?.restore(row.text);
      return undefined;
    };
    return {
      act: (action, row) => {
        if (action === 'undo') void takeBack(row);
        else if (action === 'reuse') composer.current?.insert(row.text, []);
        else if (action === 'settle') void press('message.settle', { messageId: row.id, sent: true }, { label: t('message.act.settle') });
        else void press('message.resend', { messageId: row.id, newMessageId: newId<MessageId>() }, { label: t('message.act.resend') });
      },
      routesOf: (row) => (row.id === commentId ? ways.split(' ').filter((way): way is 'public' | 'private' => way === 'public' || way === 'private') : []),
      chooseRoute: (route) => {
        setRoute(route);
        composer.current?.focus();
      },
      quote: ways.split(' ').includes('direct') ? (row) => {
        setRoute('direct');
        composer.current?.quote(row);
      } : null,
    };
  }, [press, outcomeOf, newId, t, refusal, show, undid, composer, commentId, ways, setRoute]);
}

/** Ctrl+Z takes back what still waits in its undo time, when no newer offer to undo stands. */
function useUndoKey(opening: Opening): (rows: readonly MessageRow[]) => void {
  const [held, setHeld] = useOwn<MessageRow | null>(opening, null);
  const press = usePress();
  const outcomeOf = useOutcomeOf();
  const { t, refusal } = useWords();
  const show = useToasts((state) => state.show);
  const undid = useToasts((state) => state.undid);
  const offered = useToasts((state) => state.toasts.some((toast) => toast.undoCommandId !== null));
  const clock = useClockNow();
  useAction('undo', () => void (async () => {
    if (held?.commandId == null) return;
    const given = await press('command.undo', { commandId: held.commandId }, { label: t('undo.offer'), quiet: true });
    const word = given.ok ? await outcomeOf(given.commandId) : given;
    if (word.ok) undid(held.commandId);
    else show({ kind: 'failed', text: word.code === 'too_late' ? t('undo.late') : refusal(word.code, word.data) });
  })(), { enabled: held !== null && !offered });
  return useCallback((rows) => {
    const newest = rows.findLast((row) => row.direction === 'out' && row.state === 'queued' && row.commandId !== null && (row.notBefore ?? 0) > clock());
    setHeld(newest ?? null);
  }, [clock, setHeld]);
}

/** Taken by somebody whose conversations I do not see, or removed. What I had written is still here. */
function GoneConversation(props: { conversationId: string }): ReactNode {
  const { t } = useWords();
  const lookup = useLookup();
  const loss = useLosses((state) => state.byConversation[props.conversationId]);
  const text = useTexts((state) => state.answer[props.conversationId] ?? '');
  const close = useView((state) => state.closeConversation);
  const kept = loss?.text || text;
  const name = loss ? lookup.seatPerson(loss.seatId) : '';
  return (
    <EmptyState icon={EyeOff} title={name === '' ? t('gone.title') : t('loss.taken', { name })} text={kept === '' ? t('gone.text') : t('gone.kept')}>
      {kept !== '' && (
        <>
          <blockquote className="cv-lost"><SafeText text={kept} kind="text" /></blockquote>
          <Button onClick={() => void navigator.clipboard.writeText(kept)}>{t('common.copy')}</Button>
        </>
      )}
      <Button onClick={close}>{t('common.close')}</Button>
    </EmptyState>
  );
}
