/** Rows that stand beside a contact or deal: their sides, payment claims, the record of money. */
import type { Migration } from '#db/core/migrate.ts';

export const replicaPieces: Migration = {
  version: 20,
  name: 'pieces',
  up: (db) => void db.exec(`
    CREATE TABLE piece (kind TEXT NOT NULL, id TEXT NOT NULL, root TEXT NOT NULL, facet INTEGER NOT NULL, ver INTEGER NOT NULL, body TEXT NOT NULL, waits INTEGER NOT NULL,
      PRIMARY KEY (kind, id)) WITHOUT ROWID;
    CREATE INDEX piece_root ON piece (root, kind);
    CREATE INDEX piece_waiting ON piece (id) WHERE waits = 1;
  `),
};
