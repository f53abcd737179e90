/** What several servers need beside the tables of every store: files, and who looks at what (unlogged: worth nothing after a crash, S82). */
import { text } from '#db/server/postgres/postgres-migrate.ts';
import type { PostgresMigration } from '#db/server/postgres/postgres-migrate.ts';

export const shared: PostgresMigration = {
  version: 31,
  name: 'shared',
  sql: `
    CREATE TABLE blobs(hash ${text} PRIMARY KEY, size int8 NOT NULL);
    CREATE TABLE blob_parts(hash ${text} NOT NULL, part int8 NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (hash, part));
    ALTER TABLE blob_parts ALTER COLUMN bytes SET STORAGE EXTERNAL;
    CREATE UNLOGGED TABLE presence(server ${text} NOT NULL, who ${text} NOT NULL, root ${text} NOT NULL, typing int8 NOT NULL, until int8 NOT NULL, PRIMARY KEY (server, who, root));
  `,
};
