/** Which cards of a column are worth drawing: rows have one height, so places follow from the scroll alone. */

export const cardHeight = 73;
export const pageSize = 60;
/** Cards drawn beyond the edges, so that a turn of the wheel meets no gap. */
export const beyondEdges = 4;
/** The window moves in steps, not with every pixel. */
const step = 4;

export interface ColumnWindow {
  /** First and last + 1 index of the cards to draw. */
  first: number;
  end: number;
}

/** `scrolledTo` and `height` in CSS px, `count` = cards in the stage, `beyond` = cards drawn on either side of what is seen. */
export function columnWindow(scrolledTo: number, height: number, count: number, beyond = beyondEdges): ColumnWindow {
  // A column that has shrunk stands at its end, whatever place is remembered.
  const scrollTop = Math.min(scrolledTo, Math.max(0, count * cardHeight - height));
  const first = Math.max(0, Math.floor(scrollTop / cardHeight / step) * step - beyond);
  const end = Math.min(count, Math.ceil((scrollTop + height) / cardHeight / step) * step + beyond);
  return { first: Math.min(first, count), end: Math.max(end, 0) };
}

/** Offsets of the pages that hold cards of the window, ascending. */
export function pagesOf(window: ColumnWindow): number[] {
  const offsets: number[] = [];
  for (let page = Math.floor(window.first / pageSize); page * pageSize < window.end; page += 1) offsets.push(page * pageSize);
  return offsets;
}
