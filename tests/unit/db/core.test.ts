/** What every database of the program stands on: opening, migrating, sealing, blobs, the lock of a folder. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createBlobFolder, sha256Hex } from '#db/core/blob-folder.ts';
import { lockFolder } from '#db/core/folder-lock.ts';
import { migrate, versionOf } from '#db/core/migrate.ts';
import type { Migration } from '#db/core/migrate.ts';
import { openDatabase, prepareFolder } from '#db/core/open-database.ts';
import { createSeal, readKeyFile } from '#db/core/seal.ts';
import { StorageError, asStorageError } from '#db/core/storage-error.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-db-')); });
afterEach(() => {
  chmodSync(dir, 0o700);
  rmSync(dir, { recursive: true });
});

const one: Migration = { version: 10, name: 'one', up: (db) => db.exec('CREATE TABLE a(x INTEGER); INSERT INTO a VALUES (1)') };
const two: Migration = { version: 20, name: 'two', up: (db) => db.exec('ALTER TABLE a ADD COLUMN y TEXT; UPDATE a SET y = x') };
const opened = (path: string, migrations: readonly Migration[]) => openDatabase({ path, synchronous: 'FULL', migrations });
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof StorageError ? error.code : String(error);
  }
  return 'fine';
};

test('[R10] a new database has its folder 0700 and its file 0600, WAL and full durability', () => {
  const path = join(dir, 'deep', 'er', 'x.db');
  const db = opened(path, [one]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'deep', 'er')).mode & 0o777).toBe(0o700);
  expect([db.pragma('journal_mode', { simple: true }), db.pragma('synchronous', { simple: true })]).toEqual(['wal', 2]);
  db.close();
});

test('a folder that can’t be made says why, at once: a file in the way, a link to nothing, a place that takes no folders', () => {
  writeFileSync(join(dir, 'letter'), '');
  symlinkSync(join(dir, 'nothing'), join(dir, 'link'));
  const why = (path: string): unknown => {
    try {
      prepareFolder(path);
    } catch (error) {
      return error instanceof StorageError ? [error.code, error.path] : error;
    }
    return 'made';
  };
  expect(why(join(dir, 'letter'))).toEqual(['storage_not_folder', join(dir, 'letter')]);
  expect(why(join(dir, 'letter', 'deep', 'er'))).toEqual(['storage_not_folder', join(dir, 'letter')]);
  expect(why(join(dir, 'link', 'deep'))).toEqual(['storage_not_folder', join(dir, 'link')]);
  expect(why(join(dir, 'x'.repeat(300)))).toEqual(['storage_failed', join(dir, 'x'.repeat(300))]);
  // /proc is there, and tells whoever makes a folder in it that it is not.
  if (existsSync('/proc/self')) expect(why('/proc/nope/deep')).toEqual(['storage_read_only', '/proc/nope']);
  expect(why(join(dir, 'fine', 'deep', 'er'))).toBe('made');
  expect(statSync(join(dir, 'fine')).mode & 0o777).toBe(0o700);
});

test('[R10] a folder of ours is closed to others; one that all users share stays as it was, and the file in it is closed', () => {
  const [own, shared] = [join(dir, 'own'), join(dir, 'shared')];
  mkdirSync(own);
  chmodSync(own, 0o755);
  mkdirSync(shared);
  chmodSync(shared, 0o1777);
  for (const folder of [own, shared]) opened(join(folder, 'x.db'), [one]).close();
  expect([own, shared, join(shared, 'x.db')].map((path) => statSync(path).mode & 0o7777)).toEqual([0o700, 0o1777, 0o600]);
});

test('steps run once, in order, and keep what was there; a step that fails leaves the version before it', () => {
  const path = join(dir, 'x.db');
  opened(path, [one]).close();
  const db = opened(path, [one, two]);
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: '1' }]);
  const broken: Migration = { version: 30, name: 'broken', up: (d) => { d.exec('DROP TABLE a'); throw new Error('half-way'); } };
  expect(() => migrate(db, [one, two, broken], path)).toThrow('step 30 broken');
  expect(versionOf(db)).toBe(20);
  expect(db.prepare('SELECT * FROM a').all()).toEqual([{ x: 1, y: '1' }]);
  db.close();
});

test('a database of a newer program is refused with a clear sentence and left as it was', () => {
  const path = join(dir, 'x.db');
  opened(path, [one, two]).close();
  expect(codeOf(() => opened(path, [one]))).toBe('storage_newer');
  const db = opened(path, [one, two]);
  expect(versionOf(db)).toBe(20);
  db.close();
});

test('not a database: damaged, said so, not overwritten', () => {
  const path = join(dir, 'x.db');
  writeFileSync(path, 'this is a letter to my grandmother, not a database at all'.repeat(50));
  expect(codeOf(() => opened(path, [one]))).toBe('storage_damaged');
  expect(statSync(path).size).toBeGreaterThan(1000);
});

test('a full disk is told as such and nothing half-written stands', () => {
  const db = opened(join(dir, 'x.db'), [one]);
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true }) as number}`);
  const insert = db.prepare('INSERT INTO a VALUES (?)');
  const fill = db.transaction(() => {
    for (let n = 0; n < 10_000; n += 1) insert.run(n);
  });
  let caught: unknown;
  try {
    fill();
  } catch (error) {
    caught = error;
  }
  expect(asStorageError(caught, 'x')).toMatchObject({ code: 'storage_full' });
  expect(db.prepare('SELECT COUNT(*) AS n FROM a').get()).toEqual({ n: 1 });
  db.close();
});

test('[R29] a sealed secret opens with its key and in its place only, and never shows its text', () => {
  const seal = createSeal(new Uint8Array(32).fill(1), seededRandom(1));
  const sealed = seal.close('account:1', 'IGQVJ-canary');
  expect(seal.open('account:1', sealed)).toBe('IGQVJ-canary');
  expect(sealed).not.toContain('canary');
  expect(() => seal.open('account:2', sealed)).toThrow();
  expect(() => createSeal(new Uint8Array(32).fill(2), seededRandom(1)).open('account:1', sealed)).toThrow();
  const bytes = Buffer.from(sealed, 'base64url');
  bytes[20]! ^= 1;
  expect(() => seal.open('account:1', bytes.toString('base64url'))).toThrow();
  expect(seal.close('account:1', 'IGQVJ-canary')).not.toBe(sealed);
});

test('[R29] a key file is made once, 0600, and one of another length is refused, not replaced', () => {
  const path = join(dir, 'keys', 'k');
  const key = readKeyFile(path, seededRandom(5));
  expect(readKeyFile(path, seededRandom(6))).toEqual(key);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, 'short');
  expect(codeOf(() => readKeyFile(path, seededRandom(7)))).toBe('storage_damaged');
});

test('a blob lies under the hash of its bytes, once, and nothing half-written is ever found', async () => {
  const blobs = createBlobFolder(join(dir, 'blobs'), seededRandom(2));
  const bytes = new TextEncoder().encode('cake');
  const { hash } = await blobs.put(bytes);
  expect(hash).toBe(sha256Hex(bytes));
  expect(await blobs.put(bytes)).toEqual({ hash, sizeBytes: 4 });
  expect(await blobs.get(hash)).toEqual(Buffer.from(bytes));
  expect(readdirSync(join(dir, 'blobs', hash.slice(0, 2)))).toEqual([hash]);
  expect(await blobs.get('../../etc/passwd')).toBeNull();
  expect(await blobs.get('0'.repeat(64))).toBeNull();
  // A file of another length under its name: a crash of an older kind; it is written anew.
  writeFileSync(join(dir, 'blobs', hash.slice(0, 2), hash), 'ca');
  await blobs.put(bytes);
  expect(await blobs.get(hash)).toEqual(Buffer.from(bytes));
});

test('a folder has one holder at a time; a released one can be taken again', () => {
  const release = lockFolder(dir, 10);
  expect(codeOf(() => lockFolder(dir, 10))).toBe('storage_busy');
  release();
  lockFolder(dir, 10)();
  expect(existsSync(join(dir, 'lock'))).toBe(true);
});
