/** PostgreSQL's tables are SQLite's: a step of one without its twin would be found by nobody else. */
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { migrate } from '#db/core/migrate.ts';
import { serverMigrations } from '#db/server/migrations.ts';
import { postgresMigrations } from '#db/server/postgres/migrations.ts';
import { aside, makeDatabase, noPostgres, openTestStore } from '#tests/helpers/postgres.ts';

/** What only several servers need. */
const ownTables = ['blob_parts', 'blobs', 'presence', 'pult_schema'];

test('every step of SQLite’s has one of the same number', () => {
  const numbers = new Set(postgresMigrations.map((migration) => migration.version));
  expect(serverMigrations.map((migration) => migration.version).filter((version) => !numbers.has(version))).toEqual([]);
});

describe.skipIf(noPostgres)('on PostgreSQL', () => {
  test('the same tables with the same columns, of the same kind, filled or not; text in the order of bytes', async () => {
    const sqlite = new Database(':memory:');
    migrate(sqlite, serverMigrations, ':memory:');
    const tables = sqlite.prepare(`SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`).pluck().all() as string[];
    const expected = tables.flatMap((table) => (sqlite.pragma(`table_info(${table})`) as { name: string; type: string; notnull: number; pk: number }[])
      .map((column) => `${table}.${column.name} ${column.type === 'INTEGER' ? 'bigint' : 'text'}${column.notnull === 1 || column.pk > 0 ? ' filled' : ''}`)).sort();
    const address = await makeDatabase();
    await (await openTestStore(address)).close();
    const found = await aside<{ line: string; collation: string | null }>(address, `SELECT table_name || '.' || column_name || ' ' || data_type || CASE is_nullable WHEN 'NO' THEN ' filled' ELSE '' END AS line, collation_name AS collation
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT IN (${ownTables.map((name) => `'${name}'`).join(', ')}) AND data_type <> 'bytea'`);
    expect(found.map((row) => row.line).sort()).toEqual(expected);
    expect(new Set(found.filter((row) => row.line.includes(' text')).map((row) => row.collation))).toEqual(new Set(['C']));
  });
});
