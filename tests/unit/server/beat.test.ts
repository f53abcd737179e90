/** One look at a time, whoever wakes it and how often. */
import { expect, test } from 'vitest';
import { createBeat } from '#server/beat.ts';
import { createFakeClock } from '#tests/helpers/fake-clock.ts';

/** Looks end when the test says so, each asking for the next after a second. */
function looking() {
  const clock = createFakeClock(0);
  const under: (() => void)[] = [];
  const begun: number[] = [];
  const beat = createBeat(clock, () => new Promise((resolve) => {
    begun.push(clock.now());
    under.push(() => resolve(1000));
  }));
  return { clock, beat, begun, under, end: async () => {
    under.shift()!();
    await turns();
  } };
}
const turns = async (): Promise<void> => {
  for (let n = 0; n < 10; n += 1) await Promise.resolve();
};

test('[S64] woken while it looks, it looks once more, not at the same time and not once for every call', async () => {
  const { clock, beat, begun, under, end } = looking();
  beat.start();
  await turns();
  beat.wake();
  beat.wake();
  await turns();
  expect([begun, under.length]).toEqual([[0], 1]);
  await end();
  expect([begun, under.length]).toEqual([[0, 0], 1]);
  await end();
  expect(under.length).toBe(0);
  await beat.settled();
  // Then as long after as the look has said, and at once for whoever wakes it: that one takes the place of the one that was to come.
  await clock.advance(400, turns);
  beat.wake();
  await turns();
  await end();
  await clock.advance(999, turns);
  expect(begun).toEqual([0, 0, 400]);
  await clock.advance(1, turns);
  expect(begun).toEqual([0, 0, 400, 1400]);
});

test('stopped in the midst of a look, it ends that one and begins no other', async () => {
  const { clock, beat, begun, end } = looking();
  beat.start();
  await turns();
  beat.wake();
  beat.stop();
  beat.wake();
  await end();
  await beat.settled();
  await clock.advance(5000, turns);
  expect(begun).toEqual([0]);
});
