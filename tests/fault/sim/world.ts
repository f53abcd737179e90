/** A whole team under one clock: servers that die and freeze, consoles with real files, lines that fail; everything drawn from one seed. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { InboundEvent } from '#channels/channel.ts';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import type { Server } from '#server/create-server.ts';
import type { SyncDownFrame } from '#shared/sync/protocol.ts';
import { createIdSource } from '#shared/base/ids.ts';
import { baseTeam, morning, openServer } from '#tests/fault/sim/base-team.ts';
import type { BaseTeam } from '#tests/fault/sim/base-team.ts';
import { createDice } from '#tests/fault/sim/dice.ts';
import type { Dice } from '#tests/fault/sim/dice.ts';
import { createLife } from '#tests/fault/sim/life.ts';
import type { Life } from '#tests/fault/sim/life.ts';
import { createSimClock } from '#tests/fault/sim/sim-clock.ts';
import type { SimClock } from '#tests/fault/sim/sim-clock.ts';
import { createSimConsole } from '#tests/fault/sim/sim-console.ts';
import type { SimConsole } from '#tests/fault/sim/sim-console.ts';
import { createSimNet } from '#tests/fault/sim/sim-net.ts';
import type { SimNet } from '#tests/fault/sim/sim-net.ts';
import { createSimSender } from '#tests/fault/sim/sim-sender.ts';
import type { SimSender } from '#tests/fault/sim/sim-sender.ts';
import { createSimStore } from '#tests/fault/sim/sim-store.ts';
import type { SimStore } from '#tests/fault/sim/sim-store.ts';

export interface ServerSlot { life: Life; server: Server | null; lives: number }

export interface Pressed { commandId: string; name: string; console: string; input: Record<string, unknown>; person: string; forgotten?: boolean }

export interface World {
  readonly base: BaseTeam;
  readonly seed: number;
  readonly folder: string;
  readonly dice: Dice;
  readonly clock: SimClock;
  readonly store: SimStore;
  readonly net: SimNet;
  readonly servers: ServerSlot[];
  readonly consoles: SimConsole[];
  readonly sender: SimSender;
  readonly pressed: Pressed[];
  readonly events: InboundEvent[];
  readonly complaints: string[];
  /** How often a store was put back: what was promised before may have to be decided again. */
  restored: number;
  /** Names of erased clients' things that a store put back does not know any more: no console keeps what names them. */
  readonly erasedBefore: Set<string>;
  frames: { console: string; frame: SyncDownFrame }[];
  spare: Map<string, number>;
  id(): string;
  startServer(n: number): void;
  killServer(n: number): void;
  addConsole(name: string, person: number, session: number, folder: string, like?: SimConsole): SimConsole;
  /** A network delivers an event; it is repeated until somebody has stored it. */
  deliver(event: InboundEvent, tries?: number): void;
  trace(): string;
  told(): readonly string[];
  close(): void;
}

export interface WorldOptions {
  seed: number;
  folder: string;
  servers?: number;
  consoles?: number;
  skew?: boolean;
  /** Commits of a life that went before, the base team's among them. */
  journal?: BaseTeam['journal'];
  /** The store is a real file; else in a share of the runs. */
  onDisk?: boolean;
}

const tenYears = 315_360_000_000;

export async function createWorld(options: WorldOptions): Promise<World> {
  const base = await baseTeam();
  const { seed, folder } = options;
  const dice = createDice(seed, 'world');
  const clock = createSimClock(morning);
  const hash = createHash('md5');
  const told: string[] = [];
  const netDice = createDice(seed, 'net');
  const ids = createIdSource(() => clock.now(), createDice(seed, 'ids').fill);
  let files = 0;
  const make = options.onDisk ?? dice.chance(0.15) ? () => openSqliteStore(join(folder, `team-${(files += 1)}.db`)) : createMemoryStore;
  const store = await createSimStore(clock, createDice(seed, 'store'), make, options.journal ?? base.journal);
  const net = createSimNet(clock, netDice, (word) => {
    hash.update(word);
    if (process.env['SIM_DEBUG']) told.push(word);
  });
  const complaints: string[] = [];
  const servers: ServerSlot[] = [];
  const consoles: SimConsole[] = [];
  const erased = new Set<string>();
  const skewed = options.skew ?? dice.chance(0.3);
  let closed = false;

  const world: World = {
    base, seed, folder, dice, clock, store, net, servers, consoles, complaints, restored: 0, erasedBefore: new Set(), frames: [], pressed: [], events: [], spare: new Map(),
    sender: createSimSender(base.accountId, (text) => complaints.push(text)),
    id: () => ids.next<string & never>(),
    startServer(n) {
      const life = createLife(clock);
      const slot = { life, server: null as Server | null, lives: (servers[n]?.lives ?? 0) + 1 };
      servers[n] = slot;
      const begin = (): void => void openServer(store.open(life), life, createDice(seed, 'server', n, slot.lives), (code, data) => {
        if (code === 'command.bug' || code.endsWith('.bug')) complaints.push(`server ${n}: ${code} ${JSON.stringify(data ?? {})}`);
      }, { read: () => [...erased], add: (contactId) => void erased.add(contactId) }).then((server) => { slot.server = server; }, () => void life.clock.after(200, begin));
      begin();
    },
    killServer(n) {
      const slot = servers[n]!;
      slot.life.kill();
      slot.server = null;
      for (const line of net.lines()) if (line.server === n) line.cut(dice.chance(0.3) ? 'server' : 'both');
    },
    addConsole(name, person, session, at, like) {
      const { personId, sessions } = base.people[person]!;
      const home = dice.below(servers.length);
      const made = createSimConsole({
        name, folder: at, seed, clock, session: sessions[session]!, keyed: dice.chance(0.15), ...(like ? { keys: like.keys() } : {}), skewMs: skewed && dice.chance(0.5) ? dice.between(-tenYears, tenYears) : 0,
        link: (who, life) => net.link(who, life, () => {
          // Its own server, else any that answers.
          const n = servers[home]?.server ? home : servers.findIndex((slot) => slot.server !== null);
          const slot = servers[n];
          return slot?.server ? { server: n, life: slot.life, accept: slot.server.sync.accept } : null;
        }),
        mayRepeat: () => world.restored > 0,
        complain: (text) => complaints.push(text),
      });
      world.spare.set(personId, Math.max(world.spare.get(personId) ?? 0, session + 1));
      consoles.push(made);
      return made;
    },
    deliver(event, tries = 0) {
      const up = servers.filter((slot) => slot.server !== null && !slot.life.dead());
      const slot = up.length > 0 ? dice.of(up) : null;
      let stored = false;
      // Some are read under a lease, which may be another's by now: such a batch is refused whole (S77).
      const fence = slot && tries < 2 && dice.chance(0.4) ? world.sender.readsUnder(slot.life) : null;
      const [began, witness] = [clock.now(), store.witness()];
      if (slot) void slot.server!.host.intake({ accountId: base.accountId, events: [event], strange: [], fence, place: null }).then((answer) => {
        stored = answer === 'stored';
        if (stored && fence !== null && !witness.leases.held(base.leaseName, fence, began, clock.now())) complaints.push(`[I8] a batch under the fence ${fence} was stored, which was not the holder's`);
      }, () => undefined);
      clock.after(8_000, () => { if (!stored && !closed) world.deliver(event, tries + 1); });
    },
    told: () => told,
    trace: () => hash.copy().digest('hex'),
    close() {
      closed = true;
      for (const one of consoles) one.stop();
      for (const slot of servers) slot.life.kill();
      store.close();
    },
  };
  net.onSent((console, frame) => {
    if (frame.t === 'd') world.frames.push({ console, frame });
  });
  const count = options.servers ?? 1;
  for (let n = 0; n < count; n += 1) world.startServer(n);
  await clock.run(0);
  const size = options.consoles ?? 2 + dice.below(4);
  for (let n = 0; n < size; n += 1) world.addConsole(`c${n}`, n, 0, join(folder, `c${n}`)).start();
  return world;
}

/** Another device of the same person, if there is one left. */
export function spareSession(world: World, one: SimConsole): BaseTeam['people'][number]['sessions'][number] | null {
  const sessions = world.base.people.find((person) => person.personId === one.personId)!.sessions;
  const used = world.spare.get(one.personId) ?? 1;
  if (used >= sessions.length) return null;
  world.spare.set(one.personId, used + 1);
  return sessions[used]!;
}
