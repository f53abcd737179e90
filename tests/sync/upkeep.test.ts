/** What is let go of in time, and what is not: changes behind the slowest console, results after ninety days (S46, S68, S93). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createUpkeep } from '#server/upkeep.ts';
import { visible } from '#tests/helpers/visible.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';

const day = 24 * 3_600_000;
let team: Team;
beforeEach(async () => {
  team = await makeTeam({ consoles: 2 });
  await team.inbound('hello');
  await team.flush();
});
afterEach(() => team.close());

const upkeep = (kept: string[] = []) => createUpkeep({ store: team.store, clock: team.clock, log: () => undefined, kept });
const head = () => team.store.read((reader) => reader.head());
const device = async (n: number) => (await team.store.read((reader) => reader.devices({ person: team.consoles[n]!.personId })))[0]!;

test('[S93] a console says how far it has stored, once a minute; lies above what it was sent, and below what is known, count nothing', async () => {
  await team.advance(70_000);
  await team.inbound('more');
  await team.flush();
  const { cursor } = await device(0);
  expect(cursor).toBeGreaterThan(0);
  expect(cursor).toBeLessThanOrEqual((await head()).seq);
});

test('[S93] [C22] ack{10^15}, ack{0} and an ack before anything was sent change nothing', async () => {
  const identity = await team.server().devices.admit(team.consoles[0]!.personId, 'console');
  const wire = createWireConsole(() => team.server(), identity);
  wire.connect();
  const stored = async () => (await team.store.read((reader) => reader.devices({ device: identity.device })))[0]!.cursor;
  wire.send({ t: 'ack', seq: 10 ** 15 });
  await team.flush();
  wire.send({ t: 'ack', seq: 10 ** 15 });
  wire.send({ t: 'ack', seq: 0 });
  await team.flush();
  expect(await stored()).toBe(0);
  const { seq } = await head();
  wire.send({ t: 'ack', seq });
  await team.flush();
  expect(await stored()).toBe(seq);
  await team.advance(61_000);
  wire.send({ t: 'ack', seq: seq - 1 });
  await team.flush();
  expect(await stored()).toBe(seq);
});

test('[S68] the horizon is the place of the slowest device heard of in 14 days; after 30 days nobody holds it back', async () => {
  await team.advance(70_000);
  await team.inbound('more');
  await team.flush();
  const slow = team.consoles[1]!;
  slow.cut();
  await team.flush();
  await team.advance(70_000);
  await team.inbound('and more');
  await team.advance(70_000);
  const least = (await device(1)).cursor;
  await upkeep().run();
  const first = await head();
  expect(first.horizon).toBeLessThanOrEqual(least);
  expect((await team.store.read((reader) => reader.changes(0, 9999, 9999))).every((line) => line.seq > first.horizon)).toBe(true);
  const other = async (days: number): Promise<void> => {
    await team.jump(days * day);
    await team.inbound(`after ${days}`);
    await team.flush();
    await team.advance(130_000);
    await team.inbound(`later ${days}`);
    await team.advance(130_000);
    await upkeep().run();
  };
  await other(15);
  const second = await head();
  expect(second.horizon).toBeGreaterThan(least);
  slow.heal();
  await team.flush();
  const oracle = await visible(team.store, slow.personId);
  expect(slow.backend.status().state).toBe('live');
  expect(oracle.size).toBeGreaterThan(0);
  expect(slow.ask<{ rows: unknown[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 }).rows.length).toBe(1);
});

test('[C9] [S46] after ninety days a result is gone and the verdict stays; a press given again is still not done twice', async () => {
  const one = team.consoles[0]!;
  const conversationId = (await team.rows('conversation'))[0]!.id;
  const commandId = team.id<string>();
  one.press('conversation.take', { conversationId }, commandId);
  await team.flush();
  const stored = async () => (await team.store.read((reader) => reader.commands([commandId])))[0]!;
  expect((await stored()).step).not.toBeNull();
  await team.jump(89 * day);
  await upkeep().run();
  expect((await stored()).step).not.toBeNull();
  await team.jump(2 * day);
  await upkeep().run();
  expect(await stored()).toMatchObject({ status: 'done', result: {}, step: null, person: one.personId });
});
