/** The team every run begins with, made once by the real commands: its commits are replayed into each run's store. */
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { createSeal } from '#db/core/seal.ts';
import { createServer } from '#server/create-server.ts';
import type { Server } from '#server/create-server.ts';
import type { Store } from '#db/server/store.ts';
import type { ErasedList } from '#server/team/erasure-desk.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import { createIdSource } from '#shared/base/ids.ts';
import type { TeamSession } from '#shared/sync/team-calls.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { createDice } from '#tests/fault/sim/dice.ts';
import type { Dice } from '#tests/fault/sim/dice.ts';
import { createLife } from '#tests/fault/sim/life.ts';
import type { Life } from '#tests/fault/sim/life.ts';
import { createSimClock } from '#tests/fault/sim/sim-clock.ts';
import { createSimStore } from '#tests/fault/sim/sim-store.ts';
import type { Commit } from '#tests/fault/sim/witness.ts';

export const morning = Date.UTC(2026, 5, 1, 9, 0);
export const mostConsoles = 12;

export interface BaseTeam {
  journal: readonly Commit[];
  accountId: string;
  /** What its readers take a lease of. */
  leaseName: string;
  ownerId: string;
  seats: readonly string[];
  /** Per console: its person, and devices enough for it and what is copied from it. */
  people: readonly { personId: string; sessions: readonly TeamSession[] }[];
}

/** `erasedList`: lies beside the store and outlives it. */
export function openServer(store: Store, life: Life, dice: Dice, log: (code: string, data?: unknown) => void, erasedList?: ErasedList): Promise<Server> {
  const fillRandom = dice.fill;
  return createServer({
    store, blobs: createMemoryBlobs(), clock: life.clock, fillRandom, presets: [confectionery], channels: null, alone: false, linkKey: new Uint8Array(32).fill(7),
    seal: createSeal(new Uint8Array(32).fill(7), fillRandom), monotonic: () => life.clock.now(), log: (code, data) => log(code, data), ...(erasedList ? { erasedList } : {}),
  });
}

let made: Promise<BaseTeam> | null = null;
export const baseTeam = (): Promise<BaseTeam> => (made ??= make());

async function make(): Promise<BaseTeam> {
  const clock = createSimClock(morning - 3_600_000);
  const dice = createDice('base');
  const store = await createSimStore(clock, dice, createMemoryStore);
  const life = createLife(clock);
  const server = await openServer(store.open(life), life, dice, () => undefined);
  const ids = createIdSource(clock.now, dice.fill);
  const robot = async (name: string, input: unknown): Promise<void> => {
    const [outcome] = (await server.committer.submit({ commands: [robotCommand(name, input, ids.next(), 'test')] }))!;
    if (outcome!.status !== 'done') throw new Error(`${name}: ${outcome!.code}`);
  };
  const used = new Set(confectionery.buttons.flatMap((button) => button.actions.flatMap((action) => ('script' in action && action.script ? [action.script as string] : 'scripts' in action ? (action.scripts as string[]) : []))));
  const preset = { ...confectionery, scripts: confectionery.scripts.filter((script) => used.has(script.id)) };
  const ownerId = ids.next<string & never>() as string;
  await robot('team.setup', { preset, teamName: 'Team', owner: { personId: ownerId, name: 'Owner', login: 'own' }, demo: true });
  const accountId = ids.next<string & never>() as string;
  await robot('account.put', {
    account: { id: accountId, channel: 'telegram', name: 'Bot', handle: 'bot', code: 'TB', colour: 1, group: preset.groups[0]!.id, identity: '4242', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: clock.now() },
  });
  const seats: string[] = [];
  const people = [ownerId];
  for (let n = 1; n < mostConsoles; n += 1) {
    const personId = ids.next<string & never>() as string;
    const head = n === 2;
    const seatId = ids.next<string & never>() as string;
    if (!head) seats.push(seatId);
    await robot('person.add', { personId, name: `Person ${n}`, login: `p${n}`, roleId: head ? 'head' : 'operator', seatId: head ? null : seatId, seatName: head ? null : `Seat ${n}` });
    people.push(personId);
  }
  const withDevices = [];
  for (const personId of people) {
    const sessions: TeamSession[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { device, token } = await server.devices.admit(personId, 'console');
      sessions.push({ deviceId: device, token, personId });
    }
    withDevices.push({ personId, sessions });
  }
  life.kill();
  return { journal: store.journal(), accountId, leaseName: 'telegram:4242', ownerId, seats, people: withDevices };
}
