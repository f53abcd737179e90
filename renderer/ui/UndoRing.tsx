/** A ring that empties while something can still be taken back. */
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';

/** `ms`: how long it takes in all; `sinceMs`: how much of it has already passed. */
export function UndoRing(props: { ms: number; sinceMs?: number }): ReactNode {
  const { ms, sinceMs = 0 } = props;
  const circle = useRef<SVGCircleElement>(null);
  useEffect(() => {
    // The browser's own animation: no frame of ours, and no inline style sheet.
    const running = circle.current?.animate?.([{ strokeDasharray: '100 100' }, { strokeDasharray: '0 100' }], { duration: ms, fill: 'forwards' });
    if (running) running.currentTime = sinceMs;
    return () => running?.cancel();
  }, [ms, sinceMs]);
  return (
    <svg className="undo-ring" viewBox="0 0 16 16" aria-hidden>
      <circle cx="8" cy="8" r="7" />
      <circle ref={circle} cx="8" cy="8" r="7" pathLength="100" strokeDasharray="100 100" />
    </svg>
  );
}
