/** Which columns of the board are in sight: the others draw their heads only, so that a long funnel costs what is seen of it. */
import { useEffect, useState } from 'react';
import type { RefObject } from 'react';

/** Stage ids in sight. Until the browser has told, and where it can't, all are taken to be. */
export function useSeenColumns(columns: RefObject<HTMLElement | null>, count: number): { has(stageId: string): boolean } {
  const [seen, setSeen] = useState<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const board = columns.current;
    if (!board || typeof IntersectionObserver === 'undefined') return undefined;
    const watch = new IntersectionObserver(
      (entries) =>
        setSeen((before) => {
          const next = new Set(before);
          for (const entry of entries) {
            const stageId = (entry.target as HTMLElement).dataset['stage'] ?? '';
            if (entry.isIntersecting) next.add(stageId);
            else next.delete(stageId);
          }
          return next;
        }),
      { root: board, threshold: 0.1 },
    );
    for (const column of board.querySelectorAll('[data-stage]')) watch.observe(column);
    return () => watch.disconnect();
  }, [columns, count]);
  return seen ?? all;
}

const all = { has: (): boolean => true };
