/** The team's PostgreSQL database as one whole: read in one snapshot while servers go on, or filled from tables where it holds no team yet. */
import { sha256Hex } from '#db/core/blob-folder.ts';
import { StorageError } from '#db/core/storage-error.ts';
import { postgresMigrations } from '#db/server/postgres/migrations.ts';
import { readAddress } from '#db/server/postgres/postgres-address.ts';
import { asPostgresError } from '#db/server/postgres/postgres-errors.ts';
import { migratePostgres } from '#db/server/postgres/postgres-migrate.ts';
import { createPostgresReader } from '#db/server/postgres/postgres-reader.ts';
import { connectSession, writtenText } from '#db/server/postgres/postgres-session.ts';
import type { Session } from '#db/server/postgres/postgres-session.ts';
import { rowsAtOnce, shapeOf, tablesBesideTheStore } from '#db/server/whole-store.ts';
import type { Cell, StoreFiller, TableRows, WholeStore } from '#db/server/whole-store.ts';

const newest = postgresMigrations.at(-1)!.version;
/** A file on a slow disk is written between two looks. */
const patienceMs = 120_000;
const partBytes = 512 * 1024;
const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function tablesOf(session: Session): Promise<string[]> {
  const { rows } = await session.query<{ name: string }>("SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' ORDER BY 1");
  return rows.map((row) => row.name).filter((name) => !tablesBesideTheStore.includes(name));
}

async function versionOf(session: Session): Promise<number> {
  const { rows } = await session.query<{ there: boolean }>("SELECT to_regclass('pult_schema') IS NOT NULL AS there");
  if (!rows[0]!.there) return 0;
  return (await session.query<{ version: number }>('SELECT version FROM pult_schema WHERE one = 1')).rows[0]?.version ?? 0;
}

async function onSession<T>(text: string, work: (session: Session, label: string) => Promise<T>): Promise<T> {
  const address = readAddress(text);
  let session: Session | null = null;
  try {
    session = await connectSession(address, { idleMs: patienceMs, patienceMs });
    return await work(session, address.label);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    // What the work itself throws (a full disk where the file goes) is not the database's.
    throw error instanceof StorageError || (session !== null && !session.dead() && !/^[0-9A-Z]{5}$/.test(String(code ?? ''))) ? error : asPostgresError(error, address.label);
  } finally {
    await session?.end();
  }
}

export function postgresWhole(address: string): WholeStore {
  return {
    label: readAddress(address).label,
    snapshot: (work) =>
      onSession(address, async (session, label) => {
        await session.run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const version = await versionOf(session);
        if (version === 0) throw new StorageError('storage_missing', label);
        if (version > newest) throw new StorageError('storage_newer', label, `version ${version}, this program knows ${newest}`);
        if (version < newest) throw new StorageError('storage_older', label, `version ${version}, this program needs ${newest}`);
        return work({
          reader: createPostgresReader(session.query), version: shapeOf(version), tables: await tablesOf(session), rows: (table) => rowsOf(session, table), files: () => filesOf(session),
          async tally(table, column) {
            const { rows } = await session.query<{ word: string; n: number }>(`SELECT ${named(column)} AS word, count(*) AS n FROM ${named(table)} GROUP BY 1`);
            return Object.fromEntries(rows.map((row) => [row.word, row.n]));
          },
          sizeBytes: async () => (await session.query<{ n: number }>('SELECT pg_database_size(current_database()) AS n')).rows[0]!.n,
        });
      }),
  };
}

async function* rowsOf(session: Session, table: string): AsyncGenerator<TableRows> {
  await session.run(`DECLARE whole NO SCROLL CURSOR FOR SELECT * FROM ${named(table)}`);
  const { rows: named_ } = await session.query<{ name: string }>('SELECT column_name::text AS name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position', [table]);
  const columns = named_.map((row) => row.name);
  for (;;) {
    const rows = await session.fetch(`FETCH ${rowsAtOnce} FROM whole`);
    if (rows.length > 0) yield { table, columns, rows: rows.map((row) => columns.map((column) => row[column] as Cell)) };
    if (rows.length < rowsAtOnce) break;
  }
  await session.run('CLOSE whole');
}

async function* filesOf(session: Session): AsyncGenerator<{ hash: string; bytes: Uint8Array }> {
  const { rows: names } = await session.query<{ hash: string }>('SELECT hash FROM blobs ORDER BY hash');
  for (const { hash } of names) {
    const { rows } = await session.query<{ bytes: Buffer }>('SELECT bytes FROM blob_parts WHERE hash = $1 ORDER BY part', [hash]);
    yield { hash, bytes: Buffer.concat(rows.map((row) => row.bytes)) };
  }
}

/** Fills a database that holds no team, from tables of a shape, and brings it to this program's version. Throws StorageError. */
export async function fillPostgres(address: string, shape: number, work: (filler: StoreFiller) => Promise<void>): Promise<void> {
  await onSession(address, async (session, label) => {
    if (shape > newest) throw new StorageError('storage_newer', label, `version ${shape}, this program knows ${newest}`);
    const stands = await versionOf(session);
    if (stands > shape + 9) {
      const { rows } = await session.query<{ seq: number }>('SELECT seq FROM head WHERE one = 1');
      // An empty one that a newer program has prepared can't be taken back to where the tables fit.
      throw new StorageError(rows[0]?.seq === 0 ? 'storage_prepared' : 'storage_taken', label);
    }
    await migratePostgres(session, postgresMigrations.filter((migration) => migration.version <= shape + 9), label);
    await session.run('BEGIN');
    const { rows: heads } = await session.query<{ seq: number }>('SELECT seq FROM head WHERE one = 1 FOR UPDATE');
    if ((heads[0]?.seq ?? 0) > 0) throw new StorageError('storage_taken', label);
    const tables = await tablesOf(session);
    for (const table of tables) await session.run(`DELETE FROM ${named(table)}`);
    await work({
      async add({ table, columns, rows }) {
        if (!tables.includes(table)) throw new StorageError('storage_damaged', label, table);
        const list = columns.map(named).join(', ');
        const objects = rows.map((row) => Object.fromEntries(columns.map((column, n) => [column, typeof row[n] === 'string' ? writtenText(row[n] as string) : row[n]])));
        // What stands for a zero character has been written already: as an escape it is not written twice.
        await session.query(`INSERT INTO ${named(table)} (${list}) SELECT ${list} FROM json_populate_recordset(null::${named(table)}, $1::json)`, [JSON.stringify(objects).replaceAll('\uffff', '\\uffff')]);
      },
      async addFile(bytes) {
        const hash = sha256Hex(bytes);
        for (let part = 0; part * partBytes < bytes.byteLength; part += 1) {
          await session.query('INSERT INTO blob_parts VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [hash, part, Buffer.from(bytes.subarray(part * partBytes, (part + 1) * partBytes))]);
        }
        await session.query('INSERT INTO blobs VALUES ($1, $2) ON CONFLICT DO NOTHING', [hash, bytes.byteLength]);
      },
    });
    await session.run('COMMIT');
    await migratePostgres(session, postgresMigrations, label);
  });
}
