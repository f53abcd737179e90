/** Words of messages come into the index a moment later, many at once: which messages still wait for it. */
import type { Migration } from '#db/core/migrate.ts';

export const replicaUnindexed: Migration = {
  version: 30,
  name: 'unindexed',
  up: (db) => void db.exec('CREATE TABLE unindexed (place INTEGER PRIMARY KEY NOT NULL)'),
};
