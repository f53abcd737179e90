/** Every step of the shape of a team's PostgreSQL database, in order: the numbers, tables and columns of SQLite's, and what only servers beside each other need. */
import { first } from '#db/server/postgres/migrations/010-first.ts';
import { devices } from '#db/server/postgres/migrations/020-devices.ts';
import { digests } from '#db/server/postgres/migrations/030-digests.ts';
import { shared } from '#db/server/postgres/migrations/031-shared.ts';
import type { PostgresMigration } from '#db/server/postgres/postgres-migrate.ts';

export const postgresMigrations: readonly PostgresMigration[] = [first, devices, digests, shared];
