/** The inbox: owed first, oldest first, then by newest message. Every combination of filters has an index of its own to walk. */
import type { InboxRow } from '#shared/queries/rows.ts';
import type { InboxFilter } from '#shared/queries/registry.ts';
import type { InboxLine } from '#db/console/inbox-lines.ts';
import type { Prepared, Preparer } from '#db/console/prepared.ts';
import { cursorOf, inboxRow, readCursor } from '#db/console/queries/context.ts';
import type { Answerer } from '#db/console/queries/context.ts';

interface Page {
  filter: InboxFilter;
  after: string | null;
  limit: number;
}

const views: Record<InboxFilter['view'], string[]> = { owed: ['owed = 1', 'holder < 2'], mine: ['holder = 1'], untaken: ['holder = 0'], all: [] };

/** Named, because SQLite would at times choose one that has to sort. */
function indexFor({ view, accountId, stageId, unreadOnly }: InboxFilter): string {
  if (view === 'owed') return 'inbox_owed';
  const holder = view === 'all' ? '' : '_holder';
  if (stageId !== null) return `inbox_stage${holder}`;
  if (accountId !== null) return `inbox_account${holder}`;
  if (unreadOnly) return `inbox_unread${holder}`;
  return view === 'all' ? 'inbox_all' : 'inbox_holder';
}

export function inboxSql(filter: InboxFilter): string {
  const where = [
    ...views[filter.view],
    ...(filter.stageId === null ? [] : ['stage = :stage']),
    ...(filter.accountId === null ? [] : ['account = :account']),
    ...(filter.unreadOnly ? ['unread > 0'] : []),
    '(sort, id) > (:sort, :id)',
  ];
  return `SELECT id, sort, row FROM inbox INDEXED BY ${indexFor(filter)} WHERE ${where.join(' AND ')} ORDER BY sort, id LIMIT :limit`;
}

export function createInboxPage(prepare: Preparer): Answerer<Page, { rows: InboxRow[]; cursor: string | null }> {
  const statements = new Map<string, Prepared<[Record<string, unknown>], { id: string; sort: number; row: string }>>();
  return ({ filter, after, limit }, ctx) => {
    const sql = inboxSql(filter);
    const statement = statements.get(sql) ?? prepare<[Record<string, unknown>], { id: string; sort: number; row: string }>(sql);
    statements.set(sql, statement);
    const from = readCursor(after) ?? { sort: -1, id: '' };
    const found = statement.all({
      ...from, limit,
      ...(filter.stageId === null ? {} : { stage: filter.stageId }),
      ...(filter.accountId === null ? {} : { account: filter.accountId }),
    });
    const last = found.at(-1);
    return {
      rows: found.map(({ row }) => inboxRow(JSON.parse(row) as InboxLine, ctx)),
      cursor: last && found.length === limit ? cursorOf(last.sort, last.id) : null,
    };
  };
}
