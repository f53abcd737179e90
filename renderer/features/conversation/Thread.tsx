/** The line of time of one conversation: newest at the bottom, older ones on scrolling up without a jump. */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode, RefObject } from 'react';
import { ArrowDown } from 'lucide';
import { useQuery } from '#renderer/data/use-query.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { TimelineRow } from '#renderer/features/conversation/TimelineRow.tsx';
import { buildTimeline, firstUnread, isSameBreath } from '#renderer/features/conversation/timeline.ts';
import { useMessages } from '#renderer/features/conversation/message-pages.ts';
import { useDrawnItems } from '#renderer/features/conversation/use-drawn-items.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { whenIdle } from '#renderer/ui/when-idle.ts';
import type { HistoryBody } from '#shared/model/bodies.ts';
import { changesOfDeal } from '#shared/queries/first-messages.ts';
import { historyOf } from '#shared/queries/registry.ts';
import type { ConversationView, MessageRow } from '#shared/queries/rows.ts';

/** Nearer to the end than this counts as being at the end, px. */
const atEndPx = 48;
/** A "new" line further up than this many items is where one starts to read. */
const readFromNew = 10;
/** Nearer to the top of what is drawn than this, more is drawn, px. */
const nearTopPx = 800;

export interface ThreadProps {
  view: ConversationView;
  /** Message to open at instead of the newest one. */
  around: string | null;
  /** Height of the line, px, as the one before had it; told anew by this one. */
  room: RefObject<number | null>;
  /** Tells the composer which messages of this window have come and gone. */
  onRows(rows: readonly MessageRow[]): void;
}

/**
 * The box is a reversed column: its scroll place is counted from the end, so that it opens at the newest message, stays there while something
 * grows, and does not move when older ones are put above, all by the browser's own layout and without measuring anything.
 */
export function Thread(props: ThreadProps): ReactNode {
  const { view, around, room, onRows } = props;
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

  // Where one starts to read: at the hit; at the "new" line when it is far up; else at the end.
  const startAt = useMemo(() => {
    if (around !== null) return items.findIndex((item) => item.kind === 'bubble' && item.rows.some((row) => row.id === around));
    const newAt = items.findIndex((item) => item.kind === 'new');
    return newAt >= 0 && items.length - newAt > readFromNew ? newAt : -1;
  }, [items, around]);
  const drawn = useDrawnItems(items, startAt, room.current);

  const placed = useRef(false);
  useLayoutEffect(() => {
    if (placed.current || items.length === 0) return;
    placed.current = true;
    if (startAt >= 0) box.current?.querySelector(`[data-key="${items[startAt]!.key}"]`)?.scrollIntoView({ block: around === null ? 'start' : 'center' });
  }, [items, startAt, around]);

  useEffect(() => onRows(rows), [rows, onRows]);
  // Asked when it is known anyway: a question about the layout in mid-work makes the browser work it out once more.
  useEffect(() => whenIdle(() => { room.current = box.current?.clientHeight || null; }), [room]);

  const toEnd = (): void => {
    if (box.current) box.current.scrollTop = 0;
  };
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

  const { whole, further } = drawn;
  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    setAway(-element.scrollTop > atEndPx * 4);
    if (element.scrollHeight - element.clientHeight + element.scrollTop > nearTopPx) return;
    if (!whole) further();
    else if (more) older();
  };
  // A page that does not fill the box leaves nothing to scroll: the next one is asked for at once.
  useEffect(() => {
    if (whole && more && placed.current && box.current && box.current.scrollHeight <= box.current.clientHeight) older();
  }, [whole, more, older, items]);

  const toNewest = (): void => {
    if (around === null) return toEnd();
    shown();
    openConversation(view.conversation.id);
  };

  return (
    <div className="cv-thread">
      <div ref={box} className="scroll cv-scroll" role="log" aria-label={t('conversation.thread')} aria-live="off" tabIndex={0} onScroll={onScroll}>
        <div className="cv-flow">
          {items.slice(drawn.from).map((item, n) => {
            const at = drawn.from + n;
            return (
              <div key={item.key} data-key={item.key} className={`cv-item${at < drawn.near ? ' cv-far' : ''}`}>
                <TimelineRow item={item} channel={view.conversation.channel} accountId={view.conversation.accountId} close={isSameBreath(item, items[at + 1])} found={around !== null && item.key === around} />
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

/** Changes of stage and owner, from the deal's record. */
function useChanges(view: ConversationView): readonly HistoryBody[] {
  const dealId = view.deal?.id ?? null;
  const answer = useQuery(historyOf, dealId === null ? null : changesOfDeal(dealId)).value;
  return useMemo(() => answer?.filter((line) => line.kind === 'deal' && (line.field === 'stageId' || line.field === 'seatId') && line.from !== undefined && (line.field === 'seatId' || line.from !== null)) ?? noLines, [answer]);
}

/** Says the client's newest words once to a screen reader; rows that scroll by are not news. */
function Heard(props: { rows: readonly MessageRow[] }): ReactNode {
  const newest = props.rows.findLast((row) => row.direction === 'in');
  const [first, setFirst] = useState<string | null>(null);
  if (first === null && newest) setFirst(newest.id);
  return <div className="vh" aria-live="polite">{newest && newest.id !== first ? newest.text.slice(0, 300) : ''}</div>;
}
