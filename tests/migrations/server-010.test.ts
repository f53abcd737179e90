/** The first shape of the server's store: built from nothing, and found unchanged when opened again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/core/open-database.ts';
import { serverMigrations } from '#db/server/migrations.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-migration-')); });
afterEach(() => rmSync(dir, { recursive: true }));

test('an empty file becomes version 10 with its head row; opened again nothing changes', () => {
  const path = join(dir, 'team.db');
  const open = () => openDatabase({ path, synchronous: 'FULL', migrations: serverMigrations.filter(({ version }) => version <= 10) });
  const db = open();
  const shape = db.prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all();
  expect(db.pragma('user_version', { simple: true })).toBe(10);
  expect(db.prepare('SELECT seq, mark, epoch FROM head').all()).toEqual([{ seq: 0, mark: '0'.repeat(16), epoch: 1 }]);
  db.prepare('UPDATE head SET seq = 7').run();
  db.close();
  const again = open();
  expect(again.prepare('SELECT seq FROM head').all()).toEqual([{ seq: 7 }]);
  expect(again.prepare("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name").all()).toEqual(shape);
  again.close();
});
