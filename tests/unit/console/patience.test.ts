/** How long a console waits between two tries to reach its server. */
import { expect, test } from 'vitest';
import { createPatience } from '#backend/sync/patience.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';

test('[S49] however long the server was away, the next try is never more than three seconds off, and two consoles do not try together', () => {
  const clock = createFakeClock(0);
  const tries = (seed: number): number[] => {
    const fill = seededRandom(seed);
    const byte = new Uint8Array(1);
    const patience = createPatience({ ...clock, after: (ms, work) => (waits.push(ms), clock.after(ms, work)) }, () => (fill(byte), byte[0]! / 256));
    const waits: number[] = [];
    for (let n = 0; n < 40; n += 1) patience.again(() => undefined, 0);
    patience.stop();
    return waits;
  };
  const [one, other] = [tries(1), tries(2)];
  expect(one[0]).toBeLessThanOrEqual(500);
  expect(one.slice(5).every((ms) => ms >= 1500 && ms <= 3000)).toBe(true);
  expect(one.filter((ms, n) => ms === other[n]).length).toBeLessThan(5);
});
