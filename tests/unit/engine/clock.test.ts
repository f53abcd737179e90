import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { addWorkingMs, isWorkingTime, workingMsBetween } from '#shared/engine/working-time.ts';
import { clockLevelAt, clockPlan, waitedMs } from '#shared/engine/answer-clock.ts';
import { openShop } from '#tests/helpers/confectionery.ts';

const zone = 'Europe/Kyiv';
const daily = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '21:00' }];
const weekdays = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '13:00' }, { days: [1, 2, 3, 4, 5], from: '14:00', to: '18:00' }];
/** Local summer time of Kyiv is UTC+3. */
const kyiv = (day: number, hour: number, minute = 0): number => Date.UTC(2026, 5, day, hour - 3, minute);
const hour = 3_600_000;

describe('working time', () => {
  it('counts only working hours: overnight, over a break, over a weekend', () => {
    expect(workingMsBetween(kyiv(1, 20), kyiv(2, 10), daily, zone)).toBe(2 * hour);
    expect(workingMsBetween(kyiv(1, 12), kyiv(1, 15), weekdays, zone)).toBe(2 * hour);
    expect(workingMsBetween(kyiv(5, 17), kyiv(8, 10), weekdays, zone)).toBe(2 * hour);
    expect(workingMsBetween(kyiv(1, 12), kyiv(1, 11), daily, zone)).toBe(0);
  });

  it('starts at the opening hour what came in at night', () => {
    expect(addWorkingMs(kyiv(1, 23), 180_000, daily, zone)).toBe(kyiv(2, 9, 3));
    expect(addWorkingMs(kyiv(1, 20, 59), 180_000, daily, zone)).toBe(kyiv(2, 9, 2));
  });

  it('keeps the wall clock when the zone changes its offset', () => {
    // 29 March 2026, 03:00 → 04:00 in Kyiv.
    const before = Date.UTC(2026, 2, 28, 18);
    expect(addWorkingMs(before, 2 * hour, daily, zone)).toBe(Date.UTC(2026, 2, 29, 7));
    const night = [{ days: [7], from: '02:00', to: '06:00' }];
    expect(workingMsBetween(Date.UTC(2026, 2, 28, 20), Date.UTC(2026, 2, 29, 20), night, zone)).toBe(3 * hour);
  });

  it('merges lines that overlap and knows midnight as 24:00', () => {
    const twice = [{ days: [1], from: '09:00', to: '12:00' }, { days: [1], from: '10:00', to: '24:00' }];
    expect(workingMsBetween(kyiv(1, 0), kyiv(2, 12), twice, zone)).toBe(15 * hour);
    expect(isWorkingTime(kyiv(1, 23, 59), twice, zone)).toBe(true);
    expect(isWorkingTime(kyiv(2, 0), twice, zone)).toBe(false);
  });

  it('none given is round the clock; hours that never come do not hang', () => {
    expect(workingMsBetween(0, 5_000, [], zone)).toBe(5_000);
    expect(addWorkingMs(0, 5_000, [], zone)).toBe(5_000);
    expect(addWorkingMs(kyiv(1, 0), 1, [{ days: [1], from: '10:00', to: '10:00' }], zone)).toBeGreaterThan(kyiv(1, 0));
  });

  it('adding and counting agree, whatever the hours', () => {
    fc.assert(fc.property(
      fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }), fc.integer({ min: 1, max: 40 * hour }), fc.constantFrom(daily, weekdays, []),
      (from, ms, hours) => workingMsBetween(from, addWorkingMs(from, ms, hours, zone), hours, zone) === ms,
    ), { numRuns: 60 });
  });
});

describe('[c11] the answer clock', () => {
  const clock = { id: 'answer' as const, warningMs: 120_000, alarmMs: 180_000, escalationMs: 300_000 };

  it('plans its three instants in working time and says the level at any time', () => {
    const since = kyiv(1, 20, 58);
    expect(clockPlan(since, clock, daily, zone)).toEqual({ warningAt: kyiv(1, 21), alarmAt: kyiv(2, 9, 1), escalationAt: kyiv(2, 9, 3) });
    const at = (time: number) => clockLevelAt(since, time, clock, daily, zone);
    expect([at(kyiv(1, 20, 59)), at(kyiv(1, 23)), at(kyiv(2, 9, 1)), at(kyiv(2, 9, 3))]).toEqual([0, 1, 2, 3]);
    expect(waitedMs(kyiv(1, 23), kyiv(2, 8), daily, zone)).toBe(0);
  });

  it('a message of the night rings after opening, not before; hours edited meanwhile are heeded', () => {
    const shop = openShop({ hours: true });
    shop.now = kyiv(2, 2);
    const talk = shop.writes('oksana', 'sweets.01');
    shop.passMs(kyiv(2, 9, 1) - shop.now);
    expect(shop.conversation(talk.id).clockLevel).toBe(0);
    shop.passMs(60_000);
    expect(shop.conversation(talk.id).clockLevel).toBe(1);
    shop.done(shop.person('own'), 'team.update', { set: { hours: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '10:00', to: '21:00' }] } });
    shop.passMs(kyiv(2, 10, 2) - shop.now);
    expect(shop.conversation(talk.id).clockLevel).toBe(1);
    shop.passMs(60_000);
    expect(shop.conversation(talk.id).clockLevel).toBe(2);
  });

  it('an alarm about a message that was answered since is about nothing', () => {
    const shop = openShop();
    const talk = shop.writes('oksana', 'sweets.01');
    const stale = { conversationId: talk.id, level: 1, since: talk.owedSince! - 5 };
    shop.now += 120_000;
    expect(shop.give(null, 'clock.reach', stale)).toMatchObject({ ok: true, ops: [] });
    expect(shop.conversation(talk.id).clockLevel).toBe(0);
  });
});
