/** What every released version left behind opens in today's program, and what waits in its outbox goes out once (L4). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrate, versionOf } from '#db/core/migrate.ts';
import type { Migration } from '#db/core/migrate.ts';
import { openDatabase } from '#db/core/open-database.ts';
import { outboxMigrations, replicaMigrations } from '#db/console/migrations.ts';
import { serverMigrations } from '#db/server/migrations.ts';
import { postgresMigrations } from '#db/server/postgres/migrations.ts';
import { migratePostgres } from '#db/server/postgres/postgres-migrate.ts';
import { readAddress } from '#db/server/postgres/postgres-address.ts';
import { connectSession } from '#db/server/postgres/postgres-session.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import type { Store } from '#db/server/store.ts';
import { digestsOf } from '#tests/helpers/digests.ts';
import { makeDatabase, noPostgres, openTestStore } from '#tests/helpers/postgres.ts';
import { imageFiles, layImage, releases } from '#tests/helpers/release-image.ts';
import type { ReleaseImage } from '#tests/helpers/release-image.ts';
import { openStoredTeam } from '#tests/helpers/stored-team.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'pult-release-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const steps: Record<(typeof imageFiles)[number], readonly Migration[]> = { 'team.db': serverMigrations, 'replica.db': replicaMigrations, 'outbox.db': outboxMigrations };
const shape = (db: Database.Database): unknown[] => db.prepare("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all();

/** Server and console over the image; all that waits goes out, and nothing that was done before. */
async function goesOn(image: ReleaseImage, store: Store): Promise<void> {
  const team = await openStoredTeam({ folder, store, at: image.at + 60_000, seed: 2 });
  try {
    const counted = (await store.read((reader) => reader.recordsOfKinds(Object.keys(image.records) as never))).reduce<Record<string, number>>((sum, { kind }) => ({ ...sum, [kind]: (sum[kind] ?? 0) + 1 }), {});
    expect(counted).toEqual(image.records);
    const before = await store.read((reader) => reader.recordsOfKinds(['message', 'task']));
    const backend = team.open(image.session, true);
    expect([backend.movedAside.outbox, backend.status().pending]).toEqual([null, image.pending.length]);
    await team.flush();
    expect([backend.status().state, backend.status().pending]).toEqual(['live', 0]);
    const known = await store.read((reader) => reader.commands([...image.done, ...image.pending]));
    expect(known.map(({ cmdId, status }) => `${cmdId} ${status}`).sort()).toEqual([...image.done, ...image.pending].map((id) => `${id} done`).sort());
    // Two messages and a task waited; each is there once.
    expect((await store.read((reader) => reader.recordsOfKinds(['message', 'task']))).length).toBe(before.length + image.pending.length);
    const texts = backend.query('message.page', { conversationId: image.conversationId, before: null, around: null, limit: 50 }) as unknown as { value: { rows: { text: string }[] } };
    expect(texts.value.rows.map((row) => row.text).sort()).toEqual(['done answer', 'done note', 'pending answer', 'pending note', 'Доброго дня']);
    const { counted: figures, stored } = await digestsOf(store);
    expect(stored).toEqual(figures);
  } finally {
    await team.close();
  }
}

describe.each(releases)('release %s', (version) => {
  test('[S67] team, copy and outbox open in today’s program; what waited goes out once, what was done stays done', async () => {
    const image = layImage(version, folder);
    await goesOn(image, openSqliteStore(join(folder, 'team.db')));
  });

  test.each(outboxMigrations.map((migration) => migration.version))('[S67] [S65] the same presses from an outbox as it was at step %i drain as well', async (newest) => {
    const image = layImage(version, folder);
    const path = join(folder, 'outbox.db');
    const kept = new Database(path);
    if (versionOf(kept) < newest) return kept.close() && undefined;
    const tables = ['counter', 'cmd', 'outcome', 'setting'];
    const rows = Object.fromEntries(tables.map((table) => [table, kept.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[]]));
    kept.close();
    rmSync(path);
    const older = openDatabase({ path, synchronous: 'FULL', migrations: outboxMigrations.filter((migration) => migration.version <= newest) });
    for (const table of tables) {
      const columns = (older.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
      const put = older.prepare(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`);
      for (const row of rows[table]!) put.run(columns.map((column) => row[column]));
    }
    older.close();
    await goesOn(image, openSqliteStore(join(folder, 'team.db')));
  });

  test.each(imageFiles)('no released step of %s was edited: today’s steps up to its number make the shape it had', (file) => {
    layImage(version, folder);
    const then = new Database(join(folder, file), { readonly: true });
    const now = new Database(':memory:');
    migrate(now, steps[file].filter((migration) => migration.version <= versionOf(then)), ':memory:');
    expect(shape(now)).toEqual(shape(then));
    then.close();
    now.close();
  });

  test.skipIf(noPostgres)('[S67] the same team in a PostgreSQL of that version', async () => {
    const image = layImage(version, folder);
    const address = await makeDatabase();
    const session = await connectSession(readAddress(address), { idleMs: 0, patienceMs: 15_000 });
    await migratePostgres(session, postgresMigrations.filter((migration) => migration.version <= image.postgres), address);
    await session.end();
    const client = new Client({ connectionString: address });
    await client.connect();
    const file = new Database(join(folder, 'team.db'), { readonly: true });
    for (const table of file.prepare<[], string>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all()) {
      await client.query(`DELETE FROM ${table}`);
      for (const row of file.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table}`).all()) {
        const columns = Object.keys(row);
        await client.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, n) => `$${n + 1}`).join(', ')})`, Object.values(row));
      }
    }
    file.close();
    await client.end();
    // One server, a clock of the test's own: nothing is shared.
    const { shared: _shared, ...store } = await openTestStore(address);
    await goesOn(image, store);
  });
});
