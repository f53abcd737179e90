/** Reads and writes one record in its typed table, whatever its kind: the columns beside the body are derived here and nowhere else. */
import { kindOf, kinds, rootKey } from '#shared/model/kinds.ts';
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { ConversationBody, DealBody, FateBody, HistoryBody, LedgerBody, PaymentClaimBody, ProfileBody, ReadMarkBody, RecordBodies, RecordKind, SideBody, TaskBody } from '#shared/model/bodies.ts';
import { createMessageRows } from '#db/console/message-rows.ts';
import { createContactRows } from '#db/console/contact-rows.ts';
import type { Preparer } from '#db/console/prepared.ts';
import { parsed } from '#db/console/row-table.ts';
import type { RawRow, RowTable, StoredRow } from '#db/console/row-table.ts';

export type StoredRows = ReturnType<typeof createStoredRows>;

export function createStoredRows(prepare: Preparer) {
  const dictionary = {
    get: prepare<[string, string], RawRow>('SELECT facet, ver, body FROM dictionary WHERE kind = ? AND id = ?'),
    put: prepare<[string, string, number, number, string], never>('INSERT OR REPLACE INTO dictionary (kind, id, facet, ver, body) VALUES (?, ?, ?, ?, ?)'),
    remove: prepare<[string, string], never>('DELETE FROM dictionary WHERE kind = ? AND id = ?'),
  };
  const messages = createMessageRows(prepare);
  const contacts = createContactRows(prepare);
  const tables: Partial<Record<RecordKind, RowTable>> = {
    message: messages,
    contact: contacts,
    profile: typed<ProfileBody>(prepare, 'profile', ['contact_id', 'external_key'], (body) => [body.contactId, kinds.profile.lookups.byExternal(body)]),
    conversation: typed<ConversationBody>(prepare, 'conversation', ['contact_id', 'chat_key'], (body) => [body.contactId, kinds.conversation.lookups.byChat(body)]),
    deal: typed<DealBody>(prepare, 'deal', ['contact_id', 'conversation_id', 'number', 'funnel', 'stage', 'seat', 'state', 'created_at', 'sort'], (body) => [
      body.contactId, body.conversationId, body.number, body.funnelId, body.stageId, body.seatId, body.state, body.createdAt, boardSort(null, body.stageEnteredAt),
    ]),
    task: typed<TaskBody>(prepare, 'task', ['root', 'deal_id', 'conversation_id', 'seat', 'due_at', 'open'], (body) => [
      rootKey(kinds.task.root(body)), body.dealId, body.conversationId, body.seatId, body.dueAt, body.doneAt === null && body.cancelledAt === null ? 1 : 0,
    ]),
    readMark: typed<ReadMarkBody>(prepare, 'read_mark', ['root', 'person_id', 'conversation_id', 'read_count'], (body) => [
      rootKey(kinds.readMark.root(body)), body.personId, body.conversationId, body.readCount,
    ]),
    fate: pieces<FateBody>(prepare, 'fate', () => 0),
    side: pieces<SideBody>(prepare, 'side', () => 0),
    paymentClaim: pieces<PaymentClaimBody>(prepare, 'paymentClaim', (body) => (body.state === 'waiting' ? 1 : 0)),
    ledger: pieces<LedgerBody>(prepare, 'ledger', () => 0),
    history: typed<HistoryBody>(prepare, 'history', ['root', 'at'], (body) => [rootKey(kinds.history.root(body)), body.at]),
  };
  const tableOf = (kind: RecordKind): RowTable => {
    const found = tables[kind];
    if (!found) throw new Error(`no table for ${kind}`);
    return found;
  };
  return {
    messages,
    contacts,
    get<K extends RecordKind>(kind: K, id: string): StoredRow<RecordBodies[K]> | null {
      if (!isDictionaryKind(kind)) return tableOf(kind).get(id) as StoredRow<RecordBodies[K]> | null;
      const raw = dictionary.get.get(kind, id);
      return raw ? parsed(raw) : null;
    },
    put(kind: RecordKind, id: string, row: StoredRow): void {
      if (isDictionaryKind(kind)) dictionary.put.run(kind, id, row.facet, row.ver, JSON.stringify(row.body));
      else tableOf(kind).put(id, row);
    },
    remove(kind: RecordKind, id: string): void {
      if (isDictionaryKind(kind)) dictionary.remove.run(kind, id);
      else tableOf(kind).remove(id);
    },
  };
}

/** Place of a deal on its stage: owed an answer first, oldest first; then newest in the stage. */
export function boardSort(owedSince: number | null, stageEnteredAt: number): number {
  return owedSince ?? 1e15 - stageEnteredAt;
}

function typed<Body>(prepare: Preparer, table: string, columns: readonly string[], derive: (body: Body) => (string | number | null)[]): RowTable {
  const names = ['id', 'facet', 'ver', 'body', ...columns];
  const get = prepare<[string], RawRow>(`SELECT facet, ver, body FROM ${table} WHERE id = ?`);
  const put = prepare<unknown[], never>(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')}) ON CONFLICT (id) DO UPDATE SET ${names.slice(1).map((name) => `${name} = excluded.${name}`).join(', ')}`,
  );
  const remove = prepare<[string], never>(`DELETE FROM ${table} WHERE id = ?`);
  return {
    get: (id) => {
      const raw = get.get(id);
      return raw ? parsed(raw) : null;
    },
    put: (id, row) => void put.run(id, row.facet, row.ver, JSON.stringify(row.body), ...derive(row.body as Body)),
    remove: (id) => void remove.run(id),
  };
}

function pieces<Body>(prepare: Preparer, kind: 'side' | 'paymentClaim' | 'ledger' | 'fate', waits: (body: Body) => number): RowTable {
  const get = prepare<[string, string], RawRow>('SELECT facet, ver, body FROM piece WHERE kind = ? AND id = ?');
  const put = prepare<[string, string, string, number, number, string, number], never>('INSERT OR REPLACE INTO piece (kind, id, root, facet, ver, body, waits) VALUES (?, ?, ?, ?, ?, ?, ?)');
  const remove = prepare<[string, string], never>('DELETE FROM piece WHERE kind = ? AND id = ?');
  return {
    get: (id) => {
      const raw = get.get(kind, id);
      return raw ? parsed(raw) : null;
    },
    put: (id, row) => void put.run(kind, id, rootKey(kindOf(kind).root(row.body)), row.facet, row.ver, JSON.stringify(row.body), waits(row.body as Body)),
    remove: (id) => void remove.run(kind, id),
  };
}
