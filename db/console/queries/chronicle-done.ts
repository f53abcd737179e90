/** Who has left the chronicle today: clients who wrote since a moment and have been answered, or need no answer; newest first. */
import type { ChronicleDone } from '#shared/queries/rows.ts';
import type { InboxLine } from '#db/console/inbox-lines.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';
import type { Answerer } from '#db/console/queries/context.ts';

interface Of {
  since: number;
  mineOnly: boolean;
  accountId: string | null;
  limit: number;
}

/** A line that owes nothing stands at this less its newest message's time (inbox-lines.ts): those of a day are one stretch of the index. */
const restBase = 1e15;
const owedBelow = restBase / 2;
/** Beyond this many a day the count is not worth its time. */
const countedAtMost = 5000;

export function createChronicleDone(prepare: Preparer, rows: StoredRows): Answerer<Of, { rows: ChronicleDone[]; count: number }> {
  const where = `FROM inbox INDEXED BY inbox_all WHERE sort > ${owedBelow} AND sort <= :to AND chronicle_at IS NULL AND (row -> 'lastIn' ->> 'at') >= :since
    AND (:mine = 0 OR (row ->> 'mine') = 1) AND (:account IS NULL OR account = :account)`;
  const page = prepare<[Record<string, unknown>], { row: string }>(`SELECT row ${where} ORDER BY sort, id LIMIT :limit`);
  const count = prepare<[Record<string, unknown>], { n: number }>(`SELECT count(*) AS n FROM (SELECT 1 ${where} LIMIT ${countedAtMost})`);
  return ({ since, mineOnly, accountId, limit }, ctx) => {
    const bound = { to: restBase - since, since, mine: mineOnly ? 1 : 0, account: accountId };
    return {
      count: count.get(bound)?.n ?? 0,
      rows: page.all({ ...bound, limit }).map(({ row }) => {
        const line = JSON.parse(row) as InboxLine;
        const answered = line.last !== null && line.last.direction === 'out' && line.last.kind !== 'note';
        const author = answered ? (rows.get('message', line.last!.messageId)?.body.personId ?? null) : null;
        return {
          conversationId: line.conversationId, name: line.name, accountId: line.accountId, channel: line.channel, at: line.last?.at ?? line.createdAt,
          how: answered ? 'answered' : 'notNeeded', by: author === null ? null : (ctx.dict.get('person', author)?.name ?? null),
        };
      }),
    };
  };
}
