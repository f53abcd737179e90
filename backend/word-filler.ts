/** Takes the words of what has come into the search, a few milliseconds at a time, once the rows themselves are there (S32). */
import type { Replica } from '#db/console/replica.ts';
import type { Timers } from '#backend/timers.ts';

export interface WordFillerDeps {
  replica: Replica;
  timers: Timers;
  /** More rows are on their way: they come first. */
  busy(): boolean;
  /** What the disk says when it can't be written. */
  onBroken(error: unknown): void;
}

const [firstMs, nextMs, busyMs] = [100, 10, 500];
/** As long rows may keep coming before some words go in between them. */
const longestMs = 3000;
/** Messages of a step: about five milliseconds. */
const atOnce = 200;

export function createWordFiller({ replica, timers, busy, onBroken }: WordFillerDeps) {
  let cancel: (() => void) | null = null;
  let came = false;
  let since = 0;
  const after = (ms: number): void => {
    cancel ??= timers.after(ms, () => {
      cancel = null;
      if (busy()) return after(busyMs);
      if (came && timers.now() < since + longestMs) {
        came = false;
        return after(firstMs);
      }
      try {
        if (replica.indexWords(atOnce)) after(nextMs);
      } catch (error) {
        onBroken(error);
      }
    });
  };
  return {
    /** Rows have come. */
    wake(): void {
      came = true;
      if (cancel !== null) return;
      since = timers.now();
      try {
        if (replica.wordsWait()) after(firstMs);
      } catch (error) {
        onBroken(error);
      }
    },
    stop: (): void => cancel?.(),
  };
}
