/** The power goes at any moment: what a person was promised and what a server answered is on the disk, whatever of the rest is. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOutbox, openReplica } from '#db/console/open-replica.ts';
import { createPlaceInLog } from '#db/console/place-in-log.ts';
import { createReplica } from '#db/console/replica.ts';
import type { PersonId } from '#shared/base/ids.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { dice } from '#tests/helpers/blows/dice.ts';
import { noRecorder, powerCuts, recordWrites } from '#tests/helpers/recorded-writes.ts';
import type { DiskAfterCut, Step } from '#tests/helpers/recorded-writes.ts';

const presses = 30;
let folder: string;
let steps: Step[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pult-power-'));
  if (!noRecorder) steps = await recordWrites(join(folder, 'live'), ['--disable-warning=ExperimentalWarning', resolve('tests/helpers/answering-team.ts'), join(folder, 'live'), String(presses)]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = (disk: DiskAfterCut, word: string): string[][] => disk.said.map((line) => line.split(' ')).filter(([first]) => first === word);
const laid = (disk: DiskAfterCut, only: (file: string) => boolean): string => {
  const at = join(folder, 'cut');
  rmSync(at, { recursive: true, force: true });
  mkdirSync(at);
  for (const [file, bytes] of disk.files) {
    if (!only(file)) continue;
    mkdirSync(dirname(join(at, file)), { recursive: true });
    writeFileSync(join(at, file), bytes);
  }
  return at;
};
const whole = (path: string): unknown => {
  const db = new Database(path, { readonly: true });
  try {
    return db.pragma('integrity_check', { simple: true });
  } finally {
    db.close();
  }
};

describe.skipIf(noRecorder)('of a team whose writes are recorded', () => {
  test('[S85] [S90] the server’s store, cut at each wait for the disk: it opens whole, and no answered command is missing', async () => {
    let [cuts, most] = [0, 0];
    for (const disk of powerCuts(steps, randomOf(1))) {
      const answered = said(disk, 'answered').map(([, id]) => id!);
      if (!disk.files.has('team.db') && answered.length === 0) continue;
      const path = join(laid(disk, (file) => file.startsWith('team.db')), 'team.db');
      const store = openSqliteStore(path);
      const known = await store.read((reader) => reader.commands(answered));
      await store.close();
      expect(answered.filter((id) => known.find((one) => one.cmdId === id)?.status !== 'done')).toEqual([]);
      expect(whole(path)).toBe('ok');
      [cuts, most] = [cuts + 1, Math.max(most, answered.length)];
    }
    expect([cuts > 200, most]).toEqual([true, presses]);
  }, 240_000);

  test('[S5] [S40] outbox and copy of each console, cut at each wait for the disk: no promised press is missing; the copy is whole or begun anew', () => {
    const people = [...new Set(steps.flatMap((step) => (step.t === 'said' && step.line.startsWith('promised') ? [step.line.split(' ')[1]!] : [])))];
    let [cuts, most] = [0, 0];
    for (const disk of powerCuts(steps, randomOf(2))) {
      for (const person of people) {
        const promised = said(disk, 'promised').filter(([, whose]) => whose === person).map(([, , id]) => id!);
        const at = laid(disk, (file) => file.startsWith(person));
        const outbox = openOutbox(join(at, `${person}-outbox.db`), 'x');
        const held = new Set(outbox.db.prepare<[], string>('SELECT cmd_id FROM cmd').pluck().all());
        expect([outbox.movedTo, outbox.db.pragma('integrity_check', { simple: true }), promised.filter((id) => !held.has(id))]).toEqual([null, 'ok', []]);
        outbox.db.close();
        const replica = openReplica(join(at, `${person}-replica.db`), 'x');
        expect(replica.db.pragma('integrity_check', { simple: true })).toBe('ok');
        const place = createPlaceInLog(createReplica(replica.db, person as PersonId).prepare);
        expect(replica.movedTo === null || place.cursor() === null).toBe(true);
        replica.db.close();
        [cuts, most] = [cuts + 1, Math.max(most, promised.length)];
      }
    }
    expect([cuts > 200, most]).toEqual([true, presses / people.length]);
  }, 240_000);
});

function randomOf(seed: number): () => number {
  const random = dice(seed);
  return () => random(1000) / 1000;
}
