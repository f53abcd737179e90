/** The outbox learns of notes: every draft kept before is an answer afterwards, and nothing else of the file changes. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase } from '#db/core/open-database.ts';
import { outboxMigrations } from '#db/console/migrations.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-migration-')); });
afterEach(() => rmSync(dir, { recursive: true }));

test('drafts of version 10 come through as answers, presses and settings as they were; opened again nothing changes', () => {
  const path = join(dir, 'outbox.db');
  const open = (newest: number) => openDatabase({ path, synchronous: 'FULL', migrations: outboxMigrations.filter(({ version }) => version <= newest) });
  const before = open(10);
  before.exec(`
    INSERT INTO draft (conversation_id, text, at) VALUES ('c1', 'Доброго дня', 5), ('c2', 'скоро буде', 6);
    INSERT INTO setting (key, value) VALUES ('language', 'uk');
    INSERT INTO cmd (stream, dseq, cmd_id, name, v, body, base, at, label) VALUES ('s', 1, 'k1', 'message.send', 1, '{}', NULL, 7, 'Надіслати');
  `);
  before.close();
  for (let time = 0; time < 2; time += 1) {
    const after = open(20);
    expect(after.pragma('user_version', { simple: true })).toBe(20);
    expect(after.prepare('SELECT conversation_id AS id, kind, text, at FROM draft ORDER BY id').all()).toEqual([
      { id: 'c1', kind: 'answer', text: 'Доброго дня', at: 5 }, { id: 'c2', kind: 'answer', text: 'скоро буде', at: 6 },
    ]);
    expect(after.prepare('SELECT cmd_id AS id FROM cmd').all()).toEqual([{ id: 'k1' }]);
    expect(after.prepare('SELECT key, value FROM setting').all()).toEqual([{ key: 'language', value: 'uk' }]);
    expect(after.prepare("SELECT name FROM sqlite_master WHERE name LIKE 'draft%'").all()).toEqual([{ name: 'draft' }]);
    after.close();
  }
});
