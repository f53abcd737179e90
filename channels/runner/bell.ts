/** A wait that ends early when rung: loops sleep on it instead of asking again and again. */
import type { Clock } from '#channels/channel.ts';

export interface Bell {
  ring(): void;
  /** Resolves when rung (also when it was rung before, once), when `ms` have passed or when aborted; never rejects. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

export function createBell(clock: Clock): Bell {
  let rung = false;
  let wake: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms, signal) {
      if (!rung && !signal.aborted) {
        const over = new AbortController();
        const stop = (): void => over.abort();
        signal.addEventListener('abort', stop);
        wake = stop;
        await clock.sleep(ms, over.signal).catch(() => undefined);
        wake = null;
        signal.removeEventListener('abort', stop);
      }
      rung = false;
    },
  };
}
