/** First shape of a console's replica. */
import type { Migration } from '#db/core/migrate.ts';

const confirmed = 'facet INTEGER NOT NULL, ver INTEGER NOT NULL, body TEXT NOT NULL';

export const replicaFirst: Migration = {
  version: 10,
  name: 'first',
  up: (db) => void db.exec(`
    CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE marks (seq INTEGER PRIMARY KEY NOT NULL, mark TEXT NOT NULL, at INTEGER NOT NULL);
    CREATE TABLE want (root TEXT PRIMARY KEY NOT NULL, after TEXT NOT NULL, cls INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX want_order ON want (cls, root);
    CREATE TABLE overlay (kind TEXT NOT NULL, id TEXT NOT NULL, base TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE TABLE tally (name TEXT PRIMARY KEY NOT NULL, n INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE dictionary (kind TEXT NOT NULL, id TEXT NOT NULL, ${confirmed}, PRIMARY KEY (kind, id)) WITHOUT ROWID;

    CREATE TABLE contact (num INTEGER PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, ${confirmed}, name TEXT NOT NULL, words TEXT NOT NULL, phone_back TEXT);
    CREATE INDEX contact_phone ON contact (phone_back) WHERE phone_back IS NOT NULL;
    CREATE VIRTUAL TABLE contact_words USING fts5 (words, content = 'contact', content_rowid = 'num', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', columnsize = 0);

    CREATE TABLE profile (id TEXT PRIMARY KEY NOT NULL, ${confirmed}, contact_id TEXT NOT NULL, external_key TEXT NOT NULL);
    CREATE INDEX profile_contact ON profile (contact_id);
    CREATE INDEX profile_external ON profile (external_key);

    CREATE TABLE conversation (id TEXT PRIMARY KEY NOT NULL, ${confirmed}, contact_id TEXT NOT NULL, chat_key TEXT);
    CREATE INDEX conversation_contact ON conversation (contact_id);
    CREATE INDEX conversation_chat ON conversation (chat_key) WHERE chat_key IS NOT NULL;

    CREATE TABLE inbox (id TEXT PRIMARY KEY NOT NULL, sort INTEGER NOT NULL, holder INTEGER NOT NULL, owed INTEGER NOT NULL, unread INTEGER NOT NULL,
      account TEXT NOT NULL, stage TEXT, chronicle_at INTEGER, source TEXT NOT NULL, deal TEXT, row TEXT NOT NULL);
    CREATE INDEX inbox_all ON inbox (sort, id);
    CREATE INDEX inbox_owed ON inbox (sort, id, account, stage, unread) WHERE owed = 1 AND holder < 2;
    CREATE INDEX inbox_holder ON inbox (holder, sort, id);
    CREATE INDEX inbox_account ON inbox (account, sort, id);
    CREATE INDEX inbox_account_holder ON inbox (account, holder, sort, id, stage, unread);
    CREATE INDEX inbox_stage ON inbox (stage, sort, id, account, unread);
    CREATE INDEX inbox_stage_holder ON inbox (stage, holder, sort, id, account, unread);
    CREATE INDEX inbox_unread ON inbox (sort, id, holder, account, stage) WHERE unread > 0;
    CREATE INDEX inbox_unread_holder ON inbox (holder, sort, id, account, stage) WHERE unread > 0;
    CREATE INDEX inbox_chronicle ON inbox (chronicle_at, id, holder, account, source) WHERE chronicle_at IS NOT NULL;

    CREATE TABLE message (place INTEGER PRIMARY KEY NOT NULL, id TEXT NOT NULL UNIQUE, ${confirmed}, conversation_id TEXT NOT NULL, text TEXT NOT NULL, flag TEXT);
    CREATE INDEX message_conversation ON message (conversation_id);
    CREATE INDEX message_flag ON message (conversation_id, flag) WHERE flag IS NOT NULL;
    CREATE VIRTUAL TABLE message_words USING fts5 (text, content = 'message', content_rowid = 'place', tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', columnsize = 0);

    CREATE TABLE deal (id TEXT PRIMARY KEY NOT NULL, ${confirmed}, contact_id TEXT NOT NULL, conversation_id TEXT, number INTEGER NOT NULL,
      funnel TEXT NOT NULL, stage TEXT NOT NULL, seat TEXT, state TEXT NOT NULL, created_at INTEGER NOT NULL, sort INTEGER NOT NULL);
    CREATE INDEX deal_contact ON deal (contact_id);
    CREATE INDEX deal_conversation ON deal (conversation_id) WHERE conversation_id IS NOT NULL;
    CREATE INDEX deal_number ON deal (number);
    CREATE INDEX deal_board ON deal (funnel, stage, sort, id);
    CREATE INDEX deal_board_seat ON deal (funnel, stage, seat, sort, id);

    CREATE TABLE task (id TEXT PRIMARY KEY NOT NULL, root TEXT NOT NULL, ${confirmed}, deal_id TEXT, conversation_id TEXT, seat TEXT, due_at INTEGER NOT NULL, open INTEGER NOT NULL);
    CREATE INDEX task_root ON task (root);
    CREATE INDEX task_deal ON task (deal_id) WHERE deal_id IS NOT NULL;
    CREATE INDEX task_conversation ON task (conversation_id) WHERE conversation_id IS NOT NULL;
    CREATE INDEX task_due ON task (due_at, id) WHERE open = 1;
    CREATE INDEX task_seat_due ON task (seat, due_at, id) WHERE open = 1;

    CREATE TABLE read_mark (id TEXT PRIMARY KEY NOT NULL, root TEXT NOT NULL, ${confirmed}, person_id TEXT NOT NULL, conversation_id TEXT NOT NULL, read_count INTEGER NOT NULL);
    CREATE INDEX read_mark_root ON read_mark (root);
    CREATE INDEX read_mark_conversation ON read_mark (conversation_id, person_id);

    CREATE TABLE history (id TEXT PRIMARY KEY NOT NULL, root TEXT NOT NULL, ${confirmed}, at INTEGER NOT NULL);
    CREATE INDEX history_root ON history (root, at);
  `),
};
