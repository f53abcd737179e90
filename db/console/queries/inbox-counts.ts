/** The numbers on tabs, filters and accounts: read from kept sums, never counted. */
import type { AccountId } from '#shared/base/ids.ts';
import type { InboxCounts } from '#shared/queries/rows.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { Tallies } from '#db/console/tallies.ts';
import { createWaitingCount } from '#db/console/queries/payments-waiting.ts';
import type { Answerer } from '#db/console/queries/context.ts';

export function createInboxCounts(prepare: Preparer, tallies: Tallies): Answerer<object, InboxCounts> {
  const dueOfSeat = prepare<[string, number], { n: number }>('SELECT count(*) AS n FROM task INDEXED BY task_seat_due WHERE seat = ? AND open = 1 AND due_at <= ?');
  const dueOfAll = prepare<[number], { n: number }>('SELECT count(*) AS n FROM task INDEXED BY task_due WHERE open = 1 AND due_at <= ?');
  const paymentsWaiting = createWaitingCount(prepare);
  return (_params, ctx) => {
    const sums = new Map(tallies.list('inbox:').map(({ name, n }) => [name, n]));
    const of = (name: string): number => sums.get(name) ?? 0;
    const named = (prefix: string): [string, number][] => [...sums].filter(([name]) => name.startsWith(prefix)).map(([name, n]) => [name.slice(prefix.length), n]);
    return {
      owed: of('owed'), late: of('late'), mine: of('mine'), untaken: of('untaken'), unread: of('unread'), all: of('all'), chronicle: of('chronicle'),
      paymentsWaiting: paymentsWaiting(),
      tasksDue: (ctx.seatId === null ? dueOfAll.get(ctx.now) : dueOfSeat.get(ctx.seatId, ctx.now))?.n ?? 0,
      byAccount: named('owed:').map(([accountId, owed]) => ({ accountId: accountId as AccountId, owed, late: of(`late:${accountId}`) })),
      byStage: named('stage:').map(([stageId, count]) => ({ stageId, count })),
    };
  };
}
