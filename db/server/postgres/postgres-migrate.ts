/** Brings a PostgreSQL database to this version: numbered steps, each in one transaction with its number; one from the future is refused. */
import { StorageError } from '#db/core/storage-error.ts';
import type { Session } from '#db/server/postgres/postgres-session.ts';

/** Type of every column of text: its order is by bytes, whatever the cluster's language. */
export const text = 'text COLLATE "C"';

export interface PostgresMigration {
  /** The same numbers as SQLite's. */
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** Servers that start together migrate one after another: the row of the version is the lock. */
export async function migratePostgres(session: Session, migrations: readonly PostgresMigration[], label: string): Promise<void> {
  const newest = migrations.at(-1)?.version ?? 0;
  await makeVersion(session);
  for (let done = false; !done; ) {
    await session.run('BEGIN');
    try {
      const { rows } = await session.query<{ version: number }>('SELECT version FROM pult_schema WHERE one = 1 FOR UPDATE');
      const { version } = rows[0]!;
      if (version > newest) throw new StorageError('storage_newer', label, `version ${version}, this program knows ${newest}`);
      const next = migrations.find((migration) => migration.version > version);
      if (next) {
        await session.run(next.sql);
        await session.query('UPDATE pult_schema SET version = $1 WHERE one = 1', [next.version]);
      }
      await session.run('COMMIT');
      done = !next;
    } catch (error) {
      await session.run('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }
}

async function makeVersion(session: Session): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await session.run('CREATE TABLE IF NOT EXISTS pult_schema(one int8 PRIMARY KEY CHECK (one = 1), version int8 NOT NULL)');
      await session.query('INSERT INTO pult_schema VALUES (1, 0) ON CONFLICT (one) DO NOTHING');
      return;
    } catch (error) {
      // IF NOT EXISTS does not help two who make it at the same moment.
      if (tries >= 3 || !['23505', '42P07', '40001'].includes((error as { code?: string }).code ?? '')) throw error;
    }
  }
}
