/** A console's files of an earlier version are brought up to date, or set aside whole: never half. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/core/open-database.ts';
import { versionOf } from '#db/core/migrate.ts';
import type { Migration } from '#db/core/migrate.ts';
import { outboxMigrations, replicaMigrations } from '#db/console/migrations.ts';
import { openOutbox, openReplica } from '#db/console/open-replica.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-files-')); });
afterEach(() => rmSync(dir, { recursive: true }));

const key = new Uint8Array(32).fill(7);
/** A file that says it is of the first version, though what later steps add stands in it already: they can't be taken. */
function stuckFile(name: string, migrations: readonly Migration[]): string {
  const path = join(dir, name);
  const db = openDatabase({ path, synchronous: 'FULL', migrations, key });
  db.exec("CREATE TABLE witness (text TEXT); INSERT INTO witness VALUES ('kept')");
  db.pragma(`user_version = ${migrations[0]!.version}`);
  db.close();
  return path;
}

test('[S67] a step that fails on the copy sets it aside whole, and the copy begins anew', () => {
  const path = stuckFile('replica.db', replicaMigrations);
  const { db, movedTo } = openReplica(path, '17', key);
  expect(versionOf(db)).toBe(replicaMigrations.at(-1)!.version);
  expect(db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'witness'").get()).toBeUndefined();
  db.close();
  const aside = openDatabase({ path: movedTo!, synchronous: 'FULL', migrations: replicaMigrations.slice(0, 1), key });
  expect([versionOf(aside), aside.prepare('SELECT text FROM witness').get()]).toEqual([replicaMigrations[0]!.version, { text: 'kept' }]);
  aside.close();
});

test('[S67] [S5] a step that fails on the outbox is said, and the file stays where and as it was', () => {
  const path = stuckFile('outbox.db', outboxMigrations);
  expect(() => openOutbox(path, '17', key)).toThrow(/could not be brought up to this version of Pult \(step \d+ .*the version that wrote it still opens it/);
  expect(readdirSync(dir).filter((name) => name.includes('damaged'))).toEqual([]);
  const before = openDatabase({ path, synchronous: 'FULL', migrations: outboxMigrations.slice(0, 1), key });
  expect(before.prepare('SELECT text FROM witness').get()).toEqual({ text: 'kept' });
  before.close();
});
