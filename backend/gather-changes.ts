/** Tells windows what others changed at once, and then no more than twenty times a second: what comes between is told together. */
import type { Changed } from '#db/console/replica.ts';
import type { Timers } from '#backend/timers.ts';

const pauseMs = 50;
const mostRoots = 50;

export interface GatheredChanges {
  add(changed: Changed): void;
  stop(): void;
}

export function createGatheredChanges(timers: Timers, tell: (changed: Changed) => void): GatheredChanges {
  let waiting: Changed | null = null;
  let cancel: (() => void) | null = null;
  const pause = (): void => {
    cancel = timers.after(pauseMs, () => {
      cancel = null;
      if (!waiting) return;
      const changed = waiting;
      waiting = null;
      pause();
      tell(changed);
    });
  };
  return {
    add(changed) {
      if (cancel) waiting = waiting ? joined(waiting, changed) : changed;
      else {
        pause();
        tell(changed);
      }
    },
    stop: () => cancel?.(),
  };
}

function joined(one: Changed, other: Changed): Changed {
  const roots = one.roots && other.roots ? [...new Set([...one.roots, ...other.roots])] : null;
  return { kinds: [...new Set([...one.kinds, ...other.kinds])], roots: roots && roots.length <= mostRoots ? roots : null };
}
