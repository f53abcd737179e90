/** A server and its consoles, each a process of its own behind a line that can be spoiled, under a stream of presses and of clients' messages. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import type { SimulatedAccount } from '#channels/instagram/simulator.ts';
import { askTeam } from '#backend/socket-link.ts';
import { teamPaths } from '#shared/sync/team-calls.ts';
import type { Enrolled, ServerSays, TeamSession } from '#shared/sync/team-calls.ts';
import type { ConsoleOrders, ConsoleSays, Promised } from '#tests/helpers/blows/console-process.ts';
import type { Programs } from '#tests/helpers/blows/programs.ts';
import { startRoughLine } from '#tests/helpers/blows/rough-line.ts';
import type { RoughLine } from '#tests/helpers/blows/rough-line.ts';
import { giveTalks } from '#tests/helpers/blows/taking-console.ts';

export interface StruckConsole {
  readonly name: string;
  readonly folder: string;
  readonly session: TeamSession;
  readonly line: RoughLine;
  readonly promised: Promised[];
  readonly outcomes: Map<string, { ok: boolean; code: string }>;
  /** Promised since it was last started. */
  fresh(): number;
  /** From each start to the first press that was promised, ms. */
  readonly usable: number[];
  start(): void;
  child(): ChildProcess;
  /** Its own word on how it stands; asked anew. */
  state(): { pending: number; live: boolean };
  ask(order: 'state' | 'rest'): void;
  end(): Promise<void>;
}

export interface StruckTeam {
  readonly dir: string;
  readonly store: string | null;
  readonly consoles: readonly StruckConsole[];
  readonly account: SimulatedAccount;
  readonly hookLine: RoughLine;
  /** Texts of clients that were answered 200. */
  readonly answered: string[];
  server(): ChildProcess;
  startServer(): Promise<void>;
  /** What it complained of on its way. */
  complaints(): string;
  /** Clients write until told otherwise. */
  stopClients(): Promise<void>;
  endServer(): Promise<number | null>;
  close(): Promise<void>;
}

const clientCount = 8;
const execArgv = ['--disable-warning=ExperimentalWarning', '--disable-warning=DEP0040'];
const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;
const exit = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => (gone(child) ? resolve(child.exitCode) : void child.once('exit', (code) => resolve(code))));

export async function until(condition: () => boolean | Promise<boolean>, what: string | (() => string), ms = 60_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`never came: ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export interface StruckTeamOptions {
  programs: Programs;
  /** `postgres://…`; null = a file. */
  store: string | null;
  random(limit: number): number;
  unsafeDisk: boolean;
  consoles: number;
  /** Between two presses of a console, ms. */
  pace: number;
}

/** Throws what keeps it from starting. */
export async function startStruckTeam(options: StruckTeamOptions): Promise<StruckTeam> {
  const dir = mkdtempSync(join(tmpdir(), 'pult-blows-'));
  const steps: (() => Promise<void> | void)[] = [() => rmSync(dir, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (let step = steps.pop(); step; step = steps.pop()) await step();
  };
  try {
    return await start(dir, options, steps, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(dir: string, { programs, store, random, unsafeDisk, consoles: seats, pace }: StruckTeamOptions, steps: (() => Promise<void> | void)[], close: () => Promise<void>): Promise<StruckTeam> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  let server: ChildProcess;
  let complaints = '';
  const startServer = async (): Promise<Extract<ServerSays, { type: 'ready' }>> => {
    const child = fork(programs.server, ['--data', join(dir, 'server'), '--port', String(port), ...(store === null ? [] : ['--store', store])], {
      execArgv, env: { ...programs.env, ...(unsafeDisk ? { PULT_TEST_DISK: 'lies' } : {}) }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    server = child;
    child.stderr!.on('data', (text) => { complaints += String(text); });
    return new Promise((resolve, reject) => {
      child.on('message', (said: ServerSays) => (said.type === 'ready' ? resolve(said) : said.type === 'failed' ? reject(new Error(said.message)) : undefined));
      child.once('exit', () => reject(new Ended()));
    });
  };
  steps.push(async () => {
    if (gone(server)) return;
    server.kill('SIGCONT');
    server.kill('SIGKILL');
    await exit(server);
  });
  const network = await createInstagramSimulator({ now: () => Date.now(), conversationsPerSecond: 1000 });
  steps.push(() => network.close());
  const account = network.account({ username: 'sweets.07', name: 'Sweets' });
  const { ownerInvite } = await startServer();
  const owner = worth(await askTeam<Enrolled>(base, teamPaths.setup, { invite: ownerInvite, deviceName: 't', presetId: 'confectionery', teamName: 'T', ownerName: 'O' }));
  const call = async <Value>(name: string, args: unknown): Promise<Value> => worth(await askTeam<Value>(base, teamPaths.call, { name, args }, owner.token));
  const { accountId } = await call<{ accountId: string }>('account.connect', {
    channel: 'instagram', secrets: { token: account.token, appSecret: account.appSecret }, endpoints: { graph: network.url }, accountId: null, name: 'S', code: 'SW', colour: 1, group: 'cakes',
  });
  const people: { name: string; session: TeamSession }[] = [];
  for (const name of 'abcdefgh'.slice(0, seats)) {
    const { code } = await call<{ code: string }>('person.invite', { login: `op-${name}`, name, roleId: 'operator', seatId: null, seatName: `Seat ${name}`, personId: null });
    people.push({ name, session: worth(await askTeam<Enrolled>(base, teamPaths.enrol, { invite: code, deviceName: name })) });
  }

  const hookLine = await startRoughLine(() => port, random);
  steps.push(() => hookLine.close());
  const clients = Array.from({ length: clientCount }, (_, n) => account.client(`client-${n}`, `Client ${n}`));
  const answered: string[] = [];
  let writing = true;
  const deliver = async (text: string, from: number): Promise<void> => {
    const item = { sender: { id: clients[from % clientCount]!.id }, recipient: { id: account.identity }, timestamp: Date.now(), message: { mid: `mid.${text}`, text } };
    const body = JSON.stringify({ object: 'instagram', entry: [{ id: account.identity, time: Date.now(), messaging: [item] }] });
    const signature = `sha256=${createHmac('sha256', account.appSecret).update(body).digest('hex')}`;
    // As networks do: again and again until somebody says 200.
    for (let tries = 0; tries < 400; tries += 1) {
      const answer = await fetch(`http://127.0.0.1:${hookLine.port}/hooks/instagram/${accountId}`, {
        method: 'POST', body, headers: { 'content-type': 'application/json', 'x-hub-signature-256': signature }, signal: AbortSignal.timeout(8000),
      }).then((response) => response.status, () => 0);
      if (answer === 200) return void answered.push(text);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`nobody took ${text}: ${complaints}`);
  };
  const consoles: StruckConsole[] = [];
  for (const { name, session } of people) {
    const line = await startRoughLine(() => port, random);
    steps.push(() => line.close());
    consoles.push(await struckConsole({ name, dir, session, line, steps, programs, pace }));
  }
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  const write = (text: string, from: number): void => {
    const one: Promise<void> = deliver(text, from).catch((error: unknown) => void failures.push(error)).finally(() => underWay.delete(one));
    underWay.add(one);
  };
  let count = 0;
  const clientsWrite = (): void => {
    if (!writing) return;
    setTimeout(clientsWrite, 60);
    // One more while the server is away, not a thousand.
    if (underWay.size < 8) write(`client-${(count += 1)}`, count);
  };
  // Each console's own talks, as after a morning's work: the first half is one's, the rest the other's.
  for (const [n, client] of clients.entries()) {
    // The network itself knows of the dialogue, or it takes no answer.
    client.writes('hello', { quiet: true });
    write(`hello-${n}`, n);
  }
  await Promise.all(underWay);
  await giveTalks(base, owner, people.map(({ session }) => session.personId), clientCount);
  clientsWrite();
  for (const one of consoles) one.start();

  return {
    dir, store, consoles, account, hookLine, answered, close,
    server: () => server, complaints: () => complaints,
    startServer: async () => {
      // One that is killed in its first second is simply started again.
      for (;;) if (await startServer().then(() => true, (error: unknown) => (error instanceof Ended ? false : Promise.reject(error as Error)))) return;
    },
    async stopClients() {
      writing = false;
      while (underWay.size > 0) await Promise.all(underWay);
      if (failures.length > 0) throw failures[0] as Error;
    },
    async endServer() {
      server.kill('SIGTERM');
      return exit(server);
    },
  };
}

class Ended extends Error {}

function worth<Value>(answer: { ok: true; value: Value } | { ok: false; code: string }): Value {
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
}

interface Parts { name: string; dir: string; session: TeamSession; line: RoughLine; steps: (() => Promise<void> | void)[]; programs: Programs; pace: number }

async function struckConsole({ name, dir, session, line, steps, programs, pace }: Parts): Promise<StruckConsole> {
  const folder = join(dir, name);
  mkdirSync(folder);
  const promised: Promised[] = [];
  const outcomes: StruckConsole['outcomes'] = new Map();
  const live = { ...session };
  let life = 0;
  let before = 0;
  let started = 0;
  const usable: number[] = [];
  let state = { pending: 0, live: false };
  let child: ChildProcess | null = null;
  steps.push(async () => {
    if (child === null || gone(child)) return;
    child.kill('SIGCONT');
    child.kill('SIGKILL');
    await exit(child);
  });
  const hear = (said: ConsoleSays): void => {
    if (said.t === 'promised') {
      promised.push(said.press);
      if (promised.length === before + 1) usable.push(performance.now() - started);
    } else if (said.t === 'outcome') outcomes.set(said.id, said);
    else if (said.t === 'token') live.token = said.token;
    else state = said;
  };
  return {
    name, folder, session, line, promised, outcomes, usable,
    fresh: () => promised.length - before,
    start() {
      life += 1;
      before = promised.length;
      started = performance.now();
      const orders: ConsoleOrders = { folder, base: `http://127.0.0.1:${line.port}`, session: live, name: `${name}${life}`, pace };
      child = fork(programs.console, [JSON.stringify(orders)], { execArgv, env: programs.env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      child.on('message', hear);
    },
    child: () => child!,
    state: () => state,
    ask: (order) => void (child?.connected && child.send(order)),
    async end() {
      child!.send('end');
      await exit(child!);
    },
  };
}

export async function freePort(): Promise<number> {
  const finder = createServer();
  await new Promise<void>((resolve) => void finder.listen(0, '127.0.0.1', resolve));
  const { port } = finder.address() as AddressInfo;
  await new Promise<void>((resolve) => void finder.close(() => resolve()));
  return port;
}
