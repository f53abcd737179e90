/**
 * Opens a console's two files. A replica that can't be read, or not brought up to date, is moved aside and begun anew (S67); so is an outbox that can't be
 * read, and that is said, for it is never deleted (S102).
 */
import { existsSync, renameSync } from 'node:fs';
import { openDatabase } from '#db/core/open-database.ts';
import type { SqliteDatabase } from '#db/core/open-database.ts';
import type { Migration } from '#db/core/migrate.ts';
import { StorageError, asStorageError } from '#db/core/storage-error.ts';
import type { StorageCode } from '#db/core/storage-error.ts';
import { outboxMigrations, replicaMigrations } from '#db/console/migrations.ts';
import { salvageOutbox } from '#db/console/salvage-outbox.ts';

export interface OpenedFile {
  db: SqliteDatabase;
  /** Where the unreadable file lies now; null when it was fine. */
  movedTo: string | null;
}

/** Changes with the columns of the replica: another shape in the file means a first copy (S66). */
export const replicaShape = '2';

/** Throws StorageError when the disk says no or the file is of a newer version. `stamp`: made part of the name of what is moved aside; `key`: 32 bytes, null = plain. */
export function openReplica(path: string, stamp: string, key: Uint8Array | null = null): OpenedFile {
  const opened = openOrMoveAside(path, stamp, 'NORMAL', replicaMigrations, key, ['storage_damaged', 'storage_step']);
  // A page of a first copy writes as much as the usual thousand: the file is brought up to date with every fourth.
  opened.db.pragma('wal_autocheckpoint = 4000');
  const shape = opened.db.prepare<[], { value: string }>("SELECT value FROM meta WHERE key = 'shape'").get()?.value;
  if (shape === replicaShape) return opened;
  const isNew = shape === undefined && opened.db.prepare('SELECT 1 FROM meta LIMIT 1').get() === undefined;
  if (isNew || path === ':memory:') {
    opened.db.prepare("INSERT INTO meta (key, value) VALUES ('shape', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value").run(replicaShape);
    return opened;
  }
  opened.db.close();
  const movedTo = moveAside(path, stamp);
  return { ...openReplica(path, stamp, key), movedTo };
}

/** Read whole once: it is small, and a damaged page that is met later would be a console that can't start. */
export function openOutbox(path: string, stamp: string, key: Uint8Array | null = null): OpenedFile {
  let opened = openOrMoveAside(path, stamp, 'FULL', outboxMigrations, key, ['storage_damaged']);
  if (opened.movedTo === null && !isWhole(opened.db)) {
    opened.db.close();
    const movedTo = moveAside(path, stamp);
    opened = { db: openDatabase({ path, synchronous: 'FULL', migrations: outboxMigrations, key }), movedTo };
  }
  if (opened.movedTo !== null) salvageOutbox(opened.movedTo, key, opened.db);
  return opened;
}

function isWhole(db: SqliteDatabase): boolean {
  try {
    return db.pragma('quick_check', { simple: true }) === 'ok';
  } catch (error) {
    if (asStorageError(error, db.name)?.code !== 'storage_damaged') throw error;
    return false;
  }
}

function openOrMoveAside(
  path: string, stamp: string, synchronous: 'FULL' | 'NORMAL', migrations: readonly Migration[], key: Uint8Array | null, asideFor: readonly StorageCode[],
): OpenedFile {
  try {
    return { db: openDatabase({ path, synchronous, migrations, key }), movedTo: null };
  } catch (error) {
    if (path === ':memory:' || !(error instanceof StorageError) || !asideFor.includes(error.code)) throw error;
    const movedTo = moveAside(path, stamp);
    return { db: openDatabase({ path, synchronous, migrations, key }), movedTo };
  }
}

/** Renames a database with its log files; nothing is overwritten. */
export function moveAside(path: string, stamp: string): string {
  let aside = `${path}.damaged-${stamp}`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${path}.damaged-${stamp}-${n}`;
  for (const suffix of ['', '-wal', '-shm']) if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${aside}${suffix}`);
  return aside;
}
