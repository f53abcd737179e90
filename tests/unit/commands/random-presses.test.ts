/** Every command with whatever a press may bring: who may not is refused whole, what is forged makes no difference, what comes twice is done once. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { createSeal } from '#db/core/seal.ts';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store, StoreReader } from '#db/server/store.ts';
import { createServer } from '#server/create-server.ts';
import type { Server } from '#server/create-server.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import type { CommandOutcome } from '#server/committer/given-command.ts';
import { derivedId } from '#shared/base/ids.ts';
import { commandNamed, commands } from '#shared/commands/registry.ts';
import { isRowOp } from '#shared/engine/history.ts';
import { runCommand } from '#shared/engine/run-command.ts';
import { kindOf, recordKinds, rootKey } from '#shared/model/kinds.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';
import { visible } from '#tests/helpers/visible.ts';
import { prepared } from '#tests/unit/commands/command-cases.ts';
import type { Scene } from '#tests/unit/commands/command-cases.ts';
import { confectionery } from '#tests/helpers/confectionery.ts';

type Input = Record<string, unknown>;
const names = commands.map((def) => def.name);
const ofPeople = names.filter((name) => commandNamed(name)!.right !== 'robot');
const logins = ['op1', 'op2', 'op3', 'op4', 'head', 'own', 'conf1'];

/** What the press says, with up to three of its fields made something else: another's id, a sum, nothing. */
function inputs(input: Input, ids: readonly string[]): fc.Arbitrary<Input> {
  const paths = Object.entries(input).flatMap(([name, value]) => [[name], ...(value !== null && typeof value === 'object' && !Array.isArray(value) ? Object.keys(value).map((inner) => [name, inner]) : [])]);
  const value = fc.oneof({ arbitrary: fc.constantFrom(...ids), weight: 6 }, fc.integer({ min: -5, max: 1_000_000 }), fc.string({ maxLength: 6 }), fc.constantFrom(null, true, false, '', 0, [], {}));
  return fc.array(fc.tuple(fc.constantFrom(...paths), value), { maxLength: 3 }).map((changes) => changes.reduce<Input>((made, [path, to]) => set(made, path, to), input));
}

function set(on: Input, [name, ...more]: readonly string[], to: unknown): Input {
  const held = on[name!];
  if (more.length === 0) return { ...on, [name!]: to };
  return held !== null && typeof held === 'object' ? { ...on, [name!]: set(held as Input, more, to) } : on;
}

function idsOf({ shop }: Scene): string[] {
  return (['conversation', 'deal', 'contact', 'message', 'task', 'person', 'seat', 'paymentClaim'] as const).flatMap((kind) => shop.all(kind).map((row) => (row as { id: string }).id));
}

/** `kind|id` of what the person may see, by the oracle that knows neither grants nor commands. */
async function seenBy({ shop }: Scene, personId: string): Promise<Set<string>> {
  const records = recordKinds.flatMap((kind) => shop.all(kind).map((row) => ({ kind, id: (row as { id: string }).id, root: rootKey(kindOf(kind).root(row as never)), facet: 1, ver: 1, body: row as never })));
  const reader = { recordsOfKinds: async () => records } as unknown as StoreReader;
  return new Set((await visible({ read: (work: (reader: StoreReader) => Promise<unknown>) => work(reader) } as Store, personId)).keys());
}

/** Kinds whose rows are some client's. */
const ofClients: ReadonlySet<RecordKind> = new Set(['contact', 'conversation', 'deal', 'message', 'task', 'paymentClaim']);

describe.each(ofPeople)('%s', (name) => {
  it('[R15] [S49] given by anybody about anything, it changes only rows that the stored person may see, with a right of their stored role', async () => {
    const { scene, input } = prepared(name);
    const { shop, talk, lead } = scene;
    const people = logins.map((login) => shop.person(login));
    const seats = [...new Set(people.flatMap((id) => shop.row('person', id).seatId ?? []))];
    const def = commandNamed(name)!;
    const owned = [talk, lead].map(({ id }) => shop.conversation(id));
    const deals = owned.flatMap((row) => shop.dealsOf(row));
    await fc.assert(fc.asyncProperty(
      inputs(input, idsOf(scene)), fc.constantFrom(...people), fc.constantFrom(...shop.all('role').map((role) => role.id)), fc.constantFrom(null, ...seats), fc.tuple(fc.constantFrom(null, ...seats), fc.constantFrom(null, ...seats)),
      fc.integer({ min: 0, max: 9 }), fc.boolean(),
      async (press, personId, roleId, seatId, [talkSeat, leadSeat], luck, own) => {
        const person = shop.row('person', personId);
        shop.put('person', { ...person, active: luck > 0, ...(own ? {} : { roleId, seatId }) });
        for (const [n, row] of owned.entries()) {
          const seat = n === 0 ? talkSeat : leadSeat;
          shop.put('conversation', { ...row, seatId: seat });
          for (const deal of shop.dealsOf(row)) shop.put('deal', { ...deal, seatId: seat });
        }
        try {
          if (!def.input.safeParse(press).success) return;
          const answer = shop.decide(personId, name, press);
          if (!answer.ok) return;
          expect(luck).toBeGreaterThan(0);
          const stored = shop.row('person', personId);
          if (def.right !== null) expect(shop.row('role', stored.roleId).may).toContain(def.right);
          const seen = await seenBy(scene, personId);
          for (const op of answer.ops) {
            if (!isRowOp(op) || !ofClients.has(op.kind) || shop.reader.one(op.kind, op.id) === null) continue;
            expect([...seen], `${op.kind} ${op.id}`).toContain(`${op.kind}|${op.id}`);
          }
        } finally {
          shop.put('person', person);
          for (const row of owned) shop.put('conversation', row);
          for (const deal of deals) shop.put('deal', deal);
        }
      },
    ), { numRuns: 25, seed: 1 });
  });

  it('[R15] a seat, a role, a person or a price that the press brings along makes no difference', () => {
    const { scene, by, input } = prepared(name);
    const { shop } = scene;
    const def = commandNamed(name)!;
    const forged = { personId: shop.person('own'), seatId: shop.seat('op4'), roleId: 'owner', by: shop.person('own'), actor: { personId: shop.person('own') }, amountMinor: 1, paidMinor: 1, at: 1, commandId: shop.id() };
    for (const [field, value] of Object.entries(forged)) {
      if (field in input) continue;
      const parsed = def.input.safeParse({ ...input, [field]: value });
      if (parsed.success) expect(parsed.data).toEqual(def.input.parse(input));
    }
    const commandId = shop.id();
    const honest = shop.decide(by, name, input, { commandId });
    const actor = { personId: by as never, seatId: shop.seat('op4') as never, roleId: 'owner', robot: null };
    const answer = runCommand(def, def.input.parse(input), shop.reader, { commandId, at: shop.now, actor, dict: shop.dict, cause: null, onServer: true, newId: (n) => derivedId(commandId, n) });
    expect(answer).toEqual(honest);
  });
});

describe('[S42] twice', () => {
  const done = new Set<string>();
  let server: Server | null = null;
  afterAll(() => expect(names.filter((name) => !done.has(name))).toEqual([]));

  const open = async (scene: Scene, store: Store): Promise<(name: string, input: Input, commandId: string, personId: string | null, robot?: string) => Promise<CommandOutcome>> => {
    const clock = createFakeClock(scene.shop.script[0]!.at);
    const fillRandom = seededRandom(1);
    server = await createServer({
      store, blobs: createMemoryBlobs(), clock, fillRandom, presets: [confectionery], channels: null, alone: true, linkKey: new Uint8Array(32).fill(7), seal: createSeal(new Uint8Array(32).fill(7), fillRandom),
      monotonic: () => clock.now(), log: () => undefined,
    });
    const { committer } = server;
    return async (name, input, commandId, personId, robot = 'test') =>
      (await committer.submit({ commands: [personId === null ? robotCommand(name, input, commandId, robot) : personCommand(name, input, commandId, personId)] }))![0]!;
  };

  it.each(names)('%s: the same answer and one effect; other bytes or another person under its id: nothing', async (name) => {
    const { scene, by, input } = prepared(name);
    const store = createMemoryStore();
    const give = await open(scene, store);
    // A team is set up where there is none.
    const script = name === 'team.setup' ? [] : scene.shop.script;
    for (const one of script) expect(await give(one.name, one.input, one.commandId, one.personId, one.robot), one.name).toMatchObject({ status: 'done' });
    const state = (): Promise<unknown> => store.read(async (reader) => [await reader.head(), await reader.effectsIn(['ready', 'held', 'cancelled', 'claimed', 'sent'])]);
    const twice = async (press: Input, personId: string | null): Promise<CommandOutcome> => {
      const commandId = scene.shop.id<string>();
      const first = await give(name, press, commandId, personId);
      const before = await state();
      expect(await give(name, press, commandId, personId)).toEqual(first);
      expect(await give(name, { ...press, more: 1 }, commandId, personId)).toMatchObject({ status: 'refused', code: 'mismatch', result: {} });
      expect(await give(name, press, commandId, personId === null ? scene.shop.person('op4') : null)).toMatchObject({ status: 'refused', code: 'mismatch', result: {} });
      expect(await state()).toEqual(before);
      return first;
    };
    const answer = await twice(input, by);
    expect(answer).toMatchObject({ status: 'done', code: '' });
    done.add(name);
    await fc.assert(fc.asyncProperty(inputs(input, idsOf(scene)), fc.constantFrom(by, scene.shop.person('op2'), scene.shop.person('own')), async (press, personId) => void (await twice(press, personId))), { numRuns: 4, seed: 1 });
    await server!.stop();
  });
});
