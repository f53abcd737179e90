/** Files that come back older, shorter or without their neighbours: the console is level with its server again, and every press is there once. */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import { heldCopy } from '#tests/helpers/blows/held-rows.ts';
import { openStoredTeam } from '#tests/helpers/stored-team.ts';
import { layImage, releases } from '#tests/helpers/release-image.ts';
import type { ReleaseImage } from '#tests/helpers/release-image.ts';
import { visible } from '#tests/helpers/visible.ts';

let folder: string;
/** Moments of one life: the files as they lay there, in the midst of work. */
let [early, late]: [string, string] = ['', ''];
let image: ReleaseImage;
let promised: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pult-old-'));
  [early, late] = [join(folder, 'early'), join(folder, 'late')];
  const live = join(folder, 'live');
  image = layImage(releases.at(-1)!, live);
  const team = await openStoredTeam({ folder: live, store: openSqliteStore(join(live, 'team.db')), at: image.at + 60_000, seed: 3 });
  promised = [];
  const console_ = team.open(image.session, true);
  const note = (text: string): void => {
    const commandId = team.id();
    expect(console_.command({ name: 'message.note', commandId, label: '', input: { conversationId: image.conversationId, messageId: team.id(), text } })).toMatchObject({ state: 'shown' });
    promised.push(commandId);
  };
  for (let n = 0; n < 5; n += 1) note(`early ${n}`);
  await team.flush();
  copyAll(live, early);
  for (let n = 0; n < 5; n += 1) note(`late ${n}`);
  await team.flush();
  note('on its way');
  copyAll(live, late);
  await team.close();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const copyAll = (from: string, to: string, only: (name: string) => boolean = () => true): void => {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from).filter(only)) copyFileSync(join(from, name), join(to, name));
};

/** Server and console over what lies in `at`; answers how the console stands. */
async function goesOn(at: string, due: readonly string[] = promised): Promise<{ state: string; code: string; whole: boolean }> {
  const team = await openStoredTeam({ folder: at, store: openSqliteStore(join(at, 'team.db')), at: image.at + 120_000, seed: 4 });
  try {
    const console_ = team.open(image.session, true);
    await team.flush();
    for (let n = 0; n < 5 && console_.status().pending > 0; n += 1) {
      await team.clock.advance(5000, team.flush);
    }
    const { state, code } = console_.status();
    const known = await team.server.store.read((reader) => reader.commands(promised));
    const notes = (await team.server.store.read((reader) => reader.recordsOfKinds(['message']))).map((row) => String(row.body['text']));
    expect(notes.length).toBe(new Set(notes).size);
    if (state !== 'live') return { state, code, whole: false };
    expect(due.filter((id) => known.find((one) => one.cmdId === id)?.status !== 'done')).toEqual([]);
    const rows = await visible(team.server.store, image.session.personId);
    console_.close();
    const copy = heldCopy(join(at, 'replica.db'), image.session.personId);
    return { state, code, whole: copy.whole && JSON.stringify([...copy.rows]) === JSON.stringify([...rows].sort()) };
  } finally {
    await team.close();
  }
}

test.each(['replica.db', 'outbox.db', 'team.db'])('[S5] [S90] the -shm of %s is gone: all is there', async (file) => {
  rmSync(join(late, `${file}-shm`));
  expect(await goesOn(late)).toEqual({ state: 'live', code: '', whole: true });
});

test('[S5] [S20] the log of the copy is cut anywhere, or gone: level again from the place it still has', async () => {
  const log = readFileSync(join(late, 'replica.db-wal'));
  for (let n = 0; n <= 6; n += 1) {
    const at = join(folder, `cut-${n}`);
    copyAll(late, at);
    if (n === 0) rmSync(join(at, 'replica.db-wal'));
    else writeFileSync(join(at, 'replica.db-wal'), log.subarray(0, Math.floor((log.length * n) / 6)));
    expect([n, await goesOn(at)]).toEqual([n, { state: 'live', code: '', whole: true }]);
  }
}, 60_000);

test('[S5] [S97] an older copy beside today’s outbox: the person is told or it is level; no press is lost or doubled', async () => {
  for (const name of readdirSync(late)) if (name.startsWith('replica')) rmSync(join(late, name));
  copyAll(early, late, (name) => name.startsWith('replica'));
  const end = await goesOn(late);
  expect([{ state: 'live', code: '', whole: true }, { state: 'rejected', code: 'copied', whole: false }]).toContainEqual(end);
});

test('[S97] the whole folder of the console put back to an earlier day: level, or the person is told; no press is lost or doubled', async () => {
  for (const name of readdirSync(late)) if (!name.startsWith('team')) rmSync(join(late, name));
  copyAll(early, late, (name) => !name.startsWith('team'));
  // The last press stood in the newer file alone: that one is gone with its disk (S94).
  const end = await goesOn(late, promised.slice(0, -1));
  expect([{ state: 'live', code: '', whole: true }, { state: 'rejected', code: 'copied', whole: false }]).toContainEqual(end);
});

test('[S25] [S44] the server’s store put back to an earlier day without a word: what its consoles were answered is given again, once', async () => {
  for (const name of readdirSync(late)) if (name.startsWith('team')) rmSync(join(late, name));
  copyAll(early, late, (name) => name.startsWith('team'));
  expect(await goesOn(late)).toEqual({ state: 'live', code: '', whole: true });
});
