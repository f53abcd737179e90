/** Commands answered before a server was put back go to it once more, and say so (S70). */
import type { Migration } from '#db/core/migrate.ts';

export const outboxRecover: Migration = {
  version: 30,
  name: 'recover',
  up: (db) => void db.exec('ALTER TABLE cmd ADD COLUMN recover INTEGER'),
};
