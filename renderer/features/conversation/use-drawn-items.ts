/** How much of a line of time is drawn: at first what a screen can show, the rest when there is time, or when somebody scrolls there. */
import { startTransition, useCallback, useEffect, useState } from 'react';
import { isSameBreath } from '#renderer/features/conversation/timeline.ts';
import type { TimelineItem } from '#renderer/features/conversation/timeline.ts';
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

/** Height of the window that is never the line's, until one has been seen: head, buttons, composer, px. */
const aroundLine = 260;
const step = 40;
/** Enough to scroll into; what has been drawn must be taken away again with the next client. */
const firstStep = 12;
/** Items further than this from those of the first drawing are left to the browser until they come into sight. */
const nearItems = 60;

/**
 * Counted from the end: older items put above and newer ones below change nothing of what is drawn. `startAt`: an item that must be drawn at first;
 * -1 = none. `room`: height of the line when it was last seen, px; null = never.
 */
export function useDrawnItems(items: readonly TimelineItem[], startAt: number, room: number | null): DrawnItems {
  const [edge, setEdge] = useState<{ first: string; more: number } | null>(null);
  const count = items.length;
  // The oldest item of the first drawing keeps its name: what comes below must not push it out.
  const filling = firstToFill(items, room ?? globalThis.innerHeight - aroundLine);
  const firstNow = startAt < 0 ? filling : Math.max(0, Math.min(startAt - 8, filling));
  const held = edge === null ? -1 : items.findIndex((item) => item.key === edge.first);
  const first = held < 0 ? firstNow : held;
  if ((edge === null || held < 0) && count > 0) setEdge({ first: items[firstNow]!.key, more: edge?.more ?? 0 });
  const from = Math.max(0, first - (edge?.more ?? 0));

  const further = useCallback(() => startTransition(() => setEdge((now) => now && { ...now, more: now.more + (now.more === 0 ? firstStep : step) })), []);
  const hidden = from > 0 && (edge?.more ?? 0) === 0;
  useEffect(() => {
    if (!hidden) return undefined;
    // Something to scroll to, once what was asked for has been seen.
    return whenIdle(further);
  }, [hidden, further]);

  return { from, near: first - nearItems, whole: from === 0, further };
}

/** The first of the items at the end that surely fill so many px. */
function firstToFill(items: readonly TimelineItem[], px: number): number {
  let left = px;
  let first = items.length;
  while (first > 0 && left > 0) left -= lowestHeight(items[first -= 1]!, items[first + 1]);
  return first;
}

/** What an item takes at the very least, px: a line of text holds no more than some ninety letters. */
function lowestHeight(item: TimelineItem, next: TimelineItem | undefined): number {
  switch (item.kind) {
    case 'day':
    case 'new': return 32;
    case 'event':
    case 'change': return 20;
    case 'note': return 40;
    case 'bubble': return (isSameBreath(item, next) ? 38 : 56) + 20 * Math.min(12, Math.floor(item.rows[0]!.text.length / 90));
  }
}
