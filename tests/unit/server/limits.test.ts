/** Counters against guessers and floods: they forgive in time, hold so many keys and no more, and nobody empties them by making up keys (R13, R18). */
import { expect, test } from 'vitest';
import { createFailureCount, createOpenCount, createRate, networkOf } from '#server/http/limits.ts';

const minute = 60_000;

test('[R13] thirty failures in a quarter of an hour block; as they grow old they are forgiven one by one', () => {
  let now = 0;
  const count = createFailureCount({ limit: 30, windowMs: 15 * minute, now: () => now });
  for (let n = 0; n < 30; n += 1) {
    expect(count.blocked('a')).toBe(false);
    now = n * 1000;
    count.failed('a');
  }
  expect([count.blocked('a'), count.blocked('b')]).toEqual([true, false]);
  now = 15 * minute - 1;
  expect(count.blocked('a')).toBe(true);
  now = 15 * minute;
  expect(count.blocked('a')).toBe(false);
  count.failed('a');
  expect(count.blocked('a')).toBe(true);
});

test('[R13] who makes up addresses pushes out the oldest, not everybody: a guesser who goes on stays blocked', () => {
  const now = (): number => 1;
  const count = createFailureCount({ limit: 30, windowMs: minute, now });
  for (let n = 0; n < 30; n += 1) {
    count.failed('idle');
    count.failed('guesser');
  }
  for (let n = 0; n < 30_000; n += 1) {
    count.failed(`made up ${n}`);
    if (n % 4000 === 0) count.failed('guesser');
  }
  // Nothing is kept for ever: who did not come again was pushed out before the window was over.
  expect([count.blocked('guesser'), count.blocked('idle')]).toEqual([true, false]);
  // A burst that came before its first answer costs no more than thirty.
  for (let n = 0; n < 100_000; n += 1) count.failed('burst');
  expect(count.blocked('burst')).toBe(true);
  const rate = createRate({ perSecond: 2, now });
  expect([rate.take('x'), rate.take('x'), rate.take('x')]).toEqual([true, true, false]);
  for (let n = 0; n < 4_999; n += 1) rate.take(`made up ${n}`);
  expect(rate.take('x')).toBe(false);
});

test('[R18] a rate begins anew with each second', () => {
  let now = 999;
  const rate = createRate({ perSecond: 1, now: () => now });
  expect([rate.take('x'), rate.take('x'), rate.take('y')]).toEqual([true, false, true]);
  now = 1000;
  expect(rate.take('x')).toBe(true);
});

test('[R18] so many open at a time; given back once each, however often it is said', () => {
  const count = createOpenCount();
  const [one, two] = [count.take('a', 2), count.take('a', 2)];
  expect([count.take('a', 2), typeof count.take('b', 1)]).toEqual([false, 'function']);
  if (!one || !two) throw new Error('refused');
  one();
  one();
  expect(typeof count.take('a', 2)).toBe('function');
  expect(count.take('a', 2)).toBe(false);
});

test('[R13] an IPv6 address counts with its /64, a mapped one as the IPv4 it is', () => {
  const same = ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff', '2001:0DB8:0001:0002::', '2001:db8:1:2::1%eth0'];
  expect(new Set(same.map(networkOf))).toEqual(new Set(['2001:db8:1:2']));
  expect(['2001:db8:1:3::1', '2001:db8::1', '::1', 'fe80::1', '::ffff:10.0.0.7', '10.0.0.7', ''].map(networkOf)).toEqual(['2001:db8:1:3', '2001:db8:0:0', '0:0:0:0', 'fe80:0:0:0', '10.0.0.7', '10.0.0.7', '']);
});
