/** The chronicle: the newest message of every client who waits, worked with J, K and the digits; it empties itself when anybody answers. */
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { CircleCheck } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { ChronicleEntry, DoneEntry } from '#renderer/features/chronicle/ChronicleEntry.tsx';
import { useChronicleView } from '#renderer/features/chronicle/chronicle-view.ts';
import type { ChronicleSource } from '#renderer/features/chronicle/chronicle-view.ts';
import { feedOf } from '#renderer/features/chronicle/feed.ts';
import type { FeedItem } from '#renderer/features/chronicle/feed.ts';
import { useChronicle } from '#renderer/features/chronicle/use-chronicle.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Segments, Select } from '#renderer/ui/Field.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { Tabs } from '#renderer/ui/Tabs.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { VirtualList } from '#renderer/ui/VirtualList.tsx';
import type { RowState } from '#renderer/ui/VirtualList.tsx';
import { chroniclePage } from '#shared/queries/registry.ts';
import type { AccountId } from '#shared/base/ids.ts';
import type { InboxRow } from '#shared/queries/rows.ts';
import '#renderer/features/chronicle/chronicle.css';

const sources: readonly ChronicleSource[] = ['all', 'direct', 'comment', 'story', 'other'];
const countedRows = 200;

export function ChroniclePane(): ReactNode {
  const { t, format } = useWords();
  const chronicle = useChronicle();
  const { source, accountId, mineOnly, set } = useChronicleView();
  const openId = useView((state) => state.conversationId);
  const openConversation = useView((state) => state.openConversation);
  const now = useNow(30_000);
  const items = useMemo(
    () => feedOf(chronicle.rows, chronicle.done, now, format, { justNow: t('chronicle.justNow'), doneToday: t('chronicle.doneToday', { count: chronicle.doneCount }) }),
    [chronicle.rows, chronicle.done, chronicle.doneCount, now, format, t],
  );
  const everything = useCounts(accountId, mineOnly);
  return (
    <>
      <Head left={chronicle.rows.length} done={chronicle.doneCount} />
      <div className="filters hr chronicle-filters">
        <Tabs
          label={t('chronicle.filter')}
          tabs={sources.map((value) => ({ value, label: t(`chronicle.source.${value}`), ...(everything && value !== 'all' ? { count: everything[value] } : {}) }))}
          value={source}
          change={(value) => set({ source: value })}
        />
        <span className="grow" />
        <AccountFilter />
      </div>
      <VirtualList<FeedItem>
        label={t('chronicle.title')}
        rows={items}
        idOf={itemId}
        heightOf={guessedHeight}
        measured
        renderRow={drawn}
        passive={isHeading}
        selectedId={openId}
        open={(item) => { if (item.kind !== 'heading') openConversation(item.kind === 'entry' ? item.row.conversationId : item.done.conversationId); }}
        openOnMove
        restoreKey={`chronicle ${source} ${mineOnly} ${accountId}`}
        onReachEnd={chronicle.further}
        empty={chronicle.loaded ? <EmptyState icon={CircleCheck} title={t('chronicle.empty')} text={t('chronicle.emptyText')} /> : <div className="grow" />}
      />
    </>
  );
}

const itemId = (item: FeedItem): string => item.id;
const isHeading = (item: FeedItem): boolean => item.kind === 'heading';

function guessedHeight(item: FeedItem): number {
  if (item.kind === 'heading') return 25;
  if (item.kind === 'done') return 33;
  return (item.row.lastIn?.text.length ?? 0) > 85 ? 81 : 61;
}

function drawn(item: FeedItem, state: RowState): ReactNode {
  switch (item.kind) {
    case 'heading': return <div className="feedsep" role="presentation">{item.label}</div>;
    case 'entry': return <ChronicleEntry row={item.row} optionId={state.optionId} selected={state.selected} current={state.current} />;
    case 'done': return <DoneEntry done={item.done} optionId={state.optionId} selected={state.selected} current={state.current} />;
  }
}

function Head(props: { left: number; done: number }): ReactNode {
  const { left, done } = props;
  const { t } = useWords();
  const { mineOnly, set } = useChronicleView();
  const total = left + done;
  return (
    <div className="panehead">
      <h1 className="heading">{t('chronicle.title')}</h1>
      {total > 0 && <span className="small t3 chronicle-left">{t('chronicle.left', { left, total })}</span>}
      {total > 0 && <div className="bar chronicle-bar" role="img" aria-label={t('chronicle.progress', { done, total })}><i className="ok" style={{ width: `${Math.round((done / total) * 100)}%` }} /></div>}
      <span className="grow" />
      <span className="row-x tight small t3 chronicle-keys"><Kbd action="list.next" /><Kbd action="list.previous" />{t('chronicle.keys')}</span>
      <Segments
        label={t('chronicle.whose')}
        value={mineOnly ? 'mine' : 'all'}
        options={[{ value: 'all', label: t('chronicle.all') }, { value: 'mine', label: t('chronicle.mine') }]}
        change={(value) => set({ mineOnly: value === 'mine' })}
      />
    </div>
  );
}

function AccountFilter(): ReactNode {
  const { t } = useWords();
  const { accounts } = useTeam();
  const { accountId, set } = useChronicleView();
  const options = useMemo(
    () => [{ value: '', label: t('chronicle.accounts', { n: accounts.filter((account) => account.active).length }) }, ...accounts.filter((account) => account.active).map((account) => ({ value: account.id as string, label: account.name }))],
    [accounts, t],
  );
  return <Select label={t('chronicle.account')} hideLabel small value={accountId ?? ''} onChange={(event) => set({ accountId: event.target.value || null })} options={options} />;
}

/** How many of each kind wait; null while there are more than one page of them, for a wrong number is worse than none. */
function useCounts(accountId: string | null, mineOnly: boolean): Record<Exclude<ChronicleSource, 'all'>, number> | null {
  const all = useQuery(chroniclePage, { mineOnly, accountId: accountId as AccountId | null, source: 'all', after: null, limit: countedRows }).value;
  return useMemo(() => {
    if (!all || all.cursor !== null) return null;
    const counts = { direct: 0, comment: 0, story: 0, other: 0 };
    for (const row of all.rows) counts[sourceOf(row)] += 1;
    return counts;
  }, [all]);
}

function sourceOf(row: InboxRow): Exclude<ChronicleSource, 'all'> {
  const kind = row.lastIn?.kind;
  if (kind === 'comment') return 'comment';
  if (kind === 'story_reply' || kind === 'story_mention') return 'story';
  return kind === undefined || kind === 'event' || kind === 'unsupported' ? 'other' : 'direct';
}
