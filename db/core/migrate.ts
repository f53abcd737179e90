/** Brings a database to this version: numbered steps, all that wait in one transaction with their number; a database from the future is refused. */
import type Database from 'better-sqlite3';
import { StorageError, asStorageError } from '#db/core/storage-error.ts';

export interface Migration {
  /** 10, 20, 30 …: a released one is never edited, gaps leave room for a fix between two. */
  readonly version: number;
  readonly name: string;
  up(db: Database.Database): void;
}

/** The version a database stands at; 0 = empty. */
export function versionOf(db: Database.Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Throws StorageError and leaves the file as it was: `storage_newer` when a later version wrote it, `storage_step` when a step fails on what it holds. */
export function migrate(db: Database.Database, migrations: readonly Migration[], path: string): void {
  checkOrder(migrations);
  const newest = migrations.at(-1)?.version ?? 0;
  const current = versionOf(db);
  if (current > newest) throw new StorageError('storage_newer', path, `version ${current}, this program knows ${newest}`);
  const waiting = migrations.filter((migration) => migration.version > current);
  if (waiting.length === 0) return;
  // A step that rebuilds a table would trip over references to it; they are checked before the step is committed.
  db.pragma('foreign_keys = OFF');
  try {
    // Together: after half of them neither this version nor the one before could open the file.
    db.transaction(() => waiting.forEach((migration) => take(db, migration, path))).immediate();
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function take(db: Database.Database, { version, name, up }: Migration, path: string): void {
  try {
    up(db);
    const broken = db.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) throw new Error(`${broken.length} broken references`);
    db.pragma(`user_version = ${version}`);
  } catch (error) {
    throw asStorageError(error, path) ?? new StorageError('storage_step', path, `step ${version} ${name}`, error);
  }
}

function checkOrder(migrations: readonly Migration[]): void {
  let last = 0;
  for (const { version, name } of migrations) {
    if (!Number.isInteger(version) || version <= last) throw new Error(`migration ${version} ${name} must follow ${last}`);
    last = version;
  }
}
