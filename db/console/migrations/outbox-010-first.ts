/** First shape of the outbox: presses, the server's answers, drafts and what this console alone knows. */
import type { Migration } from '#db/core/migrate.ts';

export const outboxFirst: Migration = {
  version: 10,
  name: 'first',
  up: (db) => void db.exec(`
    CREATE TABLE cmd (stream TEXT NOT NULL, dseq INTEGER NOT NULL, cmd_id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, v INTEGER NOT NULL, body TEXT NOT NULL,
      base TEXT, at INTEGER NOT NULL, label TEXT NOT NULL, PRIMARY KEY (stream, dseq));
    CREATE TABLE outcome (cmd_id TEXT PRIMARY KEY NOT NULL, status TEXT NOT NULL, code TEXT NOT NULL, result TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL,
      dismissed INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX outcome_shown ON outcome (at) WHERE status <> 'done' AND dismissed = 0;
    CREATE TABLE counter (stream TEXT PRIMARY KEY NOT NULL, last INTEGER NOT NULL, acked INTEGER NOT NULL, current INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE device (one INTEGER PRIMARY KEY CHECK (one = 1), ticket TEXT);
    CREATE TABLE draft (conversation_id TEXT PRIMARY KEY NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE setting (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE upload (hash TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, content_type TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
  `),
};
