/** Tells the server once a minute how far this copy has stored, so that it knows what may be forgotten (S93). */
import type { Timers } from '#backend/timers.ts';

const everyMs = 60_000;

export function createStoredWord(deps: { timers: Timers; say(): void }): () => void {
  let saidAt = 0;
  return () => {
    const now = deps.timers.now();
    if (now < saidAt + everyMs) return;
    saidAt = now;
    deps.say();
  };
}
