/** What a list of devices shows, tokens that are exchanged, copies that are named; failures that bar whoever guesses (R13, R16, S97). */
import { text } from '#db/server/postgres/postgres-migrate.ts';
import type { PostgresMigration } from '#db/server/postgres/postgres-migrate.ts';

export const devices: PostgresMigration = {
  version: 20,
  name: 'devices',
  sql: `
    ALTER TABLE devices ADD COLUMN name ${text} NOT NULL DEFAULT '';
    ALTER TABLE devices ADD COLUMN version ${text} NOT NULL DEFAULT '';
    ALTER TABLE devices ADD COLUMN next_hash ${text};
    ALTER TABLE devices ADD COLUMN dead_hash ${text};
    ALTER TABLE devices ADD COLUMN rotated_at int8 NOT NULL DEFAULT 0;
    ALTER TABLE devices ADD COLUMN copy_of ${text};
    UPDATE devices SET rotated_at = created_at;
    CREATE INDEX devices_next ON devices(next_hash) WHERE next_hash IS NOT NULL;
    CREATE INDEX devices_dead ON devices(dead_hash) WHERE dead_hash IS NOT NULL;
    CREATE TABLE guesses(key ${text} PRIMARY KEY, count int8 NOT NULL, since int8 NOT NULL, until int8 NOT NULL);
  `,
};
