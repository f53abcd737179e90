/** Time that moves only when everybody has done what they could: one thread, one queue of timers, every run the same. */

export interface SimClock {
  now(): number;
  after(ms: number, work: () => void): () => void;
  /** Runs every timer that is due up to then, one after the other, each to its end. */
  run(ms: number): Promise<void>;
}

interface Timer { at: number; serial: number; work: (() => void) | null }

export function createSimClock(start: number): SimClock {
  let now = start;
  let serial = 0;
  const heap: Timer[] = [];
  const before = (a: Timer, b: Timer): boolean => a.at < b.at || (a.at === b.at && a.serial < b.serial);
  const push = (timer: Timer): void => {
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (before(heap[above]!, timer)) break;
      heap[at] = heap[above]!;
      at = above;
    }
    heap[at] = timer;
  };
  const pop = (): Timer => {
    const top = heap[0]!;
    const last = heap.pop()!;
    let at = 0;
    while (heap.length > 0) {
      let next = 2 * at + 1;
      if (next >= heap.length) break;
      if (next + 1 < heap.length && before(heap[next + 1]!, heap[next]!)) next += 1;
      if (!before(heap[next]!, last)) break;
      heap[at] = heap[next]!;
      at = next;
    }
    if (heap.length > 0) heap[at] = last;
    return top;
  };
  return {
    now: () => now,
    after(ms, work) {
      const timer: Timer = { at: now + Math.max(0, ms), serial: (serial += 1), work };
      push(timer);
      return () => { timer.work = null; };
    },
    async run(ms) {
      const end = now + ms;
      await breath();
      await turn();
      while (heap.length > 0 && heap[0]!.at <= end) {
        const { at, work } = pop();
        if (!work) continue;
        now = Math.max(now, at);
        work();
        await turn();
      }
      now = end;
    },
  };
}

/** Every promise that can go on has gone on: nothing here waits for anything outside the process, and a tick comes when no promise is left. */
function turn(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}

/** Whoever runs this process is heard now and then. */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
