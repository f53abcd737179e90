/** A look that is repeated: one at a time, after as long as it says itself, at once when woken; woken while it looks, it looks once more. */
import type { ServerClock } from '#server/ports.ts';

export interface Beat {
  start(): void;
  wake(): void;
  /** Nothing is being looked at. */
  settled(): Promise<void>;
  /** What is being looked at comes to its end; nothing follows. */
  stop(): void;
}

/** `look` answers how long to wait, ms; what may fail it deals with itself. */
export function createBeat(clock: ServerClock, look: () => Promise<number>): Beat {
  let cancel = (): void => {};
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = true;

  const turn = async (): Promise<void> => {
    // Whoever wakes it, a commit for one, is in the midst of something.
    await Promise.resolve();
    let wait: number;
    do {
      again = false;
      wait = await look();
    } while (again && !stopped);
    running = null;
    if (!stopped) cancel = clock.after(wait, wake);
  };
  const wake = (): void => {
    if (stopped) return;
    again = true;
    if (running) return;
    cancel();
    running = turn();
  };
  return {
    wake,
    start() {
      stopped = false;
      wake();
    },
    async settled() {
      while (running) await running;
    },
    stop() {
      stopped = true;
      cancel();
    },
  };
}
