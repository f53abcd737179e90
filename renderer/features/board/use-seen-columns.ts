/** Which columns of the board are in sight: the others draw their heads only, so that a long funnel costs what is seen of it. */
import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Widths of the window besides the board, CSS px: rail and docked conversation; and of the narrowest column. */
const besides = 536;
const narrowest = 176;

/** Columns that a window of this width can show. */
export function columnsThatFit(): number {
  return Math.max(2, Math.ceil((window.innerWidth - besides) / narrowest));
}

/** Stage ids in sight of those given, in the board's order. Before the browser has told, as many as would fit; where it can't tell, all. */
export function useSeenColumns(columns: RefObject<HTMLElement | null>, stageIds: readonly string[]): { has(stageId: string): boolean } {
  const [seen, setSeen] = useState<ReadonlySet<string>>(() => new Set(canTell() ? stageIds.slice(0, columnsThatFit()) : stageIds));
  const key = stageIds.join(' ');
  useEffect(() => {
    const board = columns.current;
    if (!board || !canTell()) return undefined;
    const watch = new IntersectionObserver(
      (entries) =>
        setSeen((before) => {
          const next = new Set(before);
          for (const entry of entries) {
            const stageId = (entry.target as HTMLElement).dataset['stage'] ?? '';
            if (entry.isIntersecting) next.add(stageId);
            else next.delete(stageId);
          }
          return next.size === before.size && [...next].every((id) => before.has(id)) ? before : next;
        }),
      { root: board },
    );
    for (const column of board.querySelectorAll('[data-stage]')) watch.observe(column);
    return () => watch.disconnect();
  }, [columns, key]);
  return seen;
}

function canTell(): boolean {
  return typeof IntersectionObserver !== 'undefined';
}
