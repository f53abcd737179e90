/** The time on screen: one shared ticker for all that runs, so that clocks tick together and a hidden page costs nothing. */
import { useCallback, useSyncExternalStore } from 'react';

interface Ticker {
  listeners: Set<() => void>;
  now: number;
  timer: ReturnType<typeof setInterval> | null;
}

const tickers = new Map<number, Ticker>();

function tickerOf(everyMs: number): Ticker {
  const known = tickers.get(everyMs);
  if (known) return known;
  const made: Ticker = { listeners: new Set(), now: Date.now(), timer: null };
  tickers.set(everyMs, made);
  return made;
}

/** UTC ms, renewed every `everyMs` while shown. Pass null to stand still. */
export function useNow(everyMs: number | null): number {
  const subscribe = useCallback(
    (listener: () => void) => {
      if (everyMs === null) return () => undefined;
      const ticker = tickerOf(everyMs);
      ticker.listeners.add(listener);
      ticker.now = Date.now();
      ticker.timer ??= setInterval(() => {
        ticker.now = Date.now();
        for (const each of ticker.listeners) each();
      }, everyMs);
      return () => {
        ticker.listeners.delete(listener);
        if (ticker.listeners.size === 0 && ticker.timer !== null) {
          clearInterval(ticker.timer);
          ticker.timer = null;
        }
      };
    },
    [everyMs],
  );
  const read = useCallback(() => {
    if (everyMs === null) return 0;
    const ticker = tickerOf(everyMs);
    // Nobody keeps it going yet: the first to look sets it.
    if (ticker.timer === null && Date.now() - ticker.now >= everyMs) ticker.now = Date.now();
    return ticker.now;
  }, [everyMs]);
  return useSyncExternalStore(subscribe, read);
}
