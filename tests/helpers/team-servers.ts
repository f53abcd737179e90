/** Several servers of one team over one PostgreSQL, each with a store of its own and real time; consoles that speak the wire join any of them. */
import type { InboundEvent } from '#channels/channel.ts';
import { createSeal } from '#db/core/seal.ts';
import { openPostgresStore } from '#db/server/postgres/postgres-store.ts';
import type { PostgresOptions, PostgresStore } from '#db/server/postgres/postgres-store.ts';
import { createServer } from '#server/create-server.ts';
import type { Server } from '#server/create-server.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import type { CommandOutcome } from '#server/committer/given-command.ts';
import { systemClock } from '#server/ports.ts';
import { createIdSource } from '#shared/base/ids.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { makeDatabase } from '#tests/helpers/postgres.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import type { WireConsole } from '#tests/helpers/wire-console.ts';

export interface TeamServer {
  readonly server: Server;
  readonly store: PostgresStore;
  readonly log: { code: string; data: unknown }[];
  stop(): Promise<void>;
}

export interface Person { personId: string; seatId: string | null }

export interface TeamServers {
  readonly address: string;
  readonly accountId: string;
  readonly owner: Person;
  readonly operators: readonly Person[];
  add(options?: Partial<PostgresOptions>): Promise<TeamServer>;
  id(): string;
  robot(at: TeamServer, name: string, input: unknown): Promise<CommandOutcome>;
  person(at: TeamServer, personId: string, name: string, input: unknown): Promise<CommandOutcome>;
  inbound(at: TeamServer, text: string, chatId?: string): Promise<'stored' | 'stale'>;
  /** A console of a person; it connects to whatever server `at` names then. */
  console(at: () => TeamServer, personId: string): Promise<WireConsole>;
  close(): Promise<void>;
}

const fillRandom = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const key = new Uint8Array(32).fill(7);

export async function startServer(options: PostgresOptions): Promise<TeamServer> {
  const store = await openPostgresStore({ unsafeDisk: true, ...options });
  const log: TeamServer['log'] = [];
  const server = await createServer({
    store, blobs: store.blobs, clock: options.clock, fillRandom, presets: [confectionery], channels: null, alone: false, linkKey: key, seal: createSeal(key, fillRandom),
    monotonic: () => performance.now(), log: (code, data = {}) => void log.push({ code, data }),
  });
  let ended: Promise<void> | null = null;
  return { server, store, log, stop: () => (ended ??= server.stop().then(() => store.close())) };
}

export async function makeTeamServers(options: { operators?: number; isolation?: PostgresOptions['isolation'] } = {}): Promise<TeamServers> {
  const address = await makeDatabase();
  const clock = systemClock();
  const ids = createIdSource(() => Date.now(), fillRandom);
  const started: TeamServer[] = [];
  const submit = async (at: TeamServer, command: ReturnType<typeof robotCommand>): Promise<CommandOutcome> => (await at.server.committer.submit({ commands: [command] }))![0]!;
  const must = (outcome: CommandOutcome): void => {
    if (outcome.status !== 'done') throw new Error(`refused: ${outcome.code}`);
  };
  const add = async (own: Partial<PostgresOptions> = {}): Promise<TeamServer> => {
    const server = await startServer({ address, clock, ...(options.isolation ? { isolation: options.isolation } : {}), ...own });
    started.push(server);
    return server;
  };
  const robot = (at: TeamServer, name: string, input: unknown): Promise<CommandOutcome> => submit(at, robotCommand(name, input, ids.next(), 'test'));

  const first = await add();
  const owner: Person = { personId: ids.next(), seatId: null };
  must(await robot(first, 'team.setup', { preset: confectionery, teamName: 'Test team', owner: { personId: owner.personId, name: 'Owner', login: 'own' }, demo: true }));
  const accountId = ids.next<string>();
  must(await robot(first, 'account.put', {
    account: { id: accountId, channel: 'telegram', name: 'Test bot', handle: 'test_bot', code: 'TB', colour: 1, group: confectionery.groups[0]!.id, identity: '4242', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: clock.now() },
  }));
  const operators: Person[] = [];
  for (let n = 1; n <= (options.operators ?? 2); n += 1) {
    const operator = { personId: ids.next<string>(), seatId: ids.next<string>() };
    must(await robot(first, 'person.add', { personId: operator.personId, name: `Operator ${n}`, login: `op${n}`, roleId: 'operator', seatId: operator.seatId, seatName: `Seat ${n}` }));
    operators.push(operator);
  }
  await first.stop();
  return {
    address, accountId, owner, operators, add, robot,
    id: () => ids.next(),
    person: (at, personId, name, input) => submit(at, personCommand(name, input, ids.next(), personId)),
    inbound(at, text, chatId = 'chat-1') {
      const eventKey = ids.next<string>();
      const event: InboundEvent = {
        type: 'message', eventKey, chatId, at: clock.now(), fromClient: true, externalId: eventKey, kind: 'text', text, media: [], albumId: null,
        person: { externalId: chatId, handle: 'client', name: 'Client One', avatarSource: null, link: null, language: null },
        replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
      };
      return at.server.host.intake({ accountId, events: [event], strange: [], fence: null, place: null });
    },
    console: async (at, personId) => createWireConsole(() => at().server, await at().server.devices.admit(personId, 'console')),
    async close() {
      for (const server of started) await server.stop();
    },
  };
}
