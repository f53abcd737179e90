/** Brings a database to this version: numbered steps, each in one transaction with its number; a database from the future is refused. */
import type Database from 'better-sqlite3';
import { StorageError } from '#db/core/storage-error.ts';

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

/** Throws StorageError('storage_newer') and leaves the file as it was when it was written by a later version. */
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
    for (const migration of waiting) {
      db.transaction(() => {
        migration.up(db);
        const broken = db.pragma('foreign_key_check') as unknown[];
        if (broken.length > 0) throw new Error(`migration ${migration.version} ${migration.name}: ${broken.length} broken references`);
        db.pragma(`user_version = ${migration.version}`);
      }).immediate();
    }
  } finally {
    db.pragma('foreign_keys = ON');
  }
}

function checkOrder(migrations: readonly Migration[]): void {
  let last = 0;
  for (const { version, name } of migrations) {
    if (!Number.isInteger(version) || version <= last) throw new Error(`migration ${version} ${name} must follow ${last}`);
    last = version;
  }
}
