/** The line of time of one conversation: newest at the bottom, older ones on scrolling up without a jump, each at its measured height. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { useQuery } from '#renderer/data/use-query.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { TimelineRow } from '#renderer/features/conversation/TimelineRow.tsx';
import { buildTimeline, firstUnread, isSameBreath } from '#renderer/features/conversation/timeline.ts';
import type { TimelineItem } from '#renderer/features/conversation/timeline.ts';
import { useMessages } from '#renderer/features/conversation/message-pages.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import type { HistoryBody } from '#shared/model/bodies.ts';
import { historyOf } from '#shared/queries/registry.ts';
import type { ConversationView, MessageRow } from '#shared/queries/rows.ts';

/** Nearer to the end than this counts as being at the end, px. */
const atEndPx = 48;
/** A "new" line further up than this many items is where one starts to read. */
const readFromNew = 10;

export interface ThreadProps {
  view: ConversationView;
  /** Message to open at instead of the newest one. */
  around: string | null;
  /** Tells the composer which messages of this window have come and gone. */
  onRows(rows: readonly MessageRow[]): void;
}

export function Thread(props: ThreadProps): ReactNode {
  const { view, around, onRows } = props;
  const { t, format } = useWords();
  const { rows, loaded, more, older } = useMessages(view.conversation.id, around);
  const newFrom = useNewFrom(rows, loaded, view.unread);
  const dayOf = useCallback((at: number) => format.date(at, 0), [format]);
  const lines = useChanges(view);
  const items = useMemo(() => buildTimeline(rows, newFrom, dayOf, lines), [rows, newFrom, dayOf, lines]);
  const box = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const shown = useView((state) => state.shown);
  const openConversation = useView((state) => state.openConversation);

  // oxlint-disable-next-line react/incompatible-library -- the compiler that cannot memoise it is not used here
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: (at) => guessHeight(items[at]!),
    getItemKey: (at) => items[at]!.key,
    overscan: 8,
    paddingStart: 12,
    paddingEnd: 8,
    anchorTo: 'end',
  });

  useEffect(() => onRows(rows), [rows, onRows]);

  // Who stands at the end goes on standing there, whatever grows above or takes room below.
  const atEnd = useRef(true);
  const toEnd = (): void => {
    atEnd.current = true;
    if (box.current) box.current.scrollTop = box.current.scrollHeight;
  };
  const placed = useRef(false);
  useLayoutEffect(() => {
    if (placed.current || items.length === 0) return;
    placed.current = true;
    const aroundAt = around === null ? -1 : items.findIndex((item) => item.kind === 'bubble' && item.rows.some((row) => row.id === around));
    const newAt = items.findIndex((item) => item.kind === 'new');
    atEnd.current = aroundAt < 0 && (newAt < 0 || items.length - newAt <= readFromNew);
    if (aroundAt >= 0) virtualizer.scrollToIndex(aroundAt, { align: 'center' });
    else if (!atEnd.current) virtualizer.scrollToIndex(newAt, { align: 'start' });
  }, [items, around, virtualizer]);

  const height = virtualizer.getTotalSize();
  const viewHeight = useRef(0);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [items, height]);
  useEffect(() => {
    if (!box.current || typeof ResizeObserver === 'undefined') return undefined;
    const observed = box.current;
    const observer = new ResizeObserver(() => {
      viewHeight.current = observed.clientHeight;
      if (atEnd.current) toEnd();
    });
    observer.observe(observed);
    return () => observer.disconnect();
  }, []);

  // What this person has just written is shown, wherever they had scrolled to.
  const { me } = useTeam();
  const last = items.at(-1);
  const lastRow = last?.kind === 'bubble' ? last.rows.at(-1) : last?.kind === 'note' ? last.row : undefined;
  const ownKey = lastRow && lastRow.direction === 'out' && me !== null && lastRow.personId === me.personId ? lastRow.id : null;
  const seenOwn = useRef<string | null | undefined>(undefined);
  useEffect(() => {
    if (!placed.current) return;
    if (seenOwn.current !== undefined && ownKey !== null && ownKey !== seenOwn.current && around === null) toEnd();
    seenOwn.current = ownKey;
  }, [ownKey, around]);

  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    // Scrolled by room that came or went, not by a hand: the observer settles it.
    if (element.clientHeight !== viewHeight.current && viewHeight.current !== 0) return;
    const rest = element.scrollHeight - element.scrollTop - element.clientHeight;
    atEnd.current = rest <= atEndPx;
    setAway(rest > atEndPx * 4);
  };

  const drawn = virtualizer.getVirtualItems();
  const nearTop = (drawn[0]?.index ?? 99) < 6;
  useEffect(() => {
    if (nearTop && more && placed.current) older();
  }, [nearTop, more, older]);

  const toNewest = (): void => {
    if (around === null) return toEnd();
    shown();
    openConversation(view.conversation.id);
  };

  return (
    <div className="cv-thread">
      <div
        ref={box} className="scroll cv-scroll" role="log" aria-label={t('conversation.thread')} aria-live="off" tabIndex={0}
        onScroll={onScroll}
      >
        <div className="cv-space" style={{ height }}>
          {drawn.map((each) => {
            const item = items[each.index];
            if (!item) return null;
            return (
              <div key={each.key} ref={virtualizer.measureElement} data-index={each.index} className="cv-item" style={{ transform: `translateY(${each.start}px)` }}>
                <TimelineRow item={item} channel={view.conversation.channel} accountId={view.conversation.accountId} close={isSameBreath(item, items[each.index + 1])} found={around !== null && item.key === around} />
              </div>
            );
          })}
        </div>
      </div>
      {(away || around !== null) && <Button className="cv-newest" size="sm" icon={ArrowDown} onClick={toNewest}>{t('conversation.newest')}</Button>}
      <Heard rows={rows} />
    </div>
  );
}

/** The first unseen message stays marked while the conversation is open, though it has been seen meanwhile. */
function useNewFrom(rows: readonly MessageRow[], loaded: boolean, unread: number): string | null {
  const [newFrom, setNewFrom] = useState<{ id: string | null } | null>(null);
  if (newFrom === null && loaded) {
    const found = { id: firstUnread(rows, unread) };
    setNewFrom(found);
    return found.id;
  }
  return newFrom?.id ?? null;
}

const noLines: readonly HistoryBody[] = [];
const shownChanges = 50;

/** Changes of stage and owner, from the deal's record. */
function useChanges(view: ConversationView): readonly HistoryBody[] {
  const dealId = view.deal?.id ?? null;
  const answer = useQuery(historyOf, dealId === null ? null : { contactId: null, dealId, limit: shownChanges }).value;
  return useMemo(() => answer?.filter((line) => line.kind === 'deal' && (line.field === 'stageId' || line.field === 'seatId') && line.from !== undefined && (line.field === 'seatId' || line.from !== null)) ?? noLines, [answer]);
}

/** Says the client's newest words once to a screen reader; rows that scroll by are not news. */
function Heard(props: { rows: readonly MessageRow[] }): ReactNode {
  const newest = props.rows.findLast((row) => row.direction === 'in');
  const [first, setFirst] = useState<string | null>(null);
  if (first === null && newest) setFirst(newest.id);
  return <div className="vh" aria-live="polite">{newest && newest.id !== first ? newest.text.slice(0, 300) : ''}</div>;
}

/** Good guesses keep the thumb of the scrollbar still; the real height is measured once drawn. */
function guessHeight(item: TimelineItem): number {
  switch (item.kind) {
    case 'day': return 36;
    case 'new': return 36;
    case 'event': return 24;
    case 'change': return 24;
    case 'note': return 48 + 20 * Math.floor(item.row.text.length / 60);
    case 'bubble': {
      const row = item.rows[0]!;
      const lines = Math.min(26, Math.max(1, Math.ceil(row.text.length / 48)));
      return 58 + 20 * (lines - 1) + (row.attachments.length > 0 ? 150 : 0) + (row.subject ? 68 : 0);
    }
  }
}
