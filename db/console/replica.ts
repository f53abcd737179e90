/** A console's copy of what its person may see: rows enter by deltas only, pending commands lie over them and can be lifted off again. */
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import { createDictionary, dictionaryKinds, isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { DictionaryKind, MutableDictionary } from '#shared/engine/dictionary.ts';
import type { RowOp } from '#shared/engine/ops.ts';
import type { DealBody, ProfileBody, ReadMarkBody, RecordBodies, RecordKind } from '#shared/model/bodies.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { SqliteDatabase } from '#db/core/open-database.ts';
import { countDeal } from '#db/console/board-tallies.ts';
import { createInboxLines } from '#db/console/inbox-lines.ts';
import type { Viewer } from '#db/console/inbox-lines.ts';
import { createJoiner } from '#db/console/joined-rows.ts';
import { createOverlay } from '#db/console/overlay.ts';
import { createPreparer } from '#db/console/prepared.ts';
import { createRootRows } from '#db/console/root-rows.ts';
import type { HeldRow } from '#db/console/root-rows.ts';
import { createStoredRows } from '#db/console/stored-rows.ts';
import type { StoredRow } from '#db/console/row-table.ts';
import { createTallies } from '#db/console/tallies.ts';

/** What a step has changed: kinds of records, and the talks they show in; null = too many to name. */
export interface Changed {
  kinds: RecordKind[];
  roots: string[] | null;
}

const mostTalks = 50;

export type Replica = ReturnType<typeof createReplica>;

/** `personId`: whose copy it is; lines and sums are seen with this person's eyes. */
export function createReplica(db: SqliteDatabase, personId: PersonId) {
  const prepare = createPreparer(db);
  const rows = createStoredRows(prepare);
  const tallies = createTallies(prepare);
  const lines = createInboxLines(prepare, rows, tallies);
  const overlay = createOverlay(prepare);
  const roots = createRootRows(prepare, rows);
  const dict: MutableDictionary = createDictionary();
  const conversationsOf = prepare<[string], { id: string }>('SELECT id FROM conversation WHERE contact_id = ?');
  const everyRecord = prepare<[], { kind: DictionaryKind; id: string; body: string }>('SELECT kind, id, body FROM dictionary');

  const stale = { conversations: new Set<string>(), contacts: new Set<string>(), kinds: new Set<RecordKind>(), talks: new Set<string>() as Set<string> | null };
  let viewer: Viewer = { personId, seatId: null };
  let inside = false;

  const loadDictionary = (): void => {
    for (const kind of dictionaryKinds) for (const row of dict.all(kind)) dict.delete(kind, row.id);
    for (const { kind, id, body } of everyRecord.all()) dict.set(kind, id, JSON.parse(body) as never);
    viewer = { personId, seatId: dict.get('person', personId)?.seatId ?? null };
  };
  loadDictionary();

  const touch = (kind: RecordKind, id: string, body: unknown): void => {
    if (kind === 'conversation') stale.conversations.add(id);
    else if (kind === 'contact') for (const found of conversationsOf.all(id)) stale.conversations.add(found.id);
    else if (kind === 'profile') {
      const { contactId } = body as ProfileBody;
      stale.contacts.add(contactId);
      for (const found of conversationsOf.all(contactId)) stale.conversations.add(found.id);
    } else if (kind === 'deal') {
      const { conversationId } = body as DealBody;
      if (conversationId !== null) stale.conversations.add(conversationId);
    } else if (kind === 'readMark') {
      const mark = body as ReadMarkBody;
      if (mark.personId === personId) stale.conversations.add(mark.conversationId);
    }
  };

  /** Talks that show this record, for whoever must look again; past a number of them it is all of them. */
  const tellTalks = (kind: RecordKind, body: unknown): void => {
    if (stale.talks === null || body === null || body === undefined) return;
    const { kind: of, id } = kindOf(kind).root(body);
    if (of === 'conversation') stale.talks.add(id);
    else if (of === 'contact') for (const found of conversationsOf.all(id)) stale.talks.add(found.id);
    else if (of === 'deal') {
      const deal = kind === 'deal' ? (body as DealBody) : rows.get('deal', id)?.body;
      if (deal?.conversationId) stale.talks.add(deal.conversationId);
      // A client's other talks show it among the orders.
      if (deal) for (const found of conversationsOf.all(deal.contactId)) stale.talks.add(found.id);
    } else if (kind === 'readMark') stale.talks.add((body as ReadMarkBody).conversationId);
    if (stale.talks.size > mostTalks) stale.talks = null;
  };

  /** The one way a record as it is shown changes. null removes it. */
  const set = (kind: RecordKind, id: string, row: StoredRow | null): void => {
    if (!inside) throw new Error('rows change inside a transaction');
    stale.kinds.add(kind);
    if (isDictionaryKind(kind)) {
      if (row) dict.set(kind, id, row.body as never);
      else dict.delete(kind, id);
    } else if (kind === 'deal' || kind === 'profile' || kind === 'readMark') {
      const before = rows.get(kind, id)?.body ?? null;
      if (before) touch(kind, id, before);
      if (kind === 'deal') {
        countDeal(tallies, before as DealBody | null, -1);
        countDeal(tallies, (row?.body as DealBody | undefined) ?? null, 1);
      }
    }
    if (stale.talks !== null && !isDictionaryKind(kind)) {
      // Messages never move; the rest may come from elsewhere.
      if (kind !== 'message' || !row) tellTalks(kind, rows.get(kind, id)?.body);
      tellTalks(kind, row?.body);
    }
    if (row) rows.put(kind, id, row);
    else rows.remove(kind, id);
    if (row || kind === 'conversation' || kind === 'contact') touch(kind, id, row?.body);
  };

  /** A row as it came: of what stands in several, the record is joined anew of those that are held. Not while pending commands show. */
  const write = createJoiner({ rows, set }).write;

  const wipe = (table: string): void => void prepare(`DELETE FROM ${table}`).run();
  const settle = (): void => {
    for (const id of stale.contacts) rows.contacts.reindex(id);
    const seatId = dict.get('person', personId)?.seatId ?? null;
    if (seatId === viewer.seatId) for (const id of stale.conversations) lines.refresh(id, viewer);
    else {
      viewer = { personId, seatId };
      lines.refreshAll(viewer);
      for (const id of stale.conversations) lines.refresh(id, viewer);
    }
    tallies.flush();
  };
  const forget = (): void => {
    stale.conversations.clear();
    stale.contacts.clear();
    stale.kinds.clear();
    stale.talks = new Set();
    tallies.forget();
  };

  return {
    dict, prepare, rows, roots, overlay, tallies,
    viewer: (): Viewer => viewer,
    write,
    /** Runs `work` whole or not at all; answers what has changed. Lists and sums are right when it returns. */
    transact<Value>(work: () => Value): { value: Value } & Changed {
      forget();
      inside = true;
      try {
        return db.transaction(() => {
          const value = work();
          settle();
          return { value, kinds: [...stale.kinds], roots: stale.talks && [...stale.talks].map((id) => `conversation:${id}`) };
        }).immediate();
      } catch (error) {
        overlay.reload();
        rows.messages.words.reload();
        loadDictionary();
        throw error;
      } finally {
        inside = false;
        forget();
      }
    },
    /** Shows what a pending command did: the confirmed image of each row it touches is kept. Inside a transaction. */
    show(ops: readonly RowOp[]): void {
      for (const op of ops) {
        const held = rows.get(op.kind, op.id);
        if (op.op !== 'put' && !held) continue;
        overlay.keep(op.kind, op.id, held);
        const facet = held?.facet ?? 1;
        const ver = held?.ver ?? 0;
        if (op.op === 'remove') set(op.kind, op.id, null);
        else if (op.op === 'put') set(op.kind, op.id, { facet, ver, body: op.body });
        else set(op.kind, op.id, { facet, ver, body: { ...(held!.body as object), ...op.set } });
      }
    },
    /** Puts every confirmed image back. Inside a transaction. */
    lift(): void {
      for (const { kind, id, base } of overlay.take()) set(kind, id, base);
    },
    /** The same for one row. */
    liftRow(kind: RecordKind, id: string): void {
      const image = overlay.takeOne(kind, id);
      if (image) set(kind, id, image.base);
    },
    /** Takes the words of so many messages into the search; false = none waits any more. */
    indexWords: (limit: number): boolean => rows.messages.words.waiting() && db.transaction(() => rows.messages.words.step(limit)).immediate(),
    wordsWait: (): boolean => rows.messages.words.waiting(),
    /** Removes rows of a root whose facet is not in `mask`; 0 = all. Answers which. Inside a transaction. */
    leave(root: string, mask: number): HeldRow[] {
      const gone = roots.list(root).filter(({ facet }) => (facet & mask) === 0);
      for (const { kind, id } of gone) write(kind, id, null);
      return gone;
    },
    /** Every row goes. Inside a transaction. */
    clear(): void {
      stale.conversations.clear();
      stale.contacts.clear();
      tallies.forget();
      for (const table of ['message', 'history', 'task', 'read_mark', 'deal', 'profile', 'conversation', 'contact', 'inbox', 'tally', 'piece', 'dictionary']) wipe(table);
      prepare("INSERT INTO message_words (message_words) VALUES ('rebuild')").run();
      wipe('unindexed');
      prepare("INSERT INTO contact_words (contact_words) VALUES ('rebuild')").run();
      for (const kind of [...dictionaryKinds, 'conversation', 'contact', 'profile', 'deal', 'task', 'readMark', 'history', 'message', 'paymentClaim', 'ledger'] as const) stale.kinds.add(kind);
      loadDictionary();
      overlay.reload();
    },
    /** The root a stored body belongs to. */
    rootOf: <K extends RecordKind>(kind: K, body: RecordBodies[K]): string => rootKey(kindOf(kind).root(body)),
    close(): void {
      db.close();
    },
  };
}
