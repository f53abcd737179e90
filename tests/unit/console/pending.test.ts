/** What is pending is lifted and decided anew only where a change concerns it: proven against lifting and deciding all of it. */
import { describe, expect, it } from 'vitest';
import type { Outcome, WireRow } from '#shared/sync/protocol.ts';
import { openOutbox } from '#db/console/open-replica.ts';
import { createOutbox } from '#db/console/outbox.ts';
import { createOptimism } from '#backend/optimism.ts';
import { createPendingPresses } from '#backend/pending-presses.ts';
import { createPress } from '#backend/press.ts';
import { createCopyKeeper } from '#backend/sync/copy-keeper.ts';
import { createDice } from '#tests/fault/sim/dice.ts';
import { client, conversation, createReplicaWorld, delta, me, message, mySeat, otherSeat, start, team, uuid, wire } from '#tests/helpers/replica-world.ts';

const id = (n: number): string => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;

function world() {
  const copy = createReplicaWorld();
  const { replica, place } = copy;
  copy.apply(delta(null, 10, { up: [...team(), ...[1, 2, 3].flatMap((n) => client({ n, seatId: mySeat, owedSince: start }))] }));
  const outbox = createOutbox(openOutbox(':memory:', 'test').db, () => id(900_000));
  const presses = createPendingPresses(outbox, 10, start);
  const bugs: string[] = [];
  let ticks = 0;
  const optimism = createOptimism(replica, place, me, (code) => void bugs.push(code));
  const keeper = createCopyKeeper({
    replica, place, outbox, presses, optimism, personId: me, timers: { now: () => start, after: () => () => undefined }, onChanged: () => undefined, onDue: () => undefined,
  });
  keeper.begin();
  const press = createPress({ replica, place, outbox, presses, optimism, live: () => true, now: () => start + (ticks += 1000), log: (code) => void bugs.push(code), onChanged: () => undefined, onStored: () => undefined });
  const tables = ['message', 'conversation', 'contact', 'deal', 'task', 'read_mark', 'history', 'piece', 'inbox', 'tally'];
  /** Rows as they show; where messages of one millisecond stand among each other is not part of it. */
  const shown = (): unknown => tables.map((table) => copy.all<Record<string, unknown>>(`SELECT * FROM ${table} ORDER BY ${table === 'tally' ? 'name' : 'id'}`).filter((row) => table !== 'tally' || row['n'] !== 0)
    .map(({ num: _num, place: _place, ...row }) => row));
  const confirmed = (): string[] => copy.all<{ name: string }>("SELECT kind || '|' || id AS name FROM overlay ORDER BY 1").map(({ name }) => name);
  return {
    copy, bugs, keeper, presses, outbox, press, optimism, shown, confirmed,
    /** Everything lifted, everything decided anew. */
    whole(): void {
      optimism.forget();
      keeper.forgetAnswers();
    },
    answer(commandId: string, seq: number, status: Outcome['status'] = 'done'): void {
      const stored = outbox.find(commandId)!;
      for (const outcome of outbox.answer([{ stream: stored.stream, dseq: stored.dseq, commandId, status, code: '', result: {}, seq }], start)) presses.answer(outcome);
    },
  };
}

describe('what is pending', () => {
  it('[S55] shows as if all of it were lifted and decided anew, whatever comes: ten stories of presses, rows, departures and answers', () => {
    let most = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const dice = createDice(seed, 'pending');
      const { copy, keeper, press, outbox, answer, shown, confirmed, whole, bugs } = world();
      let n = 0;
      let seq = 10;
      const talk = (): number => 1 + dice.below(3);
      const made: string[] = [];
      const tasks: string[] = [];
      const give = (name: string, input: Record<string, unknown>): void => {
        const commandId = id((n += 1));
        press(dice.below(3) === 0 ? [{ name, input, commandId, label: '' }, { name: 'message.note', commandId: id((n += 1)), label: '', input: { conversationId: uuid('c', talk()), messageId: id((n += 1)), text: `n ${n}` } }] : [{ name, input, commandId, label: '' }]);
        if (outbox.has(commandId)) made.push(commandId);
      };
      const steps: (() => void)[] = [
        () => give('message.note', { conversationId: uuid('c', talk()), messageId: id((n += 1)), text: `note ${n}` }),
        () => give('message.send', { conversationId: uuid('c', talk()), messageId: id((n += 1)), text: `text ${n}`, attachments: [], replyTo: null, route: 'direct' }),
        () => give('deal.move', { dealId: uuid('d', talk()), stageId: dice.below(2) === 0 ? 'new' : 'price', values: {} }),
        () => give('deal.star', { dealId: uuid('d', talk()), on: dice.below(2) === 0 }),
        () => give('conversation.snooze', { conversationId: uuid('c', talk()), until: dice.below(2) === 0 ? null : start + 9_000_000 }),
        () => give('conversation.close', { conversationId: uuid('c', talk()) }),
        () => give('conversation.reopen', { conversationId: uuid('c', talk()) }),
        () => give('conversation.read', { conversationId: uuid('c', talk()), count: dice.below(5) }),
        () => {
          tasks.push(id((n += 1)));
          give('task.add', { taskId: tasks.at(-1), dealId: dice.below(2) === 0 ? uuid('d', talk()) : null, conversationId: uuid('c', talk()), title: 't', dueAt: start + 5000, seatId: null });
        },
        () => tasks.length > 0 && give('task.done', { taskId: tasks[dice.below(tasks.length)] }),
        () => give('contact.update', { contactId: uuid('p', talk()), set: { name: `Name ${n}`, city: dice.below(2) === 0 ? 'Львів' : null } }),
      ].map((step) => () => void step());
      const rows = (): WireRow[] => {
        const of = talk();
        const kinds: (() => WireRow[])[] = [
          () => [wire('message', message(of, 50 + (seq % 40), `in ${seq}`, start + seq * 1000), seq)],
          () => [wire('conversation', conversation({ n: of, seatId: dice.below(4) === 0 ? otherSeat : mySeat, owedSince: start + seq, inboundCount: seq, last: null }), seq)],
          () => client({ n: of, seatId: mySeat, stageId: dice.below(2) === 0 ? 'new' : 'price', name: `Server ${seq}` }, seq),
          () => [wire('message', { ...message(of, 0, `own ${seq}`, start + 1500, { direction: 'out', state: 'sent', externalId: null }), id: (made[0] ?? id(1)) as never }, seq)],
        ];
        return kinds[dice.below(kinds.length)]!();
      };
      for (let step = 0; step < 40; step += 1) {
        const what = dice.below(20);
        if (what < 11) steps[dice.below(steps.length)]!();
        else {
          const prev = seq;
          seq += 1;
          if (what < 13 && made.length > 0) answer(made.splice(dice.below(made.length), 1)[0]!, prev + dice.below(2), dice.below(3) === 0 ? 'refused' : 'done');
          const parts = what === 18 ? { lv: [[`conversation:${uuid('c', talk())}`, 0] as const] } : what === 19 ? { del: [['deal', uuid('d', talk())] as const] } : what === 17 && dice.below(3) === 0 ? { up: team().slice(1, 2) } : { up: rows() };
          keeper.apply([delta(prev, seq, parts)]);
        }
        const [now, over] = [shown(), confirmed()];
        most = Math.max(most, over.length);
        whole();
        expect([shown(), confirmed()], `seed ${seed}, step ${step}`).toEqual([now, over]);
      }
      expect(bugs).toEqual([]);
      copy.replica.close();
    }
    expect(most).toBeGreaterThan(20);
  });

  it('[S55] two thousand presses that a change does not concern are not looked at', () => {
    const { copy, keeper, press, bugs } = world();
    for (let n = 0; n < 2000; n += 500) {
      press(Array.from({ length: 500 }, (_, k) => ({ name: 'message.note', commandId: id(n + k), label: '', input: { conversationId: uuid('c', 1 + (k % 2)), messageId: id(20_000 + n + k), text: 'x' } })));
    }
    // A decision reads its talk: one that were decided anew would ask for it.
    let asked = 0;
    const { get } = copy.replica.rows;
    copy.replica.rows.get = (kind, row) => {
      if (kind === 'conversation' && row !== uuid('c', 3)) asked += 1;
      return get(kind, row);
    };
    keeper.apply([delta(10, 11, { up: [wire('message', message(3, 70, 'in', start + 5000), 11)] })]);
    expect(asked).toBe(0);
    keeper.apply([delta(11, 12, { up: [wire('conversation', conversation({ n: 1, seatId: mySeat, owedSince: null, inboundCount: 9, last: null }), 12)] })]);
    expect(asked).toBeGreaterThan(999);
    expect(bugs).toEqual([]);
    copy.replica.close();
  });
});
