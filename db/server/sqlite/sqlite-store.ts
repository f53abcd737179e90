/** The team's store in one SQLite file: one writer with synchronous=FULL, readers on connections of their own (S90). */
import { openDatabase, openReader } from '#db/core/open-database.ts';
import type { SqliteDatabase } from '#db/core/open-database.ts';
import { StorageError, asStorageError } from '#db/core/storage-error.ts';
import { serverMigrations } from '#db/server/migrations.ts';
import { createSqliteReader } from '#db/server/sqlite/sqlite-reader.ts';
import { createSqliteWriter } from '#db/server/sqlite/sqlite-writer.ts';
import type { Store, StoreReader } from '#db/server/store.ts';

const readers = 2;

interface ReadConnection { db: SqliteDatabase; reader: StoreReader }

/** Opens or makes the store at `path` (a file: readers need connections of their own). Throws StorageError. */
export function openSqliteStore(path: string): Store {
  const db = openDatabase({ path, synchronous: 'FULL', migrations: serverMigrations });
  // Every commit is on the disk at its own moment (FULL); the file itself is brought up to date with every fourth thousand of pages.
  db.pragma('wal_autocheckpoint = 4000');
  const writer = createSqliteWriter(db, createSqliteReader(db));
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const rollback = db.prepare('ROLLBACK');

  const free: ReadConnection[] = [];
  const waiting: ((connection: ReadConnection) => void)[] = [];
  for (let n = 0; n < readers; n += 1) {
    const reading = openReader(path);
    free.push({ db: reading, reader: createSqliteReader(reading) });
  }
  const connections = [...free];
  const take = (): Promise<ReadConnection> => {
    const connection = free.pop();
    return connection ? Promise.resolve(connection) : new Promise((resolve) => waiting.push(resolve));
  };
  const giveBack = (connection: ReadConnection): void => {
    const next = waiting.shift();
    if (next) next(connection);
    else free.push(connection);
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    async read(work) {
      const connection = await take();
      try {
        connection.db.exec('BEGIN');
        return await work(connection.reader);
      } catch (error) {
        throw asStorageError(error, path) ?? error;
      } finally {
        if (connection.db.inTransaction) connection.db.exec('COMMIT');
        giveBack(connection);
      }
    },
    write(work) {
      const run = last.then(async () => {
        try {
          begin.run();
          const answer = await work(writer);
          commit.run();
          return answer;
        } catch (error) {
          if (db.inTransaction) rollback.run();
          throw asStorageError(error, path) ?? error;
        }
      });
      last = run.catch(() => undefined);
      return run;
    },
    async scrub() {
      // Freed places are zeros already (secure_delete); the log of writes goes when nobody reads, and nobody can end reading while this waits.
      const held = await Promise.all(connections.map(take));
      try {
        const run = last.then(() => {
          db.pragma('busy_timeout = 0');
          const [told] = db.pragma('wal_checkpoint(TRUNCATE)') as { busy: number }[];
          db.pragma('busy_timeout = 5000');
          if (told?.busy !== 0) throw new StorageError('storage_busy', path);
        });
        last = run.catch(() => undefined);
        await run;
      } finally {
        held.forEach(giveBack);
      }
    },
    async close() {
      await last;
      for (const connection of connections) connection.db.close();
      db.close();
    },
  };
}
