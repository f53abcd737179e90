/** Keeps a data folder for one console at a time: a lock of the operating system, which a killed process lets go of by itself. */
import Database from 'better-sqlite3';
import { withStorageErrors } from '#db/core/storage-error.ts';

/** null = another process has it. Throws StorageError when the folder can't be written. */
export function lockFolder(path: string): { release(): void } | null {
  return withStorageErrors(path, () => {
    const db = new Database(path, { timeout: 0 });
    try {
      db.exec('BEGIN EXCLUSIVE');
      return { release: () => db.close() };
    } catch (error) {
      db.close();
      if ((error as { code?: string }).code === 'SQLITE_BUSY') return null;
      throw error;
    }
  });
}
