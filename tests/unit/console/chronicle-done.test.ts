/** What the chronicle has emptied itself of: who wrote today and owes nothing any more, by whose doing. */
import { describe, expect, it } from 'vitest';
import type { ChronicleDone } from '#shared/queries/rows.ts';
import { accountId, client, conversation, createReplicaWorld, delta, me, message, mySeat, otherSeat, start, team, uuid, wire } from '#tests/helpers/replica-world.ts';

type Answer = { rows: ChronicleDone[]; count: number };
const minute = 60_000;
const asked = { since: start, mineOnly: false, accountId: null, limit: 50 };

/** Client n wrote at `start + n minutes`; somebody answered half a minute later. */
function answered(n: number, seatId: string | null, personId: string | null) {
  const at = start + n * minute;
  const said = { messageId: uuid('m', n * 100), at, direction: 'in', kind: 'text', text: 'hello' };
  const answer = message(n, 1, 'Так', at + 30_000, { direction: 'out', state: 'sent', personId: personId as never });
  return [
    ...client({ n, seatId }).filter(([kind]) => kind !== 'conversation'), wire('message', answer),
    wire('conversation', { ...conversation({ n, seatId, owedSince: null, inboundCount: 1, last: said }), last: { messageId: answer.id, at: answer.at, direction: 'out', kind: 'text', text: 'Так' } } as never),
  ];
}

describe('[c9] done today', () => {
  it('newest first, with the name of who answered; those who wait or wrote before are not in it', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [
      ...team(), ...answered(1, mySeat, me), ...answered(3, otherSeat, null), ...client({ n: 2, owedSince: start + 2 * minute }), ...client({ n: 4, name: 'Не треба' }), ...client({ n: -9, name: 'Учора' }),
    ] }));
    const { rows, count } = world.ask<Answer>('chronicle.done', asked);
    expect(count).toBe(3);
    expect(rows.map((row) => [row.name, row.how, row.by])).toEqual([['Не треба', 'notNeeded', null], ['Client 3', 'answered', null], ['Client 1', 'answered', 'Олена']]);
    expect(rows[2]).toMatchObject({ at: start + minute + 30_000, accountId, channel: 'instagram' });
  });

  it('mine and one account apart; the count is of all, the rows as many as asked', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...answered(1, mySeat, me), ...answered(2, otherSeat, null), ...answered(3, mySeat, me)] }));
    expect(world.ask<Answer>('chronicle.done', { ...asked, mineOnly: true }).rows.map((row) => row.name)).toEqual(['Client 3', 'Client 1']);
    expect(world.ask<Answer>('chronicle.done', { ...asked, accountId: uuid('x', 1) })).toEqual({ rows: [], count: 0 });
    const one = world.ask<Answer>('chronicle.done', { ...asked, limit: 1 });
    expect([one.rows.length, one.count]).toEqual([1, 3]);
  });

  it('an answer taken back, or a client who writes again, leaves it again', () => {
    const world = createReplicaWorld();
    world.apply(delta(null, 10, { up: [...team(), ...answered(1, mySeat, me)] }));
    expect(world.ask<Answer>('chronicle.done', asked).count).toBe(1);
    world.apply(delta(10, 11, { up: client({ n: 1, seatId: mySeat, owedSince: start + minute }, 2) }));
    expect(world.ask<Answer>('chronicle.done', asked).count).toBe(0);
  });
});
