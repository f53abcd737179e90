/** A conversation may hold two drafts, an answer and a note: until now all drafts were answers. */
import type { Migration } from '#db/core/migrate.ts';

export const outboxNoteDrafts: Migration = {
  version: 20,
  name: 'note drafts',
  up: (db) => void db.exec(`
    CREATE TABLE draft_of_kind (conversation_id TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (conversation_id, kind)) WITHOUT ROWID;
    INSERT INTO draft_of_kind (conversation_id, kind, text, at) SELECT conversation_id, 'answer', text, at FROM draft;
    DROP TABLE draft;
    ALTER TABLE draft_of_kind RENAME TO draft;
  `),
};
