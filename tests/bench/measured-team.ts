/** A team server in a process of its own, filled beforehand, with its people's sessions: what the benchmarks of the order are measured on. */
import { fork } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { getRandomValues } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIdSource } from '#shared/base/ids.ts';
import type { ServerSays, TeamSession } from '#shared/sync/team-calls.ts';
import type { Backend } from '#backend/backend.ts';
import { createBackend } from '#backend/backend.ts';
import { createSocketLink } from '#backend/socket-link.ts';
import { systemTimers } from '#backend/timers.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { prepareFolder } from '#db/core/open-database.ts';
import { createSeal, readKeyFile } from '#db/core/seal.ts';
import { createServer } from '#server/create-server.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import { openStore } from '#server/host/open-store.ts';
import { systemClock } from '#server/ports.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';

export const fillRandom = (bytes: Uint8Array): void => void getRandomValues(bytes as Uint8Array<ArrayBuffer>);
export const ids = createIdSource(() => Date.now(), fillRandom);
export const id = (): string => ids.next<string & never>();

/** What stands in a message of 177 bytes beside its text is 77 bytes as the opponents keep it: `{"id":…,"talk":…,"at":…,"text":…}`. */
export function chatText(n: number): string {
  const words = ['торт', 'завтра', 'о котрій', 'шоколад', 'без крему', 'дякую', 'адреса', 'ввечері', 'оплата', 'ягоди', 'начинка', 'свічки'];
  let text = `${n} `;
  for (let k = n; Buffer.byteLength(text) < 96; k = (k * 7 + 3) % 997) text += `${words[k % words.length]} `;
  return text.trim();
}

export interface MeasuredTeam {
  readonly dir: string;
  readonly base: string;
  readonly owner: TeamSession;
  readonly people: readonly TeamSession[];
  /** `seat`: whose it is, by number; untaken ones have none. */
  readonly talks: readonly { id: string; seat: number | null }[];
  /** Of the server's process since it started. */
  usage(): { cpuMs: number; rssMb: number };
  /** A real backend on files of its own. */
  console(session: TeamSession, name: string, base?: string): Backend;
  close(): Promise<void>;
}

export interface TeamShape {
  /** Operators, so many to a seat. */
  people: number;
  perSeat: number;
  /** Talks that are taken, by seats in turn, and those that nobody has. */
  talks: number;
  untaken: number;
  /** Messages of clients in each. */
  messages: number;
}

const ticksPerSecond = 100;

export async function startMeasuredTeam(shape: TeamShape): Promise<MeasuredTeam> {
  const dir = mkdtempSync(join(tmpdir(), 'pult-measured-'));
  const data = join(dir, 'server');
  const address = process.env['PULT_STORE'] || null;
  const { owner, people, talks } = await fill(data, address, shape);
  const child = fork(join(import.meta.dirname, '..', '..', 'entries', 'server.ts'), ['--data', data, '--port', '0', ...(address === null ? [] : ['--store', address])], {
    execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'pult-compile-cache') },
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.on('message', (said: ServerSays) => (said.type === 'ready' ? resolve(said.port) : said.type === 'failed' ? reject(new Error(said.message)) : undefined));
    child.once('exit', () => reject(new Error('the server ended')));
  });
  const base = `http://127.0.0.1:${port}`;
  const open: Backend[] = [];
  return {
    dir, base, owner, people, talks,
    usage() {
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]!;
      return { cpuMs: ((Number(stat[11]) + Number(stat[12])) * 1000) / ticksPerSecond, rssMb: Math.round(Number(rss) / 1024) };
    },
    console(session, name, at = base) {
      const live = { ...session };
      const backend = createBackend({
        replicaPath: join(dir, `${name}-replica.db`), outboxPath: join(dir, `${name}-outbox.db`), blobs: createMemoryBlobs(), session: live, timers: systemTimers(), fillRandom, log: () => undefined,
        link: createSocketLink(() => at, () => live.token), onToken: (token) => { live.token = token; },
      });
      open.push(backend);
      return backend;
    },
    async close() {
      for (const backend of open) backend.close();
      child.kill('SIGKILL');
      await new Promise((resolve) => (child.exitCode === null && child.signalCode === null ? child.once('exit', resolve) : resolve(null)));
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

async function fill(data: string, address: string | null, shape: TeamShape): Promise<Pick<MeasuredTeam, 'owner' | 'people' | 'talks'>> {
  prepareFolder(data);
  const clock = systemClock();
  const seal = createSeal(readKeyFile(join(data, 'keys', 'secrets.key'), fillRandom), fillRandom);
  const { store, blobs, alone } = await openStore({ data, address, unsafeDisk: process.env['PULT_TEST_DISK'] === 'lies' }, { clock, fillRandom, seal });
  const server = await createServer({
    store, blobs, alone, seal, clock, fillRandom, log: () => undefined, linkKey: readKeyFile(join(data, 'keys', 'links.key'), fillRandom), monotonic: () => performance.now(), presets: [confectionery], channels: null,
  });
  try {
    const give = async (list: ReturnType<typeof robotCommand>[]): Promise<void> => {
      for (let n = 0; n < list.length; n += 40) {
        for (const outcome of (await server.committer.submit({ commands: list.slice(n, n + 40) }))!) if (outcome.status !== 'done') throw new Error(outcome.code);
      }
    };
    const ownerId = id();
    const accountId = id();
    await give([robotCommand('team.setup', { preset: confectionery, teamName: 'T', owner: { personId: ownerId, name: 'O', login: 'own' }, demo: true }, id(), 'bench')]);
    await give([robotCommand('account.put', {
      account: { id: accountId, channel: 'telegram', name: 'Bot', handle: 'bot', code: 'TB', colour: 1, group: confectionery.groups[0]!.id, identity: '4242', endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: clock.now() },
    }, id(), 'bench')]);
    const seats: string[] = [];
    const persons: string[] = [];
    for (let n = 0; n < shape.people; n += 1) {
      const personId = id();
      persons.push(personId);
      const first = n % shape.perSeat === 0;
      const seatId = first ? id() : seats.at(-1)!;
      if (first) seats.push(seatId);
      await give([robotCommand('person.add', { personId, name: `P ${n}`, login: `p${n}`, roleId: 'operator', seatId, seatName: first ? `Seat ${n}` : null }, id(), 'bench')]);
    }
    const session = async (personId: string): Promise<TeamSession> => {
      const { device, token } = await server.devices.admit(personId, 'console');
      return { deviceId: device, token, personId };
    };
    const total = shape.talks + shape.untaken;
    const begun = clock.now() - 3_600_000;
    for (let n = 0; n < total; n += 1) {
      for (let m = 0; m < shape.messages; m += 50) {
        const events = Array.from({ length: Math.min(50, shape.messages - m) }, (_, k) => ({
          type: 'message' as const, eventKey: `${n}-${m + k}`, chatId: `chat-${n}`, at: begun + (m + k) * 1000, fromClient: true, externalId: `${n}-${m + k}`, kind: 'text' as const, text: chatText(n * 1000 + m + k), media: [], albumId: null,
          person: { externalId: `chat-${n}`, handle: `c${n}`, name: `Client ${n}`, avatarSource: null, link: null, language: null },
          replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null,
        }));
        await server.host.intake({ accountId, events, strange: [], fence: null, place: null } as never);
      }
    }
    await server.flush();
    const found = await store.read((reader) => reader.recordsOfKinds(['conversation']));
    const talks = found.map((record, n) => ({ id: record.id, seat: n < shape.talks ? n % seats.length : null }));
    await give(talks.filter((talk) => talk.seat !== null).map((talk) => personCommand('conversation.assign', { conversationId: talk.id, seatId: seats[talk.seat!]! }, id(), ownerId)));
    const people: TeamSession[] = [];
    for (const personId of persons) people.push(await session(personId));
    return { owner: await session(ownerId), people, talks };
  } finally {
    await server.stop();
    await store.close();
  }
}

export async function until(condition: () => boolean, what: string, ms = 120_000): Promise<void> {
  const end = performance.now() + ms;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Live, with nothing wanted. */
export const level = (backend: Backend): Promise<void> => until(() => backend.status().state === 'live' && backend.status().firstCopy === null, 'a console that is level');
