/** A window asks again only what concerns it: changes name the talks they show in, and come together, at most twenty times a second. */
import { expect, test } from 'vitest';
import { createGatheredChanges } from '#backend/gather-changes.ts';
import type { Changed } from '#db/console/replica.ts';
import { applyDelta, nothingPending } from '#db/console/apply-delta.ts';
import { concerns } from '#shared/queries/define-query.ts';
import { boardStages, cardView, conversationView, messagePage } from '#shared/queries/registry.ts';
import type { DeltaFrame } from '#shared/sync/protocol.ts';
import { createFakeClock } from '#tests/helpers/fake-clock.ts';
import { client, createReplicaWorld, delta, message, start, team, uuid, wire } from '#tests/helpers/replica-world.ts';

const talk = (n: number): string => `conversation:${uuid('c', n)}`;
const ask = (n: number) => ({ conversationId: uuid('c', n) as never });

function world() {
  const { replica, place, apply } = createReplicaWorld();
  apply(delta(null, 10, { up: [...team(), ...client({ n: 1 }), ...client({ n: 2 })] }));
  return { change: (frame: DeltaFrame): Changed => replica.transact(() => applyDelta(replica, place, [frame], start, nothingPending)) };
}

test('a delta names the talks that its records show in: messages, clients, deals, tasks; and those that go', () => {
  const { change } = world();
  const task = wire('task', { id: uuid('t', 1) as never, dealId: uuid('d', 2) as never, conversationId: null, title: 'x', dueAt: 1, seatId: null, doneAt: null, cancelledAt: null } as never);
  expect(change(delta(10, 11, { up: [wire('message', message(1, 7, 'more', start + 9))] })).roots).toEqual([talk(1)]);
  expect(change(delta(11, 12, { up: [wire('contact', { ...(client({ n: 2 })[0]![5] as { id: never }), name: 'Other' }, 5)] })).roots).toEqual([talk(2)]);
  expect(change(delta(12, 13, { up: [task] })).roots).toEqual([talk(2)]);
  expect(change(delta(13, 14, { del: [['message', uuid('m', 107)]] })).roots).toEqual([talk(1)]);
  expect(change(delta(14, 15, { lv: [[talk(1), 0]] })).roots).toEqual([talk(1)]);
  expect(change(delta(15, 16, { up: [wire('seat', { id: uuid('s', 9) as never, name: 'new', headPersonIds: [], active: true })] })).roots).toEqual([]);
});

test('past fifty talks nobody is named: everything is asked again', () => {
  const { change } = world();
  expect(change(delta(10, 11, { up: Array.from({ length: 60 }, (_, n) => client({ n: n + 10 })).flat() })).roots).toBeNull();
});

test('a question about one talk is left alone by other talks, never by settings, drafts or a change without names', () => {
  const other = { kinds: ['message', 'conversation'] as const, roots: [talk(2)] };
  for (const def of [conversationView, cardView, messagePage]) {
    expect(concerns(def as typeof conversationView, ask(1), other)).toBe(false);
    expect(concerns(def as typeof conversationView, ask(2), other)).toBe(true);
    expect(concerns(def as typeof conversationView, ask(1), { kinds: ['message'] })).toBe(true);
    expect(concerns(def as typeof conversationView, ask(1), { kinds: [] })).toBe(true);
  }
  expect(concerns(conversationView, ask(1), { kinds: ['account'], roots: [] })).toBe(true);
  expect(concerns(conversationView, ask(1), { kinds: ['draft'], roots: [] })).toBe(true);
  expect(concerns(boardStages, { funnelId: 'f', mineOnly: false, seatId: null }, { kinds: ['deal'], roots: [talk(1)] })).toBe(true);
});

test('the first change is told at once, the next ones together after a twentieth of a second', async () => {
  const clock = createFakeClock(start);
  const told: Changed[] = [];
  const gathered = createGatheredChanges(clock, (changed) => void told.push(changed));
  const change = (kind: 'message' | 'deal', roots: string[] | null): void => gathered.add({ kinds: [kind], roots });
  change('message', [talk(1)]);
  expect(told.length).toBe(1);
  for (let n = 0; n < 100; n += 1) change(n % 2 ? 'deal' : 'message', [talk(n % 3)]);
  expect(told.length).toBe(1);
  await clock.advance(50, async () => undefined);
  expect(told[1]).toEqual({ kinds: ['message', 'deal'], roots: [talk(0), talk(1), talk(2)] });
  change('message', [talk(1)]);
  change('message', null);
  await clock.advance(50, async () => undefined);
  expect([told.length, told[2]!.roots]).toEqual([3, null]);
  await clock.advance(1000, async () => undefined);
  change('deal', []);
  expect(told.length).toBe(4);
});
