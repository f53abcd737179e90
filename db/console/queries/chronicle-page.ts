/** The chronicle: the newest message of every client who waits for an answer, newest first. */
import type { InboxRow } from '#shared/queries/rows.ts';
import type { InboxLine } from '#db/console/inbox-lines.ts';
import type { Preparer } from '#db/console/prepared.ts';
import { cursorOf, inboxRow, readCursor } from '#db/console/queries/context.ts';
import type { Answerer } from '#db/console/queries/context.ts';

interface Page {
  mineOnly: boolean;
  accountId: string | null;
  source: 'all' | 'direct' | 'comment' | 'story' | 'other';
  after: string | null;
  limit: number;
}

export function createChroniclePage(prepare: Preparer): Answerer<Page, { rows: InboxRow[]; cursor: string | null }> {
  const page = prepare<[Record<string, unknown>], { id: string; at: number; row: string }>(`SELECT id, chronicle_at AS at, row FROM inbox INDEXED BY inbox_chronicle
    WHERE chronicle_at IS NOT NULL AND (chronicle_at, id) < (:at, :id) AND (:mine = 0 OR holder = 1) AND (:account IS NULL OR account = :account) AND (:source = 'all' OR source = :source)
    ORDER BY chronicle_at DESC, id DESC LIMIT :limit`);
  return ({ mineOnly, accountId, source, after, limit }, ctx) => {
    const from = readCursor(after);
    const found = page.all({ at: from?.sort ?? Number.MAX_SAFE_INTEGER, id: from?.id ?? '', mine: mineOnly ? 1 : 0, account: accountId, source, limit });
    const last = found.at(-1);
    return {
      rows: found.map(({ row }) => inboxRow(JSON.parse(row) as InboxLine, ctx)),
      cursor: last && found.length === limit ? cursorOf(last.at, last.id) : null,
    };
  };
}
