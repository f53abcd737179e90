/** A list of any length as one listbox with one tab stop: draws what is seen, keeps its place when rows arrive, remembers where it was. */
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useAction } from '#renderer/ui/keys/use-action.ts';

export interface RowState {
  /** Give it to the row's element as `id` with role="option" and aria-selected: the list points at it. */
  optionId: string;
  /** The open one. */
  selected: boolean;
  /** The one that keys act on. */
  current: boolean;
}

export interface VirtualListProps<Row> {
  label: string;
  rows: readonly Row[];
  idOf(row: Row): string;
  /** Height of a row in px; for measured ones, a good guess. */
  heightOf(row: Row): number;
  /** Rows of unknown height (chronicle): measured after they are drawn. */
  measured?: boolean;
  /** Keep the component memoised: it is called for every row seen, at every move. */
  renderRow(row: Row, state: RowState): ReactNode;
  /** Rows that keys pass over (separators). */
  passive?(row: Row): boolean;
  selectedId: string | null;
  open(row: Row): void;
  /** J and K open what they come to; otherwise Enter does. */
  openOnMove?: boolean;
  /** Where the list was when it was last shown under this name is where it starts. */
  restoreKey?: string;
  /** Called when the end comes near. */
  onReachEnd?(): void;
  empty?: ReactNode;
  className?: string;
}

/** Scroll places of lists that were left, by `restoreKey`. */
const places = new Map<string, number>();

export function VirtualList<Row>(props: VirtualListProps<Row>): ReactNode {
  const { rows, idOf, heightOf, measured = false, selectedId, openOnMove = false, restoreKey, passive, open, onReachEnd } = props;
  const base = useId();
  const box = useRef<HTMLDivElement>(null);
  const [currentId, setCurrentId] = useState<string | null>(selectedId);
  const anchor = useRef<{ id: string; offset: number } | null>(null);

  // oxlint-disable-next-line react/incompatible-library -- the compiler that cannot memoise it is not used here
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: (at) => heightOf(rows[at]!),
    getItemKey: (at) => idOf(rows[at]!),
    overscan: 6,
    // What is drawn ahead covers a step of the list: the next rows may come after the frame that the person waits for.
    useFlushSync: false,
    initialOffset: restoreKey ? (places.get(restoreKey) ?? 0) : 0,
  });
  const items = virtualizer.getVirtualItems();

  // What is open elsewhere becomes the row that keys go on from.
  useEffect(() => {
    if (selectedId !== null) setCurrentId(selectedId);
  }, [selectedId]);

  // Rows that arrive above must not push what is being read.
  useLayoutEffect(() => {
    const held = anchor.current;
    const element = box.current;
    if (!held || !element || element.scrollTop < 4) return;
    const at = rows.findIndex((row) => idOf(row) === held.id);
    if (at < 0) return;
    const start = virtualizer.measurementsCache[at]?.start ?? virtualizer.getOffsetForIndex(at, 'start')?.[0];
    if (start !== undefined && Math.abs(start + held.offset - element.scrollTop) > 1) element.scrollTop = start + held.offset;
  }, [rows, idOf, virtualizer]);

  const remember = (): void => {
    const top = box.current?.scrollTop ?? 0;
    if (restoreKey) places.set(restoreKey, top);
    const first = virtualizer.getVirtualItemForOffset(top);
    const row = first ? rows[first.index] : undefined;
    anchor.current = first && row ? { id: idOf(row), offset: top - first.start } : null;
  };

  const last = items.at(-1)?.index ?? -1;
  const reached = rows.length > 0 && last >= rows.length - 8;
  useEffect(() => {
    if (reached) onReachEnd?.();
  }, [reached, rows.length, onReachEnd]);

  const currentAt = rows.findIndex((row) => idOf(row) === currentId);
  // A row that has left (answered, done) leaves its place: keys go on from there, not from the top. Another list begins at its top.
  const leftAt = useRef({ key: restoreKey, at: -1 });
  useEffect(() => {
    if (leftAt.current.key !== restoreKey || currentAt >= 0) leftAt.current = { key: restoreKey, at: currentAt };
  }, [currentAt, restoreKey]);

  // Read before anything is drawn anew, written at most once: the library's own way measures the page several times per key.
  const bringIntoView = (at: number): void => {
    const element = box.current;
    const place = virtualizer.measurementsCache[at];
    if (!element || !place) return virtualizer.scrollToIndex(at);
    if (place.start < element.scrollTop) element.scrollTop = place.start;
    else if (place.end > element.scrollTop + element.clientHeight) element.scrollTop = place.end - element.clientHeight;
    return undefined;
  };
  const moveTo = (at: number): void => {
    const row = rows[at];
    if (!row) return;
    bringIntoView(at);
    setCurrentId(idOf(row));
    if (openOnMove) open(row);
  };
  const step = (by: 1 | -1, from = currentAt): void => {
    let at = from + by;
    while (rows[at] !== undefined && passive?.(rows[at]!)) at += by;
    if (rows[at] !== undefined) moveTo(at);
  };

  useAction('list.next', () => {
    if (currentAt >= 0) step(1);
    else step(1, Math.max(0, Math.min(leftAt.current.at, rows.length - 1)) - 1);
  });
  useAction('list.previous', () => {
    if (currentAt >= 0) step(-1);
    else if (leftAt.current.at > 0) step(-1, leftAt.current.at);
    else step(1);
  });
  useAction('list.open', () => {
    const row = rows[currentAt];
    if (row && !passive?.(row)) open(row);
  }, { enabled: currentAt >= 0 });

  const pressedId = useRef<string | null>(null);
  const choose = (row: Row): void => {
    setCurrentId(idOf(row));
    open(row);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Home') step(1, -1);
    else if (event.key === 'End') step(-1, rows.length);
    else return;
    event.preventDefault();
  };

  if (rows.length === 0 && props.empty) return <>{props.empty}</>;
  return (
    <div
      ref={box}
      className={`vlist scroll ${props.className ?? ''}`}
      role="listbox"
      aria-label={props.label}
      aria-activedescendant={currentAt >= 0 ? `${base}-${currentId}` : undefined}
      tabIndex={0}
      onScroll={remember}
      onKeyDown={onKeyDown}
      onPointerDownCapture={() => { pressedId.current = null; }}
      onClick={(event) => {
        // The list moved between press and release: what was pressed is what is meant.
        const row = (event.target as Element).closest('.vitem') ? undefined : rows.find((one) => idOf(one) === pressedId.current);
        pressedId.current = null;
        if (row !== undefined && !passive?.(row)) choose(row);
      }}
    >
      <div className="vspace" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const id = idOf(row);
          const current = id === currentId;
          return (
            <div
              key={item.key}
              ref={measured ? virtualizer.measureElement : undefined}
              data-index={item.index}
              className={`vitem ${current ? 'is-current' : ''}`}
              role="presentation"
              style={{ top: item.start, ...(measured ? {} : { height: item.size }) }}
              onPointerDown={() => { pressedId.current = id; }}
              onClick={() => {
                if (!passive?.(row)) choose(row);
              }}
            >
              {props.renderRow(row, { optionId: `${base}-${id}`, selected: id === selectedId, current })}
            </div>
          );
        })}
      </div>
    </div>
  );
}
