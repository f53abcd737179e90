/** Time as the console uses it: given by its host, so that a test can hold the clock. */
export interface Timers {
  /** UTC ms. */
  now(): number;
  /** Calls once after `ms`; answers what takes it back. */
  after(ms: number, work: () => void): () => void;
}

export function systemTimers(): Timers {
  return {
    now: () => Date.now(),
    after(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  };
}

/** One line of what happened: a code with ids, numbers, sizes; never a text, a name, a phone or a token (R31). */
export type Log = (code: string, data?: Readonly<Record<string, string | number | boolean | null>>) => void;
