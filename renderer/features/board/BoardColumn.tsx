/** One stage of the board: draws only the cards in sight, asks for them a page at a time, takes what is dropped on it. */
import { memo, startTransition, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useQuery } from '#renderer/data/use-query.ts';
import { useView } from '#renderer/data/view.ts';
import { BoardCardRow } from '#renderer/features/board/BoardCardRow.tsx';
import { useBoardView } from '#renderer/features/board/board-view.ts';
import type { BoardQuestion } from '#renderer/features/board/board-view.ts';
import type { CardPlaces } from '#renderer/features/board/card-places.ts';
import { beyondEdges, cardHeight, columnWindow, pageSize, pagesOf } from '#renderer/features/board/column-window.ts';
import type { ColumnWindow } from '#renderer/features/board/column-window.ts';
import { useColumnTarget } from '#renderer/features/board/use-drag.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { whenIdle } from '#renderer/ui/when-idle.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { boardCards } from '#shared/queries/registry.ts';
import type { BoardCard } from '#shared/queries/rows.ts';
import type { StageBody } from '#shared/model/preset.ts';

/** Height of the window that is never a column's, px: top bar, heads, stages. */
const aroundColumn = 170;
/** Scroll places of columns that were left. */
const scrolledTo = new Map<string, number>();

export const BoardColumn = memo(function BoardColumn(props: {
  stage: StageBody;
  question: BoardQuestion;
  count: number;
  sumMinor: number;
  /** False while the column is outside the window: its cards are not asked for. */
  seen: boolean;
  /** The counts are known. */
  known: boolean;
  places: CardPlaces;
}): ReactNode {
  const { stage, question, count, seen, places } = props;
  const { t, label, format } = useWords();
  const { team } = useTeam();
  const column = useRef<HTMLDivElement>(null);
  const over = useColumnTarget(column, stage.id);
  const placed = useBoardView((state) => (state.placed?.toStageId === stage.id ? state.placed.card : null));
  const name = label(stage.label);
  return (
    <div ref={column} className={`col ${over ? 'board-over' : ''}`} data-stage={stage.id}>
      <div className={`colhead board-head sd-${stage.colour}`}>
        <h2 className="trunc" title={name}>{name}</h2>
        <span className="small t3">{count}</span>
        <span className="sum">{props.sumMinor > 0 && format.money(props.sumMinor, team?.currency ?? 'UAH')}</span>
      </div>
      {(over ?? placed) && <DropPlace card={over ?? placed!} places={places} />}
      {count === 0 && props.known && !placed && <p className="colempty">{stage.help ? label(stage.help) : t('board.empty')}</p>}
      {count > 0 && seen && <Cards stage={stage} name={name} question={question} count={count} places={places} />}
    </div>
  );
});

/** Where the card will be, or has just been, put. */
function DropPlace(props: { card: BoardCard; places: CardPlaces }): ReactNode {
  return <div className="slot-drop" aria-hidden><BoardCardRow card={props.card} lifted current={false} open={false} ghost={false} optionId="" /></div>;
}

function Cards(props: { stage: StageBody; name: string; question: BoardQuestion; count: number; places: CardPlaces }): ReactNode {
  const { stage, question, count, places } = props;
  const box = useRef<HTMLDivElement>(null);
  const place = `${question.funnelId} ${stage.id}`;
  const [height, setHeight] = useState(() => Math.max(300, globalThis.innerHeight - aroundColumn));
  const [top, setTop] = useState(() => scrolledTo.get(place) ?? 0);
  // What is seen first; what lies beyond the edges once it has been painted.
  const [beyond, setBeyond] = useState(0);
  useEffect(() => whenIdle(() => startTransition(() => setBeyond(beyondEdges))), []);
  const { first, end } = columnWindow(top, height, count, beyond);
  const range: ColumnWindow = { first, end };
  const chosenId = useBoardView((state) => (state.chosen?.stageId === stage.id ? state.chosen.dealId : null));

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    // Setting a place makes the browser lay the board out at once: only where there is one to go back to.
    const left = scrolledTo.get(place) ?? 0;
    if (left > 0) element.scrollTop = left;
    if (typeof ResizeObserver === 'undefined') return undefined;
    const watch = new ResizeObserver(() => setHeight((before) => element.clientHeight || before));
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);

  const onScroll = useCallback(() => {
    const now = box.current?.scrollTop ?? 0;
    scrolledTo.set(place, now);
    setTop(now);
  }, [place]);

  return (
    <div
      ref={box}
      className="scroll board-cards"
      role="listbox"
      aria-label={props.name}
      aria-activedescendant={chosenId ? optionIdOf(chosenId) : undefined}
      tabIndex={0}
      onScroll={onScroll}
      onFocus={(event) => {
        // A press of the mouse chooses what it was pressed on.
        if (!event.currentTarget.matches(':focus-visible')) return;
        if (useBoardView.getState().chosen?.stageId === stage.id) return;
        const card = places.at(stage.id, first);
        if (card) useBoardView.getState().set({ chosen: { dealId: card.dealId, stageId: stage.id, index: first } });
      }}
    >
      <div className="vspace" role="presentation" style={{ height: count * cardHeight }}>
        {pagesOf(range).map((offset) => <Page key={offset} stageId={stage.id} question={question} offset={offset} first={first} end={end} places={places} />)}
      </div>
    </div>
  );
}

const Page = memo(function Page(props: { stageId: string; question: BoardQuestion; offset: number; first: number; end: number; places: CardPlaces }): ReactNode {
  const { stageId, question, offset, places } = props;
  const rows = useQuery(boardCards, { ...question, stageId, offset, limit: pageSize }).value?.rows ?? null;
  const chosenId = useBoardView((state) => (state.chosen?.stageId === stageId ? state.chosen.dealId : null));
  const placed = useBoardView((state) => state.placed);
  const openId = useView((state) => state.conversationId);

  useEffect(() => {
    if (!rows) return;
    places.tell(stageId, offset, rows);
    // The console has caught up with what was put here.
    const { placed: waiting, set } = useBoardView.getState();
    if (waiting?.toStageId === stageId && rows.some((row) => row.dealId === waiting.card.dealId)) set({ placed: null });
  }, [rows, places, stageId, offset]);

  if (!rows) return null;
  const from = Math.max(0, props.first - offset);
  return (
    <div className="board-page" role="presentation" style={{ top: (offset + from) * cardHeight }}>
      {rows.slice(from, Math.max(from, props.end - offset)).map((card) => (
        <BoardCardRow
          key={card.dealId}
          card={card}
          current={card.dealId === chosenId}
          open={card.conversationId !== null && card.conversationId === openId}
          ghost={placed?.card.dealId === card.dealId && placed.toStageId !== stageId}
          optionId={optionIdOf(card.dealId)}
        />
      ))}
    </div>
  );
});

export function optionIdOf(dealId: string): string {
  return `board-${dealId}`;
}
