/** Opens a SQLite file the one way Pult does: WAL, own folder 0700, file 0600, migrated to this version or refused. */
import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { applyKey, encryptPlain } from '#db/core/file-key.ts';
import { migrate } from '#db/core/migrate.ts';
import type { Migration } from '#db/core/migrate.ts';
import { StorageError, withStorageErrors } from '#db/core/storage-error.ts';

export type SqliteDatabase = Database.Database;

export interface OpenOptions {
  /** File path, or ':memory:'. */
  readonly path: string;
  /** FULL for what must survive a power cut (server store, outbox), NORMAL for what can be rebuilt (replica). */
  readonly synchronous: 'FULL' | 'NORMAL';
  readonly migrations: readonly Migration[];
  /** 32 bytes; null or absent = the file is plain. A plain file that gets a key is encrypted once. */
  readonly key?: Uint8Array | null;
}

/** Makes the folder, and all above it, for this user alone. Throws StorageError. */
export function prepareFolder(path: string): void {
  withStorageErrors(path, () => {
    makeFolder(path);
    // A folder that all users share, as /tmp, is not ours to close; what we put into it is closed by itself.
    if ((statSync(path).mode & sharedByAll) === 0) chmodSync(path, 0o700);
  });
}

/** The sticky bit. */
const sharedByAll = 0o1000;

/**
 * One folder at a time, from the top down: Node's own `recursive` tries for ever where a folder is there and yet says "no such folder" to
 * whoever makes one in it, as /proc does.
 */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  for (let madeAbove = false; ; madeAbove = true) {
    try {
      return mkdirSync(path, { mode: 0o700 });
    } catch (error) {
      const { code } = error as { code?: string };
      // Another process was faster.
      if (code === 'EEXIST' && isFolder(path)) return;
      if (code === 'EEXIST' || code === 'ENOTDIR') throw new StorageError('storage_not_folder', inTheWay(path), code, error);
      if (code !== 'ENOENT') throw error;
      if (madeAbove) throw new StorageError('storage_read_only', path, code, error);
      makeFolder(dirname(path));
    }
  }
}

/** The file, or link to nothing, that stands where a folder is wanted. */
function inTheWay(path: string): string {
  const above = dirname(path);
  return above === path || isFolder(above) ? path : inTheWay(above);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The writing connection. Throws StorageError (read-only, full, newer, damaged or another key, busy). */
export function openDatabase(options: OpenOptions): SqliteDatabase {
  const { path } = options;
  if (path !== ':memory:') prepareFolder(dirname(path));
  // A database in memory takes no key.
  const key = path === ':memory:' ? null : (options.key ?? null);
  return withStorageErrors(path, () => {
    if (key) encryptPlain(path, key);
    const db = new Database(path);
    try {
      if (key) applyKey(db, key);
      if (path !== ':memory:') chmodSync(path, 0o600);
      db.pragma('busy_timeout = 5000');
      db.pragma('journal_mode = WAL');
      db.pragma(`synchronous = ${options.synchronous}`);
      // On macOS fsync alone leaves data in the drive's cache.
      if (options.synchronous === 'FULL') db.pragma('fullfsync = 1');
      // What is deleted is overwritten: an erasure leaves nothing in the file (S72).
      db.pragma('secure_delete = ON');
      db.pragma('foreign_keys = ON');
      db.pragma('temp_store = MEMORY');
      db.pragma('cache_size = -16000');
      migrate(db, options.migrations, path);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}

/** Another connection to an opened file, that can't write: readers do not wait for the writer. */
export function openReader(path: string): SqliteDatabase {
  return withStorageErrors(path, () => {
    const db = new Database(path, { readonly: true, fileMustExist: true });
    db.pragma('busy_timeout = 5000');
    db.pragma('temp_store = MEMORY');
    return db;
  });
}
