/** A copy learns to index words later: what was indexed stays so, and only what comes after waits. */
import { expect, test } from 'vitest';
import { openDatabase } from '#db/core/open-database.ts';
import { replicaMigrations } from '#db/console/migrations.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

test('messages of version 20 are found as before, and none of them waits to be indexed', () => {
  const dir = mkdtempSync(join(tmpdir(), 'pult-migration-'));
  try {
    const path = join(dir, 'replica.db');
    const open = (newest: number) => openDatabase({ path, synchronous: 'NORMAL', migrations: replicaMigrations.filter(({ version }) => version <= newest) });
    const before = open(20);
    before.exec(`
      INSERT INTO message (place, id, facet, ver, body, conversation_id, text, flag) VALUES (7, 'm1', 4, 3, '{}', 'c1', 'торт завтра', NULL);
      INSERT INTO message_words (rowid, text) VALUES (7, 'торт завтра');
    `);
    before.close();
    const after = open(30);
    expect(after.prepare("SELECT rowid FROM message_words WHERE message_words MATCH 'торт'").all()).toEqual([{ rowid: 7 }]);
    expect(after.prepare('SELECT count(*) AS n FROM unindexed').get()).toEqual({ n: 0 });
    expect(after.prepare('SELECT id, text FROM message').all()).toEqual([{ id: 'm1', text: 'торт завтра' }]);
    after.close();
  } finally {
    rmSync(dir, { recursive: true });
  }
});
