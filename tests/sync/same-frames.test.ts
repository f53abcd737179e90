/** One script over three stores: every console gets the same frames, byte for byte (I11). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { createSeal } from '#db/core/seal.ts';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import type { Store } from '#db/server/store.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import { createServer } from '#server/create-server.ts';
import { createIdSource } from '#shared/base/ids.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';
import { makeDatabase, noPostgres, openTestStore } from '#tests/helpers/postgres.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

const sqlite = (): Store => {
  const dir = mkdtempSync(join(tmpdir(), 'pult-frames-'));
  dirs.push(dir);
  return openSqliteStore(join(dir, 'team.db'));
};
const postgres = async (): Promise<Store> => {
  const { shared: _shared, ...store } = await openTestStore(await makeDatabase());
  return store;
};

/** Everything that two operators and the owner are sent while a day passes. Each source of chance is its own, so that speed decides nothing. */
async function framesOf(store: Store): Promise<string[][]> {
  const clock = createFakeClock(Date.UTC(2026, 5, 1, 9, 0));
  const key = new Uint8Array(32).fill(7);
  const ids = createIdSource(() => clock.now(), seededRandom(1));
  const fillRandom = seededRandom(2);
  const server = await createServer({
    store, blobs: createMemoryBlobs(), clock, fillRandom, presets: [confectionery], channels: null, alone: true, linkKey: key, seal: createSeal(key, fillRandom), monotonic: () => clock.now(), log: () => undefined,
  });
  let heard = -1;
  const wires: WireConsole[] = [];
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; ) {
      await server.flush();
      await new Promise((resolve) => setImmediate(resolve));
      const now = wires.reduce((sum, wire) => sum + wire.frames.length, 0);
      quiet = now === heard ? quiet + 1 : 0;
      heard = now;
    }
  };
  const give = async (command: GivenCommand): Promise<void> => {
    await server.committer.submit({ commands: [command] });
    await settle();
  };
  const robot = (name: string, input: unknown): Promise<void> => give(robotCommand(name, input, ids.next(), 'test'));
  const owner = ids.next<string>();
  const accountId = ids.next<string>();
  await robot('team.setup', { preset: confectionery, teamName: 'Test team', owner: { personId: owner, name: 'Owner', login: 'own' }, demo: true });
  await robot('account.put', {
    account: { id: accountId, channel: 'telegram', name: 'Test bot', handle: 'test_bot', code: 'TB', colour: 1, group: confectionery.groups[0]!.id, identity: '4242', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: clock.now() },
  });
  const people = [ids.next<string>(), ids.next<string>()];
  for (const [n, personId] of people.entries()) await robot('person.add', { personId, name: `Operator ${n}`, login: `op${n}`, roleId: 'operator', seatId: ids.next(), seatName: `Seat ${n}` });
  for (const person of [...people, owner]) {
    const wire = createWireConsole(() => server, await server.devices.admit(person, 'console'));
    wires.push(wire);
    wire.connect();
    await settle();
  }
  const inbound = async (text: string, chatId: string): Promise<void> => {
    const eventKey = ids.next<string>();
    await server.host.intake({
      accountId, strange: [], fence: null, place: null,
      events: [{
        type: 'message', eventKey, chatId, at: clock.now(), fromClient: true, externalId: eventKey, kind: 'text', text, media: [], albumId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
        person: { externalId: chatId, handle: 'client', name: `Ім'я ${chatId} 🎂`, avatarSource: null, link: null, language: null }, replyToExternalId: null,
      }],
    });
    await settle();
  };
  for (let n = 0; n < 6; n += 1) await inbound(`text ${n} \u0000 ї 🎂 \uffff`, `chat-${n % 3}`);
  const conversations = (await store.read((reader) => reader.recordsOfKinds(['conversation']))).map((row) => row.id);
  for (const [n, conversationId] of conversations.entries()) {
    const taker = people[n % 2]!;
    await give(personCommand('conversation.take', { conversationId }, ids.next(), taker));
    await give(personCommand('message.note', { conversationId, messageId: ids.next(), text: `note ${n}` }, ids.next(), taker));
    await give(personCommand('message.send', { conversationId, messageId: ids.next(), text: `answer ${n}` }, ids.next(), taker));
    wires[n % 3]!.cut();
    await inbound('while one is away', `chat-${n}`);
    wires[n % 3]!.connect();
    await settle();
  }
  await robot('person.update', { personId: people[1], set: { roleId: 'owner' } });
  await clock.advance(60_000, settle);
  const frames = wires.map((wire) => wire.frames.map((frame) => JSON.stringify(frame)));
  await server.stop();
  await store.close();
  return frames;
}

describe.skipIf(noPostgres)('three stores', () => {
  test('[I11] [S6] memory, SQLite and PostgreSQL give byte-equal frames for one script', async () => {
    const memory = await framesOf(createMemoryStore());
    expect(memory.every((frames) => frames.join('').length > 10_000)).toBe(true);
    expect(await framesOf(sqlite())).toEqual(memory);
    expect(await framesOf(await postgres())).toEqual(memory);
  });
});
