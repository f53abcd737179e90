/** The list of who waits for an answer, longest first: head, filters, accounts, rows; J and K open what they come to. */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { ReactNode } from 'react';
import { Inbox } from 'lucide';
import { usePrefetch, useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { AccountStrip } from '#renderer/features/inbox/AccountStrip.tsx';
import { AccountTrouble } from '#renderer/features/inbox/AccountTrouble.tsx';
import { FilterButton, FilterChips } from '#renderer/features/inbox/FilterButton.tsx';
import { inboxItems, itemId, nextOwed, waits } from '#renderer/features/inbox/inbox-items.ts';
import type { InboxItem } from '#renderer/features/inbox/inbox-items.ts';
import { InboxRowView } from '#renderer/features/inbox/InboxRowView.tsx';
import { useInboxPages } from '#renderer/features/inbox/inbox-pages.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { useNarrow } from '#renderer/ui/use-narrow.ts';
import { useAction } from '#renderer/ui/keys/use-action.ts';
import { Tabs } from '#renderer/ui/Tabs.tsx';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import type { RowState } from '#renderer/ui/VirtualList.tsx';
import { changesOfDeal, messagesAt } from '#shared/queries/first-messages.ts';
import { cardView, conversationView, historyOf, inboxCounts, messagePage } from '#shared/queries/registry.ts';
import type { InboxFilter } from '#shared/queries/registry.ts';
import type { InboxCounts, InboxRow } from '#shared/queries/rows.ts';

const views = ['owed', 'mine', 'untaken', 'all'] as const;
const noCounts: InboxCounts = { owed: 0, late: 0, mine: 0, untaken: 0, unread: 0, all: 0, chronicle: 0, tasksDue: 0, paymentsWaiting: 0, byAccount: [], byStage: [] };
/** How many of those below the open one, and of those who wait longest, are fetched before they are opened: a held key must not outrun it. */
const askedAhead = 3;

export function InboxPane(): ReactNode {
  const { t } = useWords();
  const filter = useView((view) => view.filter);
  const setFilter = useView((view) => view.setFilter);
  const counts = useQuery(inboxCounts, {}).value ?? noCounts;
  const status = counts.owed === 0 ? t('inbox.nobodyWaits')
    : [t('inbox.waiting', { count: counts.owed }), counts.late > 0 ? t('inbox.late', { count: counts.late }) : ''].filter(Boolean).join(' · ');
  return (
    <>
      <div className="panehead">
        <h1 className="heading">{t('inbox.title')}</h1>
        <span className="small t3 grow trunc" aria-live="polite">{status}</span>
        <FilterButton />
      </div>
      <Tabs
        className="filters" label={t('inbox.views')} value={filter.view} change={(view) => setFilter({ view })}
        tabs={views.map((view) => ({ value: view, label: t(`inbox.view.${view}`), count: counts[view] }))}
      />
      <AccountStrip />
      <FilterChips />
      <AccountTrouble />
      <InboxRows counts={counts} filter={filter} />
    </>
  );
}

function InboxRows(props: { counts: InboxCounts; filter: InboxFilter }): ReactNode {
  const { counts, filter } = props;
  const { t } = useWords();
  const openId = useView((view) => view.conversationId);
  const openConversation = useView((view) => view.openConversation);
  const focusComposer = useView((view) => view.focusComposer);
  const { rows, loaded, further } = useInboxPages(filter);
  const narrow = useNarrow();
  const askFor = useAskFor();
  const narrowed = filter.accountId !== null || filter.stageId !== null || filter.unreadOnly;
  const rest = filter.view === 'all' && !narrowed ? counts.all - counts.owed : null;
  const items = useMemo(() => inboxItems(rows, rest), [rows, rest]);

  useAskAhead(rows, openId);
  useAction('list.nextOwed', () => {
    const next = nextOwed(rows, openId);
    if (next) openConversation(next.conversationId, { focusComposer: true });
  }, { enabled: nextOwed(rows, openId) !== null });

  const open = useCallback(
    (item: InboxItem) => {
      if (item.kind !== 'row') return;
      // Enter on what is open already goes on to the next step: writing.
      if (useView.getState().conversationId === item.row.conversationId && useView.getState().pane === 'chat') focusComposer();
      else {
        askFor(item.row);
        openConversation(item.row.conversationId);
      }
    },
    [openConversation, focusComposer, askFor],
  );
  if (!loaded) return <div className="rows" aria-busy />;
  return (
    <VirtualList
      className="rows hr" label={t('inbox.list')} rows={items} idOf={itemId} heightOf={narrow ? heights.phone : heights.desk} renderRow={renderRow} passive={isRest} selectedId={openId} open={open} openOnMove
      restoreKey={`inbox ${JSON.stringify(filter)}`} onReachEnd={further} empty={<NobodyWaits filter={filter} narrowed={narrowed} all={counts.all} />}
    />
  );
}

function renderRow(item: InboxItem, state: RowState): ReactNode {
  return item.kind === 'row' ? <InboxRowView row={item.row} optionId={state.optionId} selected={state.selected} /> : <RestLine count={item.count} />;
}

function RestLine(props: { count: number | null }): ReactNode {
  const { t } = useWords();
  return <div className="listsep" role="presentation">{t('inbox.rest')}{props.count !== null && ` · ${props.count}`}</div>;
}

function isRest(item: InboxItem): boolean {
  return item.kind === 'rest';
}

/** As the styles draw them: 56 px, 64 under a finger; the dividing line 24. */
const heights = { desk: (item: InboxItem) => (item.kind === 'rest' ? 24 : 56), phone: (item: InboxItem) => (item.kind === 'rest' ? 24 : 64) } as const;

function NobodyWaits(props: { filter: InboxFilter; narrowed: boolean; all: number }): ReactNode {
  const { t } = useWords();
  const setFilter = useView((view) => view.setFilter);
  const { filter, narrowed, all } = props;
  if (narrowed) {
    return (
      <EmptyState icon={Inbox} title={t('inbox.empty.narrowed')} text={t('inbox.empty.narrowedText')}>
        <Button onClick={() => setFilter({ accountId: null, stageId: null, unreadOnly: false })}>{t('inbox.filter.clear')}</Button>
      </EmptyState>
    );
  }
  const empty = all === 0 ? 'none' : filter.view;
  return (
    <EmptyState icon={Inbox} title={t(`inbox.empty.${empty}`)} text={t(`inbox.empty.${empty}Text`)}>
      {filter.view !== 'all' && all > 0 && <Button onClick={() => setFilter({ view: 'all' })}>{t('inbox.showAll', { count: all })}</Button>}
    </EmptyState>
  );
}

/** All that a conversation shows is asked at once, before it is drawn: one way to the console and back, not one after the other. */
function useAskFor(): (row: InboxRow) => void {
  const prefetch = usePrefetch();
  return useCallback((row) => {
    prefetch(conversationView, { conversationId: row.conversationId });
    prefetch(messagePage, messagesAt(row.conversationId));
    prefetch(cardView, { conversationId: row.conversationId });
    if (row.dealId !== null) prefetch(historyOf, changesOfDeal(row.dealId));
  }, [prefetch]);
}

/** The next ones to be opened are asked before they are, so that opening them draws at once. */
function useAskAhead(rows: readonly InboxRow[], openId: string | null): void {
  const askFor = useAskFor();
  const at = rows.findIndex((row) => row.conversationId === openId);
  const next = [...(at >= 0 ? rows.slice(at + 1, at + 1 + askedAhead) : []), ...rows.filter((row) => waits(row) && row.conversationId !== openId).slice(0, askedAhead)];
  const ahead = next.map((row) => row.conversationId).join(' ');
  const nextNow = useRef(next);
  useEffect(() => {
    nextNow.current = next;
  });
  useEffect(() => {
    // Right after the open one has been painted.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => nextNow.current.forEach(askFor), 0);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [ahead, askFor]);
}
