/** What a list of devices shows, tokens that are exchanged, copies that are named; failures that bar whoever guesses (R13, R16, S97). */
import type { Migration } from '#db/core/migrate.ts';

export const devices: Migration = {
  version: 20,
  name: 'devices',
  up: (db) =>
    db.exec(`
      ALTER TABLE devices ADD COLUMN name TEXT NOT NULL DEFAULT '';
      ALTER TABLE devices ADD COLUMN version TEXT NOT NULL DEFAULT '';
      ALTER TABLE devices ADD COLUMN next_hash TEXT;
      ALTER TABLE devices ADD COLUMN dead_hash TEXT;
      ALTER TABLE devices ADD COLUMN rotated_at INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE devices ADD COLUMN copy_of TEXT;
      UPDATE devices SET rotated_at = created_at;
      CREATE INDEX devices_next ON devices(next_hash) WHERE next_hash IS NOT NULL;
      CREATE INDEX devices_dead ON devices(dead_hash) WHERE dead_hash IS NOT NULL;
      CREATE TABLE guesses(key TEXT PRIMARY KEY, count INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    `),
};
