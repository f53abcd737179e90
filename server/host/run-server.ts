/** Runs one team server on a data folder: lock, keys, store, port; says where it is ready; ends cleanly. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '#db/core/folder-lock.ts';
import { prepareFolder } from '#db/core/open-database.ts';
import { createSeal, readKeyFile } from '#db/core/seal.ts';
import { withStorageErrors } from '#db/core/storage-error.ts';
import type { ServerSays } from '#shared/sync/team-calls.ts';
import { createServer } from '#server/create-server.ts';
import { erasedListName, openErasedList } from '#server/host/erased-list.ts';
import { openStore } from '#server/host/open-store.ts';
import { readPresets } from '#server/host/read-presets.ts';
import type { Reach } from '#server/http/reach.ts';
import { serveWatch } from '#server/http/serve-watch.ts';
import type { WatchServer } from '#server/http/serve-watch.ts';
import { serveHttp } from '#server/http/serve-http.ts';
import type { GuestDoor, HttpServer } from '#server/http/serve-http.ts';
import type { Server } from '#server/create-server.ts';
import type { Log } from '#server/log.ts';
import { countLog, createWatch } from '#server/watch.ts';
import type { Watch } from '#server/watch.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';

export interface ServerOptions {
  data: string;
  /** `postgres://…`, shared with other servers of the team; null = a file in the data folder. */
  store: string | null;
  /** For the tests' own harness: a PostgreSQL that does not wait for its disk (S86). */
  unsafeDisk: boolean;
  /** null = not asked for: the remembered one, else the first free from `usualPort` on. */
  port: number | null;
  /** Where it may be reached from; this machine alone unless it was told otherwise. */
  reach: Reach;
  usualPort: number;
  /** Where this machine's own programs read its health: a port, the next free one, or nowhere. */
  watch: number | 'next' | null;
  /** A code for the owner, even though one of their devices is signed in: this machine's console has lost its session. */
  ownerInvite: boolean;
  resourcesDir: string;
  clock: ServerClock;
  monotonic(): number;
  heapBytes(): number;
  fillRandom: FillRandom;
  log: Log;
  /** Makes the door for guests; entries give server/hosted's. */
  guests(server: Server, dir: string, key: Uint8Array): GuestDoor & { close(): void };
  /** Before it is said to be ready: a demo's team. */
  prepare(server: Server, http: HttpServer): Promise<void>;
}

export interface RunningServer {
  server: Server;
  http: HttpServer;
  watch: WatchServer | null;
  ready: Extract<ServerSays, { type: 'ready' }>;
  close(): Promise<void>;
}

/** An old one may still be closing its files. */
const lockWaitMs = 5000;
const portTries = 50;

export class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken by another program. Choose another with --port, or leave it out.`);
    this.name = 'PortTaken';
  }
}

/** Throws StorageError or PortTaken, whose messages are for people. */
export async function runServer(options: ServerOptions): Promise<RunningServer> {
  const { data, clock, fillRandom } = options;
  const { log, counts } = countLog(options.log);
  const close: (() => Promise<void> | void)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let work = close.pop(); work; work = close.pop()) await work();
  };
  try {
    prepareFolder(data);
    close.push(lockFolder(data, lockWaitMs));
    const seal = createSeal(readKeyFile(join(data, 'keys', 'secrets.key'), fillRandom), fillRandom);
    const linkKey = readKeyFile(join(data, 'keys', 'links.key'), fillRandom);
    const { store, blobs, alone } = await openStore({ data, address: options.store, unsafeDisk: options.unsafeDisk }, { clock, fillRandom, seal });
    close.push(() => store.close());
    const server = await createServer({
      store, blobs, alone, seal, clock, fillRandom, log, linkKey, monotonic: options.monotonic, presets: readPresets(options.resourcesDir), channels: {}, erasedList: openErasedList(join(data, erasedListName)),
    });
    close.push(() => server.stop());
    const door = options.guests(server, join(data, 'hosted'), linkKey);
    close.push(() => door.close());
    const http = await listen(options, join(data, 'server.json'), (port) => serveHttp({ server, guests: door, reach: options.reach, port, clock, log }));
    close.push(() => http.close());
    const watch = await listenToWatch(options, http.port, () => {
      const made = createWatch({ server, clock, counts, heapBytes: options.heapBytes });
      close.push(() => made.stop());
      return made;
    });
    close.push(() => watch?.close());
    await options.prepare(server, http);
    const invite = await server.team.ownerInvite(options.ownerInvite);
    log('server.ready', { port: http.port });
    return { server, http, watch, close: closeAll, ready: { type: 'ready', port: http.port, ownerInvite: invite, teamReady: server.committer.dictionary().get('team', 'team') !== null } };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function listenToWatch({ watch: wish }: ServerOptions, mainPort: number, make: () => Watch): Promise<WatchServer | null> {
  if (wish === null) return null;
  const watch = make();
  const wanted = wish === 'next' ? Math.min(mainPort + 1, 65_535) : wish;
  const opened = await openOrNull((port) => serveWatch(watch, port), wanted);
  if (!opened && wish !== 'next') throw new PortTaken(wanted);
  return opened ?? serveWatch(watch, 0);
}

async function listen(options: ServerOptions, file: string, open: (port: number) => Promise<HttpServer>): Promise<HttpServer> {
  if (options.port !== null) {
    const http = await openOrNull(open, options.port);
    if (!http) throw new PortTaken(options.port);
    return http;
  }
  const first = rememberedPort(file) ?? options.usualPort;
  for (let port = first; port < first + portTries && port < 65_536; port += 1) {
    const http = await openOrNull(open, port);
    if (!http) continue;
    withStorageErrors(file, () => {
      writeFileSync(`${file}.part`, `${JSON.stringify({ port: http.port })}\n`, { mode: 0o600, flush: true });
      renameSync(`${file}.part`, file);
    });
    return http;
  }
  throw new PortTaken(first);
}

function rememberedPort(file: string): number | null {
  try {
    const { port } = JSON.parse(readFileSync(file, 'utf8')) as { port?: unknown };
    return typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
  } catch {
    return null;
  }
}

async function openOrNull<Opened>(open: (port: number) => Promise<Opened>, port: number): Promise<Opened | null> {
  try {
    return await open(port);
  } catch (error) {
    if (['EADDRINUSE', 'EACCES'].includes((error as { code?: string }).code ?? '')) return null;
    throw error;
  }
}
