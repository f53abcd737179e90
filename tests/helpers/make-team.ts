/**
 * A whole team in one process: a server over a store, consoles with their real backends, lines of memory between them, one fake clock.
 * Nothing sleeps: `flush` waits until nobody has anything left to do, `advance` moves the time.
 */
import { createBackend } from '#backend/backend.ts';
import type { Backend, BackendEvent } from '#backend/backend.ts';
import type { LinkEvents, LinkSocket, ServerLink } from '#backend/server-link.ts';
import type { InboundEvent } from '#channels/channel.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { createSeal } from '#db/core/seal.ts';
import type { Store } from '#db/server/store.ts';
import { createServer } from '#server/create-server.ts';
import type { Server } from '#server/create-server.ts';
import { createMemoryErasedList } from '#server/team/erasure-desk.ts';
import type { ErasedList } from '#server/team/erasure-desk.ts';
import type { Log } from '#server/log.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import type { CommandOutcome } from '#server/committer/given-command.ts';
import { createInProcessLink } from '#server/hosted/in-process-link.ts';
import { createIdSource } from '#shared/base/ids.ts';
import type { Preset } from '#shared/model/preset.ts';
import { isSplit, joined as whole } from '#shared/engine/parts.ts';
import type { RecordBodies, RecordKind, SideBody } from '#shared/model/bodies.ts';
import type { CommandAnswer } from '#shared/port/port.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { CommandFrame, SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import type { TeamSession } from '#shared/sync/team-calls.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';
import type { FakeClock } from '#tests/helpers/fake-clock.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { makeTeamStore } from '#tests/helpers/team-store.ts';

export interface TestConsole {
  readonly personId: string;
  readonly seatId: string | null;
  readonly backend: Backend;
  readonly events: BackendEvent[];
  press(name: string, input: Record<string, unknown>, commandId?: string): CommandAnswer | Refusal;
  ask<Answer>(name: string, params: unknown): Answer;
  /** Every frame of the server from now on. */
  onFrame(listener: (frame: SyncDownFrame) => void): void;
  /** Every command it has sent, as often as it was sent. */
  sentCommands(): CommandFrame[];
  /** The next frame of this kind that it sends does not arrive. */
  loseUp(kind: SyncUpFrame['t']): void;
  /** Heals of the whole team pass it by. */
  stayAway(away: boolean): void;
  cut(): void;
  heal(): void;
  /** The process dies: what it had not stored is gone. `start` opens the same files again. */
  crash(): void;
  start(): void;
}

export interface Team {
  readonly clock: FakeClock;
  readonly store: Store;
  readonly accountId: string;
  readonly owner: TestConsole;
  /** One per operator, each on a seat of their own. */
  readonly consoles: readonly TestConsole[];
  server(): Server;
  id<Id extends string>(): Id;
  /** Waits until nothing is under way. */
  flush(): Promise<void>;
  advance(ms: number): Promise<void>;
  /** A long time passes at once. */
  jump(ms: number): Promise<void>;
  /** The server dies without a word and begins anew over the same store. */
  crash(): Promise<void>;
  /** A client writes. Answers what the store said. */
  inbound(text: string, from?: Partial<InboundText>): Promise<'stored' | 'stale'>;
  robot(name: string, input: unknown): Promise<CommandOutcome>;
  person(personId: string, name: string, input: unknown): Promise<CommandOutcome>;
  rows<K extends RecordKind>(kind: K): Promise<RecordBodies[K][]>;
  /** A console for a person who is in the team already; comes and goes with the server like the others. */
  join(personId: string): Promise<TestConsole>;
  /** `kind|id` → ver of what a fresh copy of this console's person holds, once it is level. */
  copyOf(one: TestConsole): Promise<Map<string, number>>;
  close(): Promise<void>;
}

export interface InboundText { eventKey: string; chatId: string; at: number; name: string; externalId: string }

export interface TeamOptions {
  consoles?: number;
  store?: Store;
  preset?: Preset;
  seed?: number;
  /** Files of the consoles; by default they live in memory and die with them. */
  folder?: string;
  /** What the server says of itself: codes and ids. */
  log?: Log;
  /** Who was erased, as it lies beside the store. */
  erasedList?: ErasedList;
}

const morning = Date.UTC(2026, 5, 1, 9, 0);

export async function makeTeam(options: TeamOptions = {}): Promise<Team> {
  const preset = options.preset ?? confectionery;
  const clock = createFakeClock(morning);
  const store = options.store ?? (await makeTeamStore());
  const fillRandom = seededRandom(options.seed ?? 1);
  const ids = createIdSource(() => clock.now(), fillRandom);
  const blobs = createMemoryBlobs();
  const erasedList = options.erasedList ?? createMemoryErasedList();
  const key = new Uint8Array(32).fill(7);
  const open = (): Promise<Server> =>
    createServer({
      store, blobs, clock, fillRandom, presets: [preset], channels: null, alone: true, erasedList, linkKey: key, seal: createSeal(key, fillRandom), monotonic: () => clock.now(), log: options.log ?? (() => undefined),
    });
  let server: Server | null = await open();
  const running = (): Server => {
    if (!server) throw new Error('the server is down');
    return server;
  };
  let flying = 0;
  let steps = 0;

  const submit = async (command: ReturnType<typeof robotCommand>): Promise<CommandOutcome> => (await running().committer.submit({ commands: [command] }))![0]!;
  const must = (outcome: CommandOutcome): void => {
    if (outcome.status !== 'done') throw new Error(`refused: ${outcome.code}`);
  };
  const robot = (name: string, input: unknown): Promise<CommandOutcome> => submit(robotCommand(name, input, ids.next(), 'test'));

  const ownerId = ids.next<string>();
  must(await robot('team.setup', { preset, teamName: 'Test team', owner: { personId: ownerId, name: 'Owner', login: 'own' }, demo: true }));
  const accountId = ids.next<string>();
  must(await robot('account.put', {
    account: { id: accountId, channel: 'telegram', name: 'Test bot', handle: 'test_bot', code: 'TB', colour: 1, group: preset.groups[0]!.id, identity: '4242', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: clock.now() },
  }));

  const lineTo = (person: string, lines: Set<() => void>, cut: () => boolean, spy: Spy): ServerLink => {
    const reach = (): ServerLink | null => (server && !cut() ? createInProcessLink(server, person, () => 'http://127.0.0.1') : null);
    const reached = (): ServerLink => {
      const link = reach();
      if (!link) throw new Error('unreachable');
      return link;
    };
    return {
      open: (events) => spied(spy, events, (watched) => openLine(reach(), watched, lines, { begin: () => { flying += 1; steps += 1; }, end: () => { flying -= 1; } })),
      call: async (name, args) => reached().call(name, args),
      blob: async (hash) => reached().blob(hash),
      putBlob: async (bytes, contentType, fileName) => reached().putBlob(bytes, contentType, fileName),
    };
  };

  const makeConsole = async (personId: string, seatId: string | null): Promise<TestConsole> => {
    const enrolled = await running().devices.admit(personId, 'console');
    const session: TeamSession = { deviceId: enrolled.device, token: enrolled.token, personId };
    const lines = new Set<() => void>();
    const events: BackendEvent[] = [];
    let away = false;
    let kept = false;
    const spy: Spy = { frames: new Set(), sent: [], lose: null };
    const path = (file: string): string => (options.folder ? `${options.folder}/${personId}-${file}` : ':memory:');
    const start = (): Backend => {
      const backend = createBackend({
        replicaPath: path('replica.db'), outboxPath: path('outbox.db'), blobs: createMemoryBlobs(), session, timers: clock, fillRandom, log: () => undefined,
        link: lineTo(personId, lines, () => away, spy),
      });
      backend.subscribe((event) => { events.push(event); steps += 1; });
      return backend;
    };
    const breakLines = (): void => {
      for (const line of lines) line();
    };
    let backend = start();
    return {
      personId, seatId, events,
      get backend() { return backend; },
      press: (name, input, commandId = ids.next<string>()) => backend.command({ name, input, commandId, label: name }),
      ask: <Answer>(name: string, params: unknown) => {
        const answer = backend.query(name, params);
        if (!answer.ok) throw new Error(`query ${name}: ${answer.code}`);
        return answer.value as Answer;
      },
      onFrame: (listener) => void spy.frames.add(listener),
      loseUp: (kind) => { spy.lose = kind; },
      sentCommands: () => spy.sent.flatMap((frame) => (frame.t === 'cmd' ? frame.list : [])),
      cut() {
        away = true;
        breakLines();
      },
      stayAway: (stays) => void (kept = stays),
      heal() {
        if (kept) return;
        away = false;
        backend.hurry();
      },
      crash() {
        breakLines();
        backend.close();
      },
      start() { backend = start(); },
    };
  };

  const operator = preset.roles.find((role) => role.id === 'operator') ?? preset.roles.find((role) => role.sees === 'own')!;
  const owner = await makeConsole(ownerId, null);
  const consoles: TestConsole[] = [];
  for (let n = 1; n <= (options.consoles ?? 2); n += 1) {
    const personId = ids.next<string>();
    const seatId = ids.next<string>();
    must(await robot('person.add', { personId, name: `Operator ${n}`, login: `op${n}`, roleId: operator.id, seatId, seatName: `Seat ${n}` }));
    consoles.push(await makeConsole(personId, seatId));
  }

  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const flush = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; ) {
      const before = steps;
      await turn();
      await server?.flush();
      await turn();
      quiet = steps === before && flying === 0 ? quiet + 1 : 0;
    }
  };

  const joined: TestConsole[] = [];
  const everyone = (): TestConsole[] => [owner, ...consoles, ...joined];
  const wires = new Map<string, WireConsole>();
  const wireOf = async (personId: string): Promise<WireConsole> => {
    const { device, token } = wires.has(personId) ? { device: '', token: '' } : await running().devices.admit(personId, 'console');
    const wire = wires.get(personId) ?? createWireConsole(running, { device, token });
    wires.set(personId, wire);
    if (!wire.connected()) wire.connect();
    await flush();
    return wire;
  };

  const team: Team = {
    async join(personId) {
      const one = await makeConsole(personId, null);
      joined.push(one);
      await wireOf(personId);
      return one;
    },
    copyOf: async (one) => new Map([...(await wireOf(one.personId)).held()].sort()),
    clock, store, accountId, owner, consoles, flush, robot,
    server: running,
    id: () => ids.next(),
    advance: (ms) => clock.advance(ms, flush),
    jump: (ms) => clock.jump(ms, flush),
    async crash() {
      const dead = server;
      server = null;
      for (const one of everyone()) one.cut();
      await dead?.stop();
      server = await open();
      for (const one of everyone()) one.heal();
    },
    inbound(text, from = {}) {
      const eventKey = from.eventKey ?? ids.next<string>();
      const event: InboundEvent = {
        type: 'message', eventKey, chatId: from.chatId ?? 'chat-1', at: from.at ?? clock.now(), fromClient: true, externalId: eventKey, kind: 'text', text, media: [], albumId: null,
        person: { externalId: from.externalId ?? from.chatId ?? 'chat-1', handle: 'client', name: from.name ?? 'Client One', avatarSource: null, link: null, language: null },
        replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
      };
      return running().host.intake({ accountId, events: [event], strange: [], fence: null, place: null });
    },
    person: (personId, name, input) => submit(personCommand(name, input, ids.next(), personId)),
    async rows<K extends RecordKind>(kind: K) {
      const [records, sides] = await store.read(async (reader) => [await reader.recordsOfKinds([kind]), isSplit(kind) ? await reader.recordsOfKinds(['side']) : []]);
      return records.map((record) => (isSplit(kind) ? whole(kind, record.body, sides.map((side) => side.body as unknown as SideBody).filter((side) => side.owner === record.id)) : record.body) as unknown as RecordBodies[K]);
    },
    async close() {
      for (const one of everyone()) one.backend.close();
      await server?.stop();
      await store.close();
    },
  };
  await flush();
  return team;
}

interface Spy { frames: Set<(frame: SyncDownFrame) => void>; sent: SyncUpFrame[]; lose: SyncUpFrame['t'] | null }

function spied(spy: Spy, events: LinkEvents, open: (watched: LinkEvents) => LinkSocket): LinkSocket {
  const socket = open({
    ...events,
    frame(frame) {
      for (const listener of spy.frames) listener(frame);
      events.frame(frame);
    },
  });
  return {
    send(frame) {
      spy.sent.push(frame);
      if (spy.lose === frame.t) return void (spy.lose = null);
      socket.send(frame);
    },
    close: () => socket.close(),
  };
}

/** A line that a test can cut: what is on its way then is lost. */
function openLine(link: ServerLink | null, events: LinkEvents, lines: Set<() => void>, flight: { begin(): void; end(): void }): LinkSocket {
  let alive = true;
  const later = (work: () => void): void => {
    flight.begin();
    setImmediate(() => {
      flight.end();
      if (alive) work();
    });
  };
  let socket: LinkSocket | null = null;
  const end = (): void => {
    lines.delete(end);
    if (!alive) return;
    socket?.close();
    later(() => {
      alive = false;
      events.closed();
    });
  };
  if (!link) {
    later(() => {
      alive = false;
      events.closed();
    });
    return { send: () => undefined, close: () => { alive = false; } };
  }
  lines.add(end);
  socket = link.open({ opened: () => later(() => events.opened()), frame: (frame) => later(() => events.frame(frame)), closed: end });
  return {
    send: (frame) => later(() => socket?.send(frame)),
    close() {
      alive = false;
      lines.delete(end);
      socket?.close();
    },
  };
}
