/** How much of a line of time is drawn: at first what a screen can show, the rest when there is time, or when somebody scrolls there. */
import { startTransition, useCallback, useEffect, useState } from 'react';
import { whenIdle } from '#renderer/ui/when-idle.ts';

export interface DrawnItems {
  /** Items before this one are not drawn yet. */
  from: number;
  /** Items before this one lie far out of sight: the browser may leave their layout and paint undone. */
  near: number;
  whole: boolean;
  /** Draws more of the older ones. */
  further(): void;
}

/** No item is lower than this, px. */
const lowestItem = 28;
/** Height of the window that is never the line's: head, buttons, composer, px. */
const aroundLine = 260;
const step = 40;
/** Items further than this from those of the first drawing are left to the browser until they come into sight. */
const nearItems = 60;

/** Counted from the end: older items put above and newer ones below change nothing of what is drawn. `startAt`: an item that must be drawn at first; -1 = none. */
export function useDrawnItems(items: readonly { key: string }[], startAt: number): DrawnItems {
  const [fits] = useState(() => Math.max(8, Math.ceil((globalThis.innerHeight - aroundLine) / lowestItem)));
  const [edge, setEdge] = useState<{ first: string; more: number } | null>(null);
  const count = items.length;
  // The oldest item of the first drawing keeps its name: what comes below must not push it out.
  const firstNow = Math.max(0, startAt < 0 ? count - fits : Math.min(startAt - 8, count - fits));
  const held = edge === null ? -1 : items.findIndex((item) => item.key === edge.first);
  const first = held < 0 ? firstNow : held;
  if ((edge === null || held < 0) && count > 0) setEdge({ first: items[firstNow]!.key, more: edge?.more ?? 0 });
  const from = Math.max(0, first - (edge?.more ?? 0));

  const further = useCallback(() => startTransition(() => setEdge((now) => now && { ...now, more: now.more + step })), []);
  const hidden = from > 0 && (edge?.more ?? 0) === 0;
  useEffect(() => {
    if (!hidden) return undefined;
    // Something to scroll to, once what was asked for has been seen.
    return whenIdle(further);
  }, [hidden, further]);

  return { from, near: first - nearItems, whole: from === 0, further };
}
