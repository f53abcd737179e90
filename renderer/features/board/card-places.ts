/** Where each card that has been drawn stands, for moving between cards by keys and for finding what was dragged. Not state: nothing redraws. */
import type { BoardCard } from '#shared/queries/rows.ts';

export interface CardPlaces {
  /** Told by a page of a column whenever its rows change; `offset` = index of its first row. */
  tell(stageId: string, offset: number, rows: readonly BoardCard[]): void;
  at(stageId: string, index: number): BoardCard | null;
  /** The card and where it stands now; null when it is not among those drawn. */
  find(dealId: string): { card: BoardCard; index: number } | null;
}

export function createCardPlaces(): CardPlaces {
  const columns = new Map<string, Map<number, BoardCard>>();
  const pageEnds = new Map<string, number>();
  return {
    tell: (stageId, offset, rows) => {
      const column = columns.get(stageId) ?? new Map<number, BoardCard>();
      columns.set(stageId, column);
      // A page that got shorter must not leave its old tail behind.
      const pageKey = `${stageId} ${offset}`;
      for (let index = offset + rows.length; index < (pageEnds.get(pageKey) ?? 0); index += 1) column.delete(index);
      pageEnds.set(pageKey, offset + rows.length);
      for (const [at, row] of rows.entries()) column.set(offset + at, row);
    },
    at: (stageId, index) => columns.get(stageId)?.get(index) ?? null,
    find: (dealId) => {
      for (const column of columns.values()) for (const [index, card] of column) if (card.dealId === dealId) return { card, index };
      return null;
    },
  };
}
