/** A server that is stopped has nothing more to do with its store: what reads or writes is waited for, and no timer comes back. */
import { expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store, StoreReader } from '#db/server/store.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 30; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

test.each([
  ['timers that are due are being looked up', 'alarmsDue', 5000],
  ['claims of the dead are being looked up', 'effectsIn', 10_000],
  ['a console’s changes are being read', 'changes', 0],
] as const)('stopped while %s: it waits for that, and then never asks the store again', async (_what, asked, afterMs) => {
  let asks = 0;
  let hold: Promise<void> | null = null;
  let held = false;
  const inner = createMemoryStore();
  const slow = (reader: StoreReader): StoreReader => ({
    ...reader,
    [asked]: async (...args: never[]) => {
      if (hold) {
        held = true;
        await hold;
      }
      return (reader[asked] as (...given: never[]) => Promise<unknown>)(...args);
    },
  });
  const store: Store = {
    ...inner,
    read: (work) => {
      asks += 1;
      return inner.read((reader) => work(slow(reader)));
    },
    write: (work) => {
      asks += 1;
      return inner.write(work);
    },
  };
  const team = await makeTeam({ consoles: 1, store });
  await team.inbound('Hello');
  const [conversation] = await team.rows('conversation');
  await team.person(team.consoles[0]!.personId, 'conversation.take', { conversationId: conversation!.id });
  await team.person(team.consoles[0]!.personId, 'conversation.snooze', { conversationId: conversation!.id, until: team.clock.now() + 5000 });
  await team.flush();
  let release = (): void => {};
  hold = new Promise((resolve) => { release = resolve; });
  if (afterMs === 0) void team.robot('team.update', { set: { name: 'New' } });
  await team.clock.advance(afterMs, turns);
  expect(held).toBe(true);
  let over = false;
  const stopped = team.server().stop().then(() => { over = true; });
  await turns();
  expect(over).toBe(false);
  hold = null;
  release();
  await stopped;
  const before = asks;
  for (const one of [team.owner, ...team.consoles]) one.cut();
  await team.clock.advance(120_000, turns);
  expect(asks).toBe(before);
  for (const one of [team.owner, ...team.consoles]) one.backend.close();
});
