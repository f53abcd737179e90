/** A team put back from an older backup: what was answered comes back from the consoles, once; nothing goes out a second time by itself (S45, S69, S70, C6, C19). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReader } from '#db/core/open-database.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import type { Store } from '#db/server/store.ts';
import { beginEpoch } from '#tests/helpers/begin-epoch.ts';
import type { RestoreReport } from '#tests/helpers/begin-epoch.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';

let dir: string;
let inner: Store;
let team: Team;
let one: TestConsole;
let two: TestConsole;
let conversationId: string;
let copies: number;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pult-recovery-'));
  copies = 0;
  inner = openSqliteStore(join(dir, 'team.db'));
  const store: Store = { ...inner, read: (work) => inner.read(work), write: (work) => inner.write(work), close: () => inner.close() };
  team = await makeTeam({ consoles: 2, store, folder: dir });
  [one, two] = [team.consoles[0]!, team.consoles[1]!];
  await team.inbound('hello');
  await team.flush();
  conversationId = (await team.rows('conversation'))[0]!.id;
});
afterEach(async () => {
  await team.close();
  rmSync(dir, { recursive: true });
});

function copyOf(path: string): string {
  const copy = join(dir, `copy-${(copies += 1)}.db`);
  const db = openReader(path);
  db.exec(`VACUUM INTO '${copy}'`);
  db.close();
  return copy;
}
const backup = (): string => copyOf(join(dir, 'team.db'));
async function restore(path: string, announced = true): Promise<RestoreReport | null> {
  for (const console of [team.owner, one, two]) console.cut();
  await team.flush();
  const old = inner;
  inner = openSqliteStore(copyOf(path));
  const report = announced ? await inner.write((writer) => beginEpoch(writer, team.clock.now())) : null;
  await team.crash();
  await old.close();
  await team.flush();
  return report;
}
const notes = async (): Promise<string[]> => (await team.rows('message')).filter((row) => row.kind === 'note').map((row) => row.text).sort();
const note = (text: string) => one.press('message.note', { conversationId, messageId: team.id(), text });

test('[S70] [S44] [I9] [C6] what was answered after the backup comes back, in its order and once; then what was pending', async () => {
  one.press('conversation.take', { conversationId });
  note('in the backup');
  await team.flush();
  const path = backup();
  note('lost by the server');
  await team.flush();
  one.cut();
  await team.flush();
  note('never sent');
  expect((await restore(path))!.epoch).toBe(2);
  expect(await notes()).toEqual(['in the backup', 'lost by the server', 'never sent']);
  expect(one.backend.status()).toMatchObject({ state: 'live', pending: 0 });
  // Once more the same, from the very same backup: nothing is lost or done twice.
  await inner.write(async (writer) => writer.setHead({ ...(await writer.head()), epoch: 2 }));
  await restore(path);
  expect(await notes()).toEqual(['in the backup', 'lost by the server', 'never sent']);
});

test.each([['announced', true], ['and nobody said so', false]])('[I9] [S44] a console that has lost its copy while the team was put back (%s) still brings what was done since', async (_how, announced) => {
  one.press('conversation.take', { conversationId });
  await team.flush();
  const path = backup();
  note('lost by the server');
  await team.flush();
  one.crash();
  one.stayAway(true);
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(dir, `${one.personId}-replica.db${suffix}`), { force: true });
  await restore(path, announced);
  expect(await notes()).toEqual([]);
  one.stayAway(false);
  one.start();
  one.heal();
  await team.flush();
  await team.advance(5000);
  expect(await notes()).toEqual(['lost by the server']);
  expect(one.backend.status()).toMatchObject({ state: 'live', pending: 0 });
});

test('[S69] [S70] [C19] an answer that may have gone out is held, whether the backup knew it or not', async () => {
  one.press('conversation.take', { conversationId });
  await team.flush();
  const send = (text: string) => one.press('message.send', { conversationId, messageId: team.id(), text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null });
  send('queued at the backup');
  await team.flush();
  const path = backup();
  send('answered after it');
  await team.flush();
  const report = await restore(path);
  expect(report!.heldEffects.length).toBe(1);
  const states = await inner.read(async (reader) => (await reader.effectsIn(['ready', 'held', 'cancelled', 'claimed', 'sent'])).filter((effect) => effect.kind === 'message.send').map((effect) => effect.state));
  expect(states).toEqual(['held', 'held']);
});

/** A task that one console makes and the owner's does: without the first the second finds no row. */
async function doneTask(): Promise<string> {
  const taskId = team.id<string>();
  one.press('task.add', { taskId, title: 'Call', dueAt: team.clock.now() + 1000, dealId: null, conversationId });
  await team.flush();
  team.owner.press('task.done', { taskId });
  await team.flush();
  return taskId;
}

test('[S70] a recovered command whose row is missing waits for the console that made the row', async () => {
  one.press('conversation.take', { conversationId });
  await team.flush();
  const path = backup();
  const taskId = await doneTask();
  const done = async () => (await team.rows('task')).find((task) => task.id === taskId)?.doneAt ?? null;
  expect(await done()).not.toBeNull();
  one.stayAway(true);
  await restore(path);
  expect((await team.rows('task')).some((task) => task.id === taskId)).toBe(false);
  expect((await inner.read((reader) => reader.parked())).length).toBe(1);
  one.stayAway(false);
  one.heal();
  await team.flush();
  expect(await done()).not.toBeNull();
  expect(await inner.read((reader) => reader.parked())).toEqual([]);
});

test.each(['brought', 'lost'])('[S70] whoever pressed what waits is told that it waits, and then how it ended: its row was %s', async (end) => {
  one.press('conversation.take', { conversationId });
  await team.flush();
  const path = backup();
  await doneTask();
  one.stayAway(true);
  await restore(path);
  const told = () => team.owner.ask<{ name: string; code: string }[]>('outbox.notDelivered', {}).map((line) => line.code);
  expect(told()).toEqual(['parked']);
  if (end === 'brought') {
    one.stayAway(false);
    one.heal();
  } else {
    team.owner.crash();
    await team.jump(15 * 24 * 3_600_000);
    await team.advance(10_000);
    team.owner.start();
  }
  await team.flush();
  expect(told()).toEqual(end === 'brought' ? [] : ['parked_lost']);
  expect(await inner.read((reader) => reader.parked())).toEqual([]);
  expect(await team.rows('fate')).toMatchObject([{ personId: team.owner.personId, status: end === 'brought' ? 'done' : 'refused' }]);
});

test('[S45] what is in a verified backup is let go of an hour later, the rest stays', async () => {
  const reconnect = async (): Promise<void> => {
    one.cut();
    await team.flush();
    one.heal();
    await team.flush();
  };
  one.press('conversation.take', { conversationId });
  await team.flush();
  const { seq, epoch } = team.server().committer.head();
  await inner.write((writer) => writer.putFact('safe', `${epoch}.${seq}`));
  await team.advance(3_660_000);
  note('after the backup');
  await team.flush();
  await reconnect();
  const sent = one.sentCommands().length;
  await inner.write(async (writer) => writer.setHead({ ...(await writer.head()), epoch: epoch + 1 }));
  await reconnect();
  expect(one.sentCommands().slice(sent).map((item) => item.n)).toEqual(['message.note']);
});
