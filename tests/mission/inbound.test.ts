/** A client's message is stored once and whole, however often it is delivered and wherever the server dies (mission c2, x1; S63, S77, R19). */
import { afterEach, expect, test } from 'vitest';
import type { InboundEvent } from '#channels/channel.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { createSeal } from '#db/core/seal.ts';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { open } from '#db/server/store.ts';
import type { Store } from '#db/server/store.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { createServer } from '#server/create-server.ts';
import type { Server } from '#server/create-server.ts';
import { audience } from '#shared/engine/audience.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { createDyingStore } from '#tests/helpers/dying-store.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';

let team: Team;
afterEach(() => team.close());

const event = (over: Partial<Extract<InboundEvent, { type: 'message' }>> = {}): InboundEvent => ({
  type: 'message', eventKey: 'e1', chatId: 'chat-1', at: Date.UTC(2026, 5, 1, 8, 59), fromClient: true, externalId: 'mid-1', kind: 'text', text: 'Доброго дня', media: [], albumId: null,
  person: { externalId: 'u1', handle: 'olena.k', name: 'Олена', avatarSource: 'https://x.test/a.jpg', link: 'https://instagram.com/olena.k', language: null },
  replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null, ...over,
});
const batch = (events: InboundEvent[]) => ({ accountId: team.accountId, events, strange: [], fence: null, place: null });

test('[c2] an unknown client makes contact, profile with link, conversation and a deal in the first stage; the next message joins them', async () => {
  team = await makeTeam({ consoles: 1 });
  expect(await team.server().host.intake(batch([event(), event({ eventKey: 'e2', externalId: 'mid-2', text: 'ще питання' })]))).toBe('stored');
  await team.flush();
  expect(await team.rows('contact')).toMatchObject([{ name: 'Олена', language: 'uk', firstRequestAt: Date.UTC(2026, 5, 1, 8, 59) }]);
  expect(await team.rows('profile')).toMatchObject([{ handle: 'olena.k', link: 'https://instagram.com/olena.k', accountId: team.accountId }]);
  expect(await team.rows('conversation')).toMatchObject([{ inboundCount: 2, seatId: null, last: { text: 'ще питання' } }]);
  expect(await team.rows('deal')).toMatchObject([{ number: 1, stageId: confectionery.funnels[0]!.stages[0]!.id, state: 'open' }]);
  const lines = (await team.rows('history')).filter((line) => line.field === '*').map((line) => line.kind);
  expect(lines).toEqual(expect.arrayContaining(['contact', 'conversation', 'deal']));
});

test('[R19] [S77] a hundred deliveries of one event are one message; the same event by another road too', async () => {
  team = await makeTeam({ consoles: 1 });
  for (let n = 0; n < 100; n += 1) await team.server().host.intake(batch([event()]));
  // Polling told it with another picture address: other bytes, the same event.
  await team.server().host.intake(batch([event({ person: { externalId: 'u1', handle: 'olena.k', name: 'Олена', avatarSource: 'https://x.test/other.jpg', link: null, language: null } })]));
  expect((await team.rows('message')).length).toBe(1);
  expect(await team.rows('conversation')).toMatchObject([{ inboundCount: 1 }]);
});

test('a batch with one event that cannot be understood stores the others and keeps that one raw', async () => {
  team = await makeTeam({ consoles: 1 });
  const broken = { ...event({ eventKey: 'e9' }), kind: 'hologram' } as unknown as InboundEvent;
  expect(await team.server().host.intake({ ...batch([broken, event()]), strange: [{ reason: 'half_json', raw: '{"a":' }], place: '17' })).toBe('stored');
  expect((await team.rows('message')).length).toBe(1);
  expect(await team.store.read((reader) => reader.place(team.accountId))).toBe('17');
});

test('[S77] a reader whose lease was taken over stores nothing and does not move its place', async () => {
  team = await makeTeam({ consoles: 1 });
  const { host } = team.server();
  const first = (await host.takeLease(team.accountId, null))!;
  expect(await host.intake({ ...batch([event()]), fence: first.fence, place: '1' })).toBe('stored');
  await team.jump(40_000);
  const second = (await host.takeLease(team.accountId, null))!;
  expect(second.fence).not.toBe(first.fence);
  expect(await host.intake({ ...batch([event({ eventKey: 'e2', externalId: 'mid-2' })]), fence: first.fence, place: '2' })).toBe('stale');
  expect(await host.place(team.accountId)).toBe('1');
  expect((await team.rows('message')).length).toBe(1);
});

interface World { store: Store; start(store: Store): Promise<Server> }

async function world(): Promise<World> {
  const inner = createMemoryStore();
  const clock = createFakeClock(Date.UTC(2026, 5, 1, 9));
  const fillRandom = seededRandom(3);
  const key = new Uint8Array(32);
  const blobs = createMemoryBlobs();
  return {
    store: inner,
    start: (store) => createServer({
      store, blobs, clock, fillRandom, presets: [confectionery], channels: null, alone: true, linkKey: key, seal: createSeal(key, fillRandom), monotonic: () => 0, log: () => undefined,
    }),
  };
}

test('[C17] [x1] [S62] [S83] the server dies at every single step of storing a message: delivered again, it is stored once and whole', async () => {
  team = await makeTeam({ consoles: 1 });
  const accountId = team.accountId;
  let deaths = 0;
  for (let dieAt = 1; ; dieAt += 1) {
    const { store, start } = await world();
    const before = await start(store);
    await before.team.setupTeam({ presetId: confectionery.meta.id, teamName: 'T', ownerId: team.owner.personId, ownerName: 'O', ownerLogin: 'o', demo: true });
    await before.committer.submit({ commands: [{ commandId: team.id(), name: 'account.put', version: 1, personId: null, robot: 'test', cause: null, base: null, text: JSON.stringify({ input: { account: { id: accountId, channel: 'telegram', name: 'B', handle: 'b', code: 'TB', colour: 1, group: 'g', identity: '1', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: 0 } } }) }] });
    const dying = createDyingStore(store, dieAt);
    const born = await start(dying).catch(() => null);
    const events = [event(), event({ eventKey: 'e2', externalId: 'mid-2', text: 'друге' })];
    const given = { accountId, events, strange: [], fence: null, place: '5' };
    let answered = false;
    // A dead process does not answer: what it would say after its death is not listened to.
    if (born) void born.host.intake(given).then(() => { answered = true; }, () => undefined);
    for (let turn = 0; turn < 60; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const survived = dying.asked() < dieAt;
    if (!survived) deaths += 1;
    const after = await start(store);
    // The network heard nothing and delivers again.
    if (!answered) await after.host.intake(given);
    await after.flush();
    await expectWhole(store);
    if (survived) break;
  }
  expect(deaths).toBeGreaterThan(20);
}, 60_000);

/** Everything of the two messages stands once, and who sees what is what the rows say (I16). */
async function expectWhole(store: Store): Promise<void> {
  await store.read(async (reader) => {
    const count = async (kind: 'message' | 'contact' | 'conversation' | 'deal' | 'profile'): Promise<number> => (await reader.recordsOfKinds([kind])).length;
    expect([await count('contact'), await count('profile'), await count('conversation'), await count('deal'), await count('message')]).toEqual([1, 1, 1, 1, 2]);
    const effects = await reader.effectsIn(['ready', 'claimed', 'sent', 'unknown']);
    expect(effects.map((effect) => effect.kind)).toEqual(['avatar.fetch']);
    const head = await reader.head();
    for (const record of await reader.recordsOfKinds(['contact', 'conversation', 'deal'])) {
      const [kind, id] = record.root.split(':') as ['deal', string];
      const lines = await reader.grantsVia([record.root], head.seq);
      const now = audience({ kind, id }, record.body as never, await readDictionary(reader));
      expect(lines.filter((line) => line.z === open).map((line) => line.key).sort()).toEqual(now.grants.map((grant) => grant.key).sort());
      expect(record.ver).toBeLessThanOrEqual(head.seq);
    }
    expect((await reader.alarmsDue(Number.MAX_SAFE_INTEGER, 99)).filter((alarm) => alarm.command === 'clock.reach').length).toBe(1);
  });
}
