/**
 * Brings what rests (talks of long ago, held as heads) in the background, a few at a time while nothing else is wanted: search is to find any
 * word of any message, also without a connection, and whoever opens one need not wait.
 */
import type { Want } from '#shared/sync/protocol.ts';
import type { Timers } from '#backend/timers.ts';

export interface RestFillerDeps {
  timers: Timers;
  /** The next of them, each from where it is held. */
  resting(limit: number): Want[];
  ask(want: Want[]): void;
}

/** The day's work comes first: nothing is asked for right after a start, and never much at once. */
const [firstMs, nextMs, atOnce] = [30_000, 2_000, 32];

export function createRestFiller(deps: RestFillerDeps) {
  let cancel: (() => void) | null = null;
  let pauseMs = firstMs;
  let asked = '';
  return {
    /** Nothing else is wanted on this connection just now. */
    calm(): void {
      cancel ??= deps.timers.after(pauseMs, () => {
        cancel = null;
        const want = deps.resting(atOnce);
        if (want.length === 0) return;
        const text = JSON.stringify(want);
        // A server that has none of them to give is not asked in a circle.
        pauseMs = text === asked ? firstMs : nextMs;
        asked = text;
        deps.ask(want);
      });
    },
    /** The connection is gone. */
    stop(): void {
      cancel?.();
      cancel = null;
      pauseMs = firstMs;
      asked = '';
    },
  };
}
