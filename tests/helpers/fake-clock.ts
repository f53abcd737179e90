/** Time that stands still until a test moves it. */

export interface FakeClock {
  now(): number;
  after(ms: number, work: () => void): () => void;
  /** Moves to the next timer that is due within `ms`, runs it, waits for what it began, and so on until the time has passed. */
  advance(ms: number, settle: () => Promise<void>): Promise<void>;
  /** Hours pass while every machine sleeps: what came due meanwhile is due once, now. */
  jump(ms: number, settle: () => Promise<void>): Promise<void>;
}

export function createFakeClock(start: number): FakeClock {
  let now = start;
  let serial = 0;
  const timers = new Map<number, { at: number; work: () => void }>();
  const clock: FakeClock = {
    now: () => now,
    after(ms, work) {
      const id = (serial += 1);
      timers.set(id, { at: now + Math.max(0, ms), work });
      return () => void timers.delete(id);
    },
    async advance(ms, settle) {
      const end = now + ms;
      for (;;) {
        await settle();
        const due = [...timers].filter(([, timer]) => timer.at <= end).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
        if (!due) break;
        now = Math.max(now, due[1].at);
        timers.delete(due[0]);
        due[1].work();
      }
      now = end;
      await settle();
    },
    async jump(ms, settle) {
      await settle();
      now += ms;
      await clock.advance(0, settle);
    },
  };
  return clock;
}

/** Random bytes that repeat with the same seed (xorshift). */
export function seededRandom(seed: number): (bytes: Uint8Array) => void {
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  return (bytes) => {
    for (let n = 0; n < bytes.length; n += 1) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      bytes[n] = state & 0xff;
    }
  };
}
