/** Open tasks by the time they are due. */
import type { TaskBody } from '#shared/model/bodies.ts';
import type { TaskRow } from '#shared/queries/rows.ts';
import type { InboxLine } from '#db/console/inbox-lines.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';
import type { Answerer } from '#db/console/queries/context.ts';

export function createTaskList(prepare: Preparer, rows: StoredRows): Answerer<{ mineOnly: boolean; limit: number }, TaskRow[]> {
  const ofAll = prepare<[number], { body: string }>('SELECT body FROM task INDEXED BY task_due WHERE open = 1 ORDER BY due_at, id LIMIT ?');
  const ofSeat = prepare<[string, number], { body: string }>('SELECT body FROM task INDEXED BY task_seat_due WHERE seat = ? AND open = 1 ORDER BY due_at, id LIMIT ?');
  const line = prepare<[string], { row: string }>('SELECT row FROM inbox WHERE id = ?');
  return ({ mineOnly, limit }, ctx) => {
    const found = mineOnly ? (ctx.seatId === null ? [] : ofSeat.all(ctx.seatId, limit)) : ofAll.all(limit);
    return found.map((raw) => {
      const task = JSON.parse(raw.body) as TaskBody;
      const deal = task.dealId === null ? null : (rows.get('deal', task.dealId)?.body ?? null);
      const conversationId = task.conversationId ?? deal?.conversationId ?? null;
      const shown = conversationId === null ? undefined : line.get(conversationId);
      const row = shown ? (JSON.parse(shown.row) as InboxLine) : null;
      const contactId = task.contactId ?? deal?.contactId ?? null;
      return {
        ...task, contactName: row?.name ?? (contactId === null ? null : (rows.get('contact', contactId)?.body.name ?? null)), accountId: row?.accountId ?? deal?.accountId ?? null,
        mine: task.seatId !== null && task.seatId === ctx.seatId, overdue: task.dueAt < ctx.now,
      };
    });
  };
}
