/** Figures of roots are counted over what an older server had stored. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/core/open-database.ts';
import { serverMigrations } from '#db/server/migrations.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { digestsOf } from '#tests/helpers/digests.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-migration-')); });
afterEach(() => rmSync(dir, { recursive: true }));

test('[S71] a store of version 20 gets the figures of all its roots, each with the time of its last change', async () => {
  const path = join(dir, 'team.db');
  const db = openDatabase({ path, synchronous: 'FULL', migrations: serverMigrations.filter(({ version }) => version <= 20) });
  const put = db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?)');
  put.run('message', 'm1', 'conversation:c1', '1|message|m1', 1, 3, '{}');
  put.run('message', 'm2', 'conversation:c1', '1|message|m2', 1, 5, '{}');
  put.run('conversation', 'c1', 'conversation:c1', '0|conversation|c1', 2, 4, '{}');
  db.exec("INSERT INTO commits VALUES (4, 'a', 100), (6, 'b', 200)");
  db.close();
  const store = openSqliteStore(path);
  const { counted, stored } = await digestsOf(store);
  expect(stored).toEqual(counted);
  expect(stored.length).toBe(2);
  expect((await store.read((reader) => reader.rootDigests(['conversation:c1']))).map((line) => [line.facet, line.at])).toEqual([[1, 200], [2, 100]]);
  await store.close();
});
