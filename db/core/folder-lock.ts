/** One process per data folder: a lock of the operating system, gone the moment its holder dies, however it dies. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { prepareFolder } from '#db/core/open-database.ts';
import { StorageError, withStorageErrors } from '#db/core/storage-error.ts';

/** Answers the way to give it back. Throws StorageError('storage_busy') when another process holds it for longer than `waitMs`. */
export function lockFolder(dir: string, waitMs: number): () => void {
  prepareFolder(dir);
  const path = join(dir, 'lock');
  return withStorageErrors(path, () => {
    const db = new Database(path, { timeout: waitMs });
    try {
      // A rollback journal: its exclusive lock keeps every other process out, readers too.
      db.pragma('journal_mode = DELETE');
      db.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      db.close();
      if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw new StorageError('storage_busy', dir, '', error);
      throw error;
    }
    return () => db.close();
  });
}
