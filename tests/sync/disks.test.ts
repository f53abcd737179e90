/** Disks that lie, fill up or forget: the copy is right or begun anew, a promised press is never gone, and what can't be stored is refused in words. */
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { moveAside, openOutbox } from '#db/console/open-replica.ts';
import { asStorageError } from '#db/core/storage-error.ts';
import { createOutbox } from '#db/console/outbox.ts';
import type { InboxRow, MessageRow } from '#shared/queries/rows.ts';
import { createScriptedConsole } from '#tests/helpers/scripted-link.ts';
import { client, createReplicaWorld, delta, mySeat, start, team, uuid } from '#tests/helpers/replica-world.ts';

type Console = ReturnType<typeof createScriptedConsole>;
const keys = { replica: new Uint8Array(32).fill(5), outbox: new Uint8Array(32).fill(6) };
const first = () => delta(null, 10, { up: [...team(), ...Array.from({ length: 12 }, (_, n) => client({ n: n + 1, seatId: mySeat, owedSince: start, texts: Array.from({ length: 8 }, (_each, m) => `hello ${n} ${m} ${'слово '.repeat(20)}`) })).flat()] });
let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'pult-disks-')); });
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shown = (console_: Console): unknown => {
  const rows = console_.ask<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows;
  return rows.map((row) => [row.name, row.last, row.pending, console_.ask<{ rows: MessageRow[] }>('message.page', { conversationId: row.conversationId, before: null, around: null, limit: 50 }).rows.map((message) => [message.text, message.pending])]);
};
const answer = (console_: Console, text: string, n = 1) => console_.press('message.send', { conversationId: uuid('c', n), messageId: console_.newId(), text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null });
const files = ['replica.db', 'outbox.db', 'replica.db-wal', 'outbox.db-wal'];
/** The files as they lie there now, as a power cut would leave them. */
const copyTo = (from: string, to: string): void => {
  mkdirSync(to, { recursive: true });
  for (const file of files) if (existsSync(join(from, file))) copyFileSync(join(from, file), join(to, file));
};

test('[S5] [S2] bits turned in every page of the copy: right rows or a new copy, never wrong ones, and the presses stand', async () => {
  const clean = join(folder, 'clean');
  mkdirSync(clean);
  const before = createScriptedConsole({ folder: clean, keys });
  await before.meet(first());
  answer(before, 'не загубити');
  const due = shown(before);
  before.backend.close();
  const pageSize = 4096;
  const pages = statSync(join(clean, 'replica.db')).size / pageSize;
  let anew = 0;
  for (let page = 0; page < pages; page += Math.max(1, Math.floor(pages / 40))) {
    const at = join(folder, `page-${page}`);
    copyTo(clean, at);
    const path = join(at, 'replica.db');
    const bytes = readFileSync(path);
    for (let n = 0; n < 8; n += 1) bytes[page * pageSize + 24 + n * 499]! ^= 0x55;
    writeFileSync(path, bytes);
    let console_ = createScriptedConsole({ folder: at, keys });
    let isRight = false;
    try {
      isRight = console_.backend.movedAside.replica === null && JSON.stringify(shown(console_)) === JSON.stringify(due);
      expect(isRight || console_.backend.movedAside.replica !== null, `page ${page}: other rows than were stored, and nobody was told`).toBe(true);
    } catch (error) {
      expect((error as Error).message).toBe('storage_damaged');
      console_.backend.close();
      // As person-backend.ts does when it is told.
      moveAside(path, 'x');
      console_ = createScriptedConsole({ folder: at, keys });
    }
    expect(console_.backend.status().pending).toBe(1);
    if (!isRight) {
      anew += 1;
      await console_.meet(first());
      expect(shown(console_)).toEqual(due);
    }
    console_.backend.close();
  }
  expect(anew).toBeGreaterThan(5);
}, 120_000);

test('[S40] [S5] the power goes after any press, and the log is cut anywhere: every press promised before the cut is there, in order, without a gap', async () => {
  const live = join(folder, 'live');
  mkdirSync(live);
  const console_ = createScriptedConsole({ folder: live, keys });
  await console_.meet(first());
  console_.cut();
  const promised: string[] = [];
  const kept = (at: string): string[] => {
    const outbox = createOutbox(openOutbox(join(at, 'outbox.db'), 'x', keys.outbox).db, () => 'unused');
    const list = outbox.pending(0);
    outbox.close();
    expect(list.map((one) => one.dseq)).toEqual(list.map((_, n) => n + 1));
    return list.map((one) => one.commandId);
  };
  for (let n = 0; n < 25; n += 1) {
    promised.push(answer(console_, `слово ${n}`, 1 + (n % 5)).commandId);
    const at = join(folder, `cut-${n}`);
    copyTo(live, at);
    expect(kept(at)).toEqual(promised);
  }
  const whole = statSync(join(live, 'outbox.db-wal')).size;
  for (let n = 0; n <= 20; n += 1) {
    const at = join(folder, `short-${n}`);
    copyTo(live, at);
    writeFileSync(join(at, 'outbox.db-wal'), readFileSync(join(live, 'outbox.db-wal')).subarray(0, Math.floor((whole * n) / 20)));
    const left = kept(at);
    expect(left).toEqual(promised.slice(0, left.length));
    // The copy's log cut at the same place: it stands at an earlier moment, and shows what is pending all the same.
    writeFileSync(join(at, 'replica.db-wal'), readFileSync(join(live, 'replica.db-wal')).subarray(0, Math.floor((statSync(join(live, 'replica.db-wal')).size * n) / 20)));
    const again = createScriptedConsole({ folder: at, keys });
    expect(again.backend.status().pending).toBe(left.length);
    again.backend.close();
  }
  console_.backend.close();
}, 120_000);

test('[S102] an outbox of rubbish is moved aside whole and named; the console works on', async () => {
  const console_ = createScriptedConsole({ folder, keys });
  await console_.meet(first());
  answer(console_, 'ще тут');
  console_.backend.close();
  const rubbish = Buffer.from('не база даних '.repeat(2000));
  writeFileSync(join(folder, 'outbox.db'), rubbish);
  const again = createScriptedConsole({ folder, keys });
  expect(readFileSync(again.backend.movedAside.outbox!).equals(rubbish)).toBe(true);
  expect(again.backend.query('outbox.notDelivered', {})).toMatchObject({ ok: true, value: [{ code: 'outbox_unreadable' }] });
  await again.meet(delta(10, 11));
  expect(answer(again, 'далі').answer).toMatchObject({ state: 'shown' });
  again.backend.close();
});

test('[S102] [S5] bits turned in every page of the outbox: every press is there, or the file lies aside whole, its person is told, and the console works on', async () => {
  const clean = join(folder, 'clean');
  mkdirSync(clean);
  const before = createScriptedConsole({ folder: clean, keys });
  await before.meet(first());
  const promised = Array.from({ length: 60 }, (_, n) => answer(before, `слово ${n} ${'дуже '.repeat(60)}`, 1 + (n % 5)).commandId);
  before.backend.close();
  const pageSize = 4096;
  const pages = statSync(join(clean, 'outbox.db')).size / pageSize;
  let aside = 0;
  const lost: number[] = [];
  for (let page = 0; page < pages; page += 1) {
    const at = join(folder, `page-${page}`);
    copyTo(clean, at);
    const path = join(at, 'outbox.db');
    const bytes = readFileSync(path);
    for (let n = 0; n < 8; n += 1) bytes[page * pageSize + 24 + n * 499]! ^= 0x55;
    writeFileSync(path, bytes);
    const console_ = createScriptedConsole({ folder: at, keys });
    const moved = console_.backend.movedAside.outbox;
    if (moved === null) {
      await console_.meet(delta(10, 11));
      expect(console_.all('cmd').flatMap((frame) => frame.list).map((one) => one.id), `page ${page}`).toEqual(promised);
    } else {
      aside += 1;
      expect(readFileSync(moved).equals(bytes)).toBe(true);
      expect(console_.backend.query('outbox.notDelivered', {})).toMatchObject({ ok: true, value: [{ code: 'outbox_unreadable' }] });
      const next = answer(console_, 'далі');
      expect(next.answer).toMatchObject({ state: 'shown' });
      // What could be read goes out under its own ids, in its order; one page hides few.
      await console_.meet(delta(10, 11));
      const sent = console_.all('cmd').flatMap((frame) => frame.list);
      expect(sent.map((one) => one.s)).toEqual(sent.map((_, n) => n + 1));
      expect(sent.map((one) => one.id)).toEqual([...promised.filter((id) => sent.some((one) => one.id === id)), next.commandId]);
      lost.push(promised.length + 1 - sent.length);
    }
    console_.backend.close();
  }
  expect([pages > 10, aside > 5, lost.filter((n) => n <= 6).length > aside / 2]).toEqual([true, true, true]);
}, 60_000);

test.each([['storage_full', 'max_page_count = 1', 'max_page_count = 4294967294'], ['storage_read_only', 'query_only = 1', 'query_only = 0']] as const)('[S40] [S5] the outbox’s file says %s: the press is refused, nothing half is written, and the next one after it takes the next number', (code, shut, opened) => {
  const file = openOutbox(join(folder, 'outbox.db'), 'x', keys.outbox);
  const outbox = createOutbox(file.db, () => 's');
  const press = (n: number) => outbox.add({ commandId: `k${n}`, name: 'message.note', v: 1, body: 'слово '.repeat(500), base: null, at: n, label: '' }).dseq;
  expect([press(1), press(2)]).toEqual([1, 2]);
  file.db.pragma(shut);
  // What fits into the last page is a press like any other.
  let n = 3;
  const refused = (): unknown => {
    try {
      for (; n < 50; n += 1) press(n);
      return null;
    } catch (error) {
      return asStorageError(error, 'outbox.db')?.code;
    }
  };
  expect(refused()).toBe(code);
  expect(file.db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(outbox.pending(0).map((one) => one.dseq)).toEqual(Array.from({ length: n - 1 }, (_, at) => at + 1));
  file.db.pragma(opened);
  expect(press(99)).toBe(n);
  file.db.close();
});

test('[S5] no room for another press: it is refused with a code that has a sentence, and all before it are there', async () => {
  const world = createReplicaWorld(join(folder, 'replica.db'));
  world.apply(delta(null, 10, { up: [...team(), ...[1, 2, 3, 4, 5].flatMap((n) => client({ n, seatId: mySeat, owedSince: start }))] }));
  world.replica.close();
  // No file of the process may grow beyond so many blocks, as on a disk without room.
  const blocks = Math.ceil(statSync(join(folder, 'replica.db')).size / 512) + 400;
  const child = spawn('sh', ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, resolve('tests/helpers/pressing-console.ts'), folder], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, complaint] = ['', ''];
  child.stdout.on('data', (text) => { said += String(text); });
  child.stderr.on('data', (text) => { complaint += String(text); });
  await new Promise((done) => child.once('close', done));
  const code = /storage_\w+/.exec(complaint)?.[0];
  expect(['storage_full', 'storage_failed'], complaint).toContain(code);
  for (const language of ['en', 'uk']) expect(JSON.parse(readFileSync(resolve(`resources/locales/${language}.json`), 'utf8'))).toHaveProperty([`refusal.${code}`]);
  const promised = said.split('\n').slice(0, -1);
  expect(promised.length).toBeGreaterThan(3);
  const outbox = createOutbox(openOutbox(join(folder, 'outbox.db'), 'x').db, () => 'unused');
  const kept = outbox.pending(0).map((one) => one.commandId);
  outbox.close();
  expect(kept.slice(0, promised.length)).toEqual(promised);
  expect(kept.length - promised.length).toBeLessThanOrEqual(1);
}, 60_000);
