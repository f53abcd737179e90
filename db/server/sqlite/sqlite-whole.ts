/** The team's SQLite file as one whole: read beside a running server, or made anew from tables. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createBlobFolder, isBlobHash } from '#db/core/blob-folder.ts';
import { versionOf } from '#db/core/migrate.ts';
import { openDatabase, openReader } from '#db/core/open-database.ts';
import { StorageError, asStorageError } from '#db/core/storage-error.ts';
import { serverMigrations } from '#db/server/migrations.ts';
import { createSqliteReader } from '#db/server/sqlite/sqlite-reader.ts';
import { rowsAtOnce, shapeOf, tablesBesideTheStore } from '#db/server/whole-store.ts';
import type { Cell, StoreFiller, TableRows, WholeStore } from '#db/server/whole-store.ts';
import type { SqliteDatabase } from '#db/core/open-database.ts';

const newest = serverMigrations.at(-1)!.version;
const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function tablesOf(db: SqliteDatabase): string[] {
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all() as string[];
  return names.filter((name) => !tablesBesideTheStore.includes(name));
}

/** `dir` holds `team.db` and `blobs/`. */
export function sqliteWhole(dir: string): WholeStore {
  const path = join(dir, 'team.db');
  return {
    label: path,
    async snapshot(work) {
      if (!existsSync(path)) throw new StorageError('storage_missing', path);
      const db = openReader(path);
      try {
        const version = versionOf(db);
        if (version > newest) throw new StorageError('storage_newer', path, `version ${version}, this program knows ${newest}`);
        if (version < newest) throw new StorageError('storage_older', path, `version ${version}, this program needs ${newest}`);
        db.exec('BEGIN');
        return await work({
          reader: createSqliteReader(db), version: shapeOf(version), tables: tablesOf(db), rows: (table) => rowsOf(db, table), files: () => filesOf(join(dir, 'blobs')),
          tally: async (table, column) => Object.fromEntries(db.prepare(`SELECT ${named(column)}, count(*) FROM ${named(table)} GROUP BY 1`).raw().all() as [string, number][]),
          sizeBytes: async () => ['', '-wal'].reduce((sum, end) => sum + (statSync(`${path}${end}`, { throwIfNoEntry: false })?.size ?? 0), 0),
        });
      } catch (error) {
        throw asStorageError(error, path) ?? error;
      } finally {
        if (db.inTransaction) db.exec('COMMIT');
        db.close();
      }
    },
  };
}

async function* rowsOf(db: SqliteDatabase, table: string): AsyncGenerator<TableRows> {
  const statement = db.prepare(`SELECT * FROM ${named(table)}`).raw();
  const columns = statement.columns().map((column) => column.name);
  let rows: Cell[][] = [];
  for (const row of statement.iterate() as IterableIterator<Cell[]>) {
    rows.push(row);
    if (rows.length < rowsAtOnce) continue;
    yield { table, columns, rows };
    rows = [];
  }
  if (rows.length > 0) yield { table, columns, rows };
}

async function* filesOf(dir: string): AsyncGenerator<{ hash: string; bytes: Uint8Array }> {
  for (const folder of existsSync(dir) ? readdirSync(dir) : []) {
    // What was half written when a server died lies beside, under another name.
    for (const hash of readdirSync(join(dir, folder)).filter(isBlobHash)) yield { hash, bytes: readFileSync(join(dir, folder, hash)) };
  }
}

/**
 * Makes a store in `dir`, where none may lie, of a shape; brings it to this program's version when `work` has ended. A store half filled has no
 * team. Throws StorageError.
 */
export async function fillSqlite(dir: string, shape: number, fillRandom: (bytes: Uint8Array) => void, work: (filler: StoreFiller) => Promise<void>): Promise<void> {
  const path = join(dir, 'team.db');
  if (shape > newest) throw new StorageError('storage_newer', path, `version ${shape}, this program knows ${newest}`);
  if (existsSync(path)) throw new StorageError('storage_taken', path);
  const blobs = createBlobFolder(join(dir, 'blobs'), fillRandom);
  const db = openDatabase({ path, synchronous: 'FULL', migrations: serverMigrations.filter((migration) => migration.version <= shape + 9) });
  try {
    db.exec('BEGIN IMMEDIATE');
    const known = new Set(tablesOf(db));
    // What a new store begins with comes with the tables.
    for (const table of known) db.exec(`DELETE FROM ${named(table)}`);
    await work({
      async add({ table, columns, rows }) {
        if (!known.has(table)) throw new StorageError('storage_damaged', path, table);
        const put = db.prepare(`INSERT INTO ${named(table)} (${columns.map(named).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
        for (const row of rows) put.run(...row);
      },
      addFile: async (bytes) => void (await blobs.put(bytes)),
    });
    db.exec('COMMIT');
  } catch (error) {
    throw asStorageError(error, path) ?? error;
  } finally {
    if (db.inTransaction) db.exec('ROLLBACK');
    db.close();
  }
  openDatabase({ path, synchronous: 'FULL', migrations: serverMigrations }).close();
}
