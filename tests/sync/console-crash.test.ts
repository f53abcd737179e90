/** A console's process is ended in mid-write: what it promised is there, and the file shows exactly that. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createMessageWords } from '#db/console/message-words.ts';
import { openOutbox, openReplica } from '#db/console/open-replica.ts';
import { createOutbox } from '#db/console/outbox.ts';
import { createPreparer } from '#db/console/prepared.ts';
import { createScriptedConsole } from '#tests/helpers/scripted-link.ts';
import { client, createReplicaWorld, delta, mySeat, start, team } from '#tests/helpers/replica-world.ts';
import type { InboxRow, SearchHit } from '#shared/queries/rows.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pult-crash-'));
  const world = createReplicaWorld(join(folder, 'replica.db'));
  world.apply(delta(null, 10, { up: [...team(), ...[1, 2, 3, 4, 5].flatMap((n) => client({ n, seatId: mySeat, owedSince: start }))] }));
  world.replica.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Presses until `count` have been promised, then dies at once. Answers the promised ones. */
async function pressAndDie(count: number): Promise<string[]> {
  const child = spawn(process.execPath, [resolve('tests/helpers/pressing-console.ts'), folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  let errors = '';
  child.stderr.on('data', (part: Buffer) => void (errors += part.toString()));
  child.stdout.on('data', (part: Buffer) => {
    text += part.toString();
    if (text.split('\n').length > count) child.kill('SIGKILL');
  });
  await new Promise((done) => child.once('close', done));
  expect(errors).toBe('');
  return text.split('\n').slice(0, -1);
}

it('[x1] [S55] kill -9 in mid-write: every promised press is in the outbox once, numbered without a gap, and shown again', async () => {
  const promised: string[] = [];
  for (const count of [1, 7, 23, 40]) promised.push(...(await pressAndDie(count)));
  const outbox = createOutbox(openOutbox(join(folder, 'outbox.db'), 'x').db, () => 'unused');
  const kept = outbox.pending(0);
  outbox.close();
  const ids = kept.map((one) => one.commandId);
  expect(promised.filter((id) => !ids.includes(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(kept.map((one) => one.dseq)).toEqual(kept.map((_, n) => n + 1));

  // The replica is whole by SQLite's own word, its search index too.
  const { db } = openReplica(join(folder, 'replica.db'), 'x');
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  const words = createMessageWords(createPreparer(db));
  db.transaction(() => words.step(1_000_000))();
  db.prepare("INSERT INTO message_words (message_words, rank) VALUES ('integrity-check', 1)").run();
  db.close();

  const console_ = createScriptedConsole({ folder });
  const texts = kept.filter((one) => one.name === 'message.send').map((one) => (JSON.parse(one.body) as { input: { text: string; messageId: string } }).input);
  for (const { text, messageId } of texts.slice(-20)) {
    expect(console_.ask<SearchHit[]>('search.all', { term: text, conversationId: null, limit: 50 }).map((hit) => hit.messageId)).toContain(messageId);
  }
  const rows = console_.ask<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'mine', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows;
  expect(rows.every((row) => row.owedSince === null && row.pending)).toBe(true);
  // The server has never heard of any: all of it goes out, and what it then says stands alone.
  await console_.meet(delta(10, 11));
  expect(console_.all('cmd').flatMap((frame) => frame.list)).toHaveLength(Math.min(64, kept.length));
  console_.backend.close();
}, 60_000);
