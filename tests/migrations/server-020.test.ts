/** Devices get names, tokens that are exchanged and the mark of a copy; those enrolled before keep their token. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/core/open-database.ts';
import { serverMigrations } from '#db/server/migrations.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-migration-')); });
afterEach(() => rmSync(dir, { recursive: true }));

test('[R16] a device enrolled before version 20 stays what it was; its token counts from when it was given', () => {
  const path = join(dir, 'team.db');
  const open = (upto: number) => openDatabase({ path, synchronous: 'FULL', migrations: serverMigrations.filter(({ version }) => version <= upto) });
  const before = open(10);
  before.prepare("INSERT INTO devices VALUES ('d', 'p', 'h', 'console', '3.a', '3.a', 7, 20, 10, NULL)").run();
  before.close();
  const after = open(20);
  expect(after.prepare('SELECT * FROM devices').all()).toEqual([{
    device: 'd', person: 'p', token_hash: 'h', kind: 'console', ticket: '3.a', confirmed: '3.a', cursor: 7, seen_at: 20, created_at: 10, revoked_at: null,
    name: '', version: '', next_hash: null, dead_hash: null, rotated_at: 10, copy_of: null,
  }]);
  expect(after.prepare('SELECT * FROM guesses').all()).toEqual([]);
  after.close();
});
