/** A clock whose time runs faster than ours, so that waits of seconds take milliseconds while their order stays; and one that jumps. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '#channels/channel.ts';

export interface HurriedClock extends Clock {
  monotonic(): number;
}

export function createHurriedClock(speed = 50, begin = Date.UTC(2026, 10, 22, 12)): HurriedClock {
  const started = performance.now();
  const passed = (): number => (performance.now() - started) * speed;
  return { now: () => Math.round(begin + passed()), monotonic: passed, sleep: (ms, signal) => sleep(ms / speed, undefined, { signal }) };
}

/** Sleeping moves it on at once: what happens "at a rate" happens at exactly that rate. */
export function createJumpingClock(begin = Date.UTC(2026, 10, 22, 12)): Clock & { slept: number[] } {
  let now = begin;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms, signal) {
      signal.throwIfAborted();
      now += ms;
      slept.push(ms);
      await sleep(0);
    },
  };
}
