/** Whether the window is as narrow as a phone (760 px, as the styles say): asked of the browser once, followed when it changes. */
import { useSyncExternalStore } from 'react';

const narrow = globalThis.matchMedia?.('(max-width: 760px)') ?? null;

function subscribe(listener: () => void): () => void {
  narrow?.addEventListener?.('change', listener);
  return () => narrow?.removeEventListener?.('change', listener);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => narrow?.matches ?? false);
}
