/** Figures of roots, what the server keeps of itself, commands parked after a restore, how results are found by age. No team stood on PostgreSQL before. */
import { open } from '#db/server/store.ts';
import { text } from '#db/server/postgres/postgres-migrate.ts';
import type { PostgresMigration } from '#db/server/postgres/postgres-migrate.ts';

export const digests: PostgresMigration = {
  version: 30,
  name: 'digests',
  sql: `
    CREATE TABLE root_digest(root ${text} NOT NULL, facet int8 NOT NULL, count int8 NOT NULL, xor64 ${text} NOT NULL, at int8 NOT NULL, PRIMARY KEY (root, facet));
    CREATE TABLE facts(key ${text} PRIMARY KEY, value ${text} NOT NULL);
    CREATE TABLE parked(cmd_id ${text} PRIMARY KEY, person ${text} NOT NULL, at int8 NOT NULL, code ${text} NOT NULL, given ${text} NOT NULL);
    CREATE INDEX commits_at ON commits(at);
    CREATE INDEX commands_old ON commands(at) WHERE result <> '{}' OR step IS NOT NULL;
    CREATE INDEX stream_commands_cmd ON stream_commands(cmd_id);
    CREATE INDEX grants_ending ON grants(key, right(root, 2), z);
    CREATE INDEX user_keys_z ON user_keys(z) WHERE z < ${open};
  `,
};
