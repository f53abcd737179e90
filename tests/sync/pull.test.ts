/** What a console holds is what its person may see, whatever happened in between: seeded runs against the oracle (S6, I1, I2). */
import { afterEach, expect, test } from 'vitest';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';
import { digestsOf } from '#tests/helpers/digests.ts';
import { visible } from '#tests/helpers/visible.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';

let team: Team;
afterEach(() => team.close());

interface Wired { person: string; wire: WireConsole }

async function wired(person: string, wants?: number): Promise<Wired> {
  const { device, token } = await team.server().devices.admit(person, 'console');
  return { person, wire: createWireConsole(() => team.server(), { device, token }, wants === undefined ? {} : { wants }) };
}

async function expectEqual({ person, wire }: Wired, note: string): Promise<void> {
  const oracle = await visible(team.store, person);
  expect([...wire.want.keys()], note).toEqual([]);
  expect([...wire.held()].sort(), note).toEqual([...oracle].sort());
}

function chance(seed: number): { below(n: number): number; of<T>(list: readonly T[]): T } {
  const fill = seededRandom(seed);
  const bytes = new Uint8Array(4);
  const below = (n: number): number => {
    fill(bytes);
    return new DataView(bytes.buffer).getUint32(0) % n;
  };
  return { below, of: (list) => list[below(list.length)]! };
}

test('[S31] [S29] the first copy is everything the person may see, and nothing else', async () => {
  team = await makeTeam({ consoles: 2 });
  for (let n = 0; n < 5; n += 1) await team.inbound(`hello ${n}`, { chatId: `chat-${n}` });
  const [first] = await team.rows('conversation');
  await team.person(team.consoles[0]!.personId, 'conversation.take', { conversationId: first!.id });
  for (const person of [team.owner.personId, ...team.consoles.map((one) => one.personId)]) {
    const one = await wired(person, 2);
    one.wire.connect();
    await team.flush();
    await expectEqual(one, person);
  }
});

test('[S15] [S16] what a role sees, and whose seats one heads, move what a person holds at once, though no row of the talk has changed', async () => {
  team = await makeTeam({ consoles: 2 });
  const [ours, theirs] = team.consoles;
  await team.inbound('free', { chatId: 'a' });
  await team.inbound('taken', { chatId: 'b' });
  const taken = (await team.rows('conversation')).find((row) => row.externalChatId === 'b')!;
  await team.person(theirs!.personId, 'conversation.take', { conversationId: taken.id });
  const one = await wired(ours!.personId);
  one.wire.connect();
  await team.flush();
  const talks = (): number => [...one.wire.rows.keys()].filter((key) => key.startsWith('conversation|')).length;
  // No press edits a role yet; what a press once changed, undo puts back.
  const role = async (sees: string): Promise<void> => {
    const after = (await team.rows('role')).find((row) => row.id === 'operator')! as unknown as Record<string, unknown>;
    const cmdId = team.id<string>();
    await team.store.write((writer) => writer.putCommands([{
      cmdId, person: team.owner.personId, name: 'role.edit', v: 1, hash: '', cause: null, status: 'done', code: '', result: {}, seq: 1, at: team.clock.now(),
      step: { changes: [{ kind: 'role', id: 'operator', before: { ...after, sees }, after }], alarmsSet: [], alarmsCleared: [], claims: [], effectIds: [] },
    }]));
    expect(await team.person(team.owner.personId, 'command.undo', { commandId: cmdId })).toMatchObject({ status: 'done' });
    await team.flush();
    await expectEqual(one, sees);
  };
  expect(talks()).toBe(1);
  await role('participant');
  expect(talks()).toBe(0);
  await role('people');
  expect(talks()).toBe(1);
  for (const [headPersonIds, seen] of [[[ours!.personId], 2], [[], 1]] as const) {
    expect(await team.robot('seat.update', { seatId: theirs!.seatId, set: { headPersonIds } })).toMatchObject({ status: 'done' });
    await team.flush();
    expect(talks()).toBe(seen);
    await expectEqual(one, `heads ${headPersonIds.length}`);
  }
});

test.each(Array.from({ length: 24 }, (_, n) => n + 1))('[S6] [S71] [I1] [I2] [I16] seeded life of a team, seed %i: copies equal the oracle', async (seed) => {
  const dice = chance(seed);
  team = await makeTeam({ consoles: 3, seed });
  const people = [team.owner, ...team.consoles];
  const extraSeats = team.consoles.map((one) => one.seatId!);
  const wires = await Promise.all(people.map((one) => wired(one.personId, 1 + dice.below(4))));
  const robot = async (name: string, input: unknown): Promise<void> => void (await team.robot(name, input));
  const act = async (): Promise<void> => {
    const conversations = (await team.rows('conversation')).filter((row) => row.removedAt === null);
    const some = conversations.length > 0 ? dice.of(conversations) : null;
    const presser = dice.of(team.consoles).personId;
    switch (dice.below(some ? 11 : 1)) {
      case 0: case 1: return void (await team.inbound(`text ${dice.below(1000)}`, { chatId: `chat-${dice.below(6)}` }));
      case 2: case 3: return void (await team.person(presser, 'conversation.take', { conversationId: some!.id }));
      case 4: return void (await team.person(presser, 'conversation.giveBack', { conversationId: some!.id }));
      case 5: return void (await team.person(team.owner.personId, 'conversation.assign', { conversationId: some!.id, seatId: dice.of(extraSeats) }));
      case 6: return void (await team.person(presser, 'conversation.read', { conversationId: some!.id, count: dice.below(5) }));
      case 7: return robot('person.update', { personId: presser, set: { seatId: dice.of([...extraSeats, null]) } });
      case 8: return robot('person.update', { personId: presser, set: { roleId: dice.of(['operator', 'head', 'operator', 'executor']) } });
      case 9: return robot('seat.update', { seatId: dice.of(extraSeats), set: { headPersonIds: dice.below(2) ? [presser] : [] } });
      default: {
        const [deal] = (await team.rows('deal')).filter((row) => row.conversationId === some!.id);
        if (deal) await robot('button.press', { buttonId: 'spam', conversationId: some!.id, dealId: deal.id, messageId: team.id(), scriptId: null, language: null, values: {}, note: null });
      }
    }
  };
  for (let step = 0; step < 45; step += 1) {
    await act();
    const { wire } = dice.of(wires);
    const what = dice.below(8);
    if (what === 0) wire.cut();
    else if (what === 1) wire.lose('d', 1 + dice.below(2));
    else if (what < 4 && !wire.connected()) wire.connect();
    else if (what === 4) wire.pull();
    if (dice.below(6) === 0) await team.flush();
  }
  for (const { wire } of wires) {
    wire.lose('d', 0);
    if (wire.connected()) wire.pull();
    else wire.connect();
  }
  await team.flush();
  for (const one of wires) await expectEqual(one, `seed ${seed}`);
  const { counted, stored } = await digestsOf(team.store);
  expect(stored).toEqual(counted);
});
