/** Waits longer after each failure to connect, never the same time twice: a quarter of a second to three seconds, with jitter. */
import type { Timers } from '#backend/timers.ts';

const first = 500;
/** A network that has come back is found in time to be level five seconds later; 500 consoles that wait for one server are 220 calls a second. */
const longest = 3_000;

export interface Patience {
  /** Not before `atLeastMs`. */
  again(work: () => void, atLeastMs: number): void;
  now(work: () => void): void;
  /** A connection stands: the next failure begins from the shortest wait. */
  calm(): void;
  stop(): void;
}

export function createPatience(timers: Timers, random: () => number): Patience {
  let failures = 0;
  let cancel: (() => void) | null = null;
  const stop = (): void => {
    cancel?.();
    cancel = null;
  };
  return {
    again(work, atLeastMs) {
      stop();
      const longestNow = Math.min(longest, first * 2 ** failures);
      failures += 1;
      cancel = timers.after(Math.max(atLeastMs, Math.round(longestNow * (0.5 + random() / 2))), work);
    },
    now(work) {
      stop();
      work();
    },
    calm: () => void (failures = 0),
    stop,
  };
}
