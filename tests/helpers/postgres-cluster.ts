/** A private PostgreSQL cluster for one run of the tests: started when the first test asks, stopped and removed at the end, however the run ends. */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createPortFinder } from 'node:net';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Port of the door that starts the cluster; null = there is no PostgreSQL here. */
    postgresDoor: number | null;
  }
}

/** Folder of initdb and postgres; null = not installed. */
export function postgresBin(): string | null {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)).map((version) => join(debian, version, 'bin')) : [];
  const mac = ['/opt/homebrew/opt', '/usr/local/opt'].flatMap((dir) => (existsSync(dir) ? readdirSync(dir).filter((name) => name.startsWith('postgresql')).map((name) => join(dir, name, 'bin')) : []));
  const onPath = (process.env['PATH'] ?? '').split(':').filter((dir) => dir !== '');
  return [...versions, ...mac, ...onPath].find((dir) => existsSync(join(dir, 'initdb')) && existsSync(join(dir, 'postgres'))) ?? null;
}

/** PostgreSQL refuses root; Debian's package brings a user for it. */
export function user(): { uid: number; gid: number } | Record<string, never> | null {
  if (process.getuid?.() !== 0) return {};
  const id = (flag: string): number => Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout || Number.NaN);
  const [uid, gid] = [id('-u'), id('-g')];
  return Number.isInteger(uid) && Number.isInteger(gid) ? { uid, gid } : null;
}

export interface Cluster { port: number; stop(): Promise<void> }

/** What tests do without: they are about rules, and the disk is slow. */
const careless = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];

/** `durable`: it waits for its disk, as a team's own does. */
export async function startCluster(bin: string, as: { uid: number; gid: number } | Record<string, never>, durable = false): Promise<Cluster> {
  const dir = mkdtempSync('/tmp/pult-pg-');
  if ('uid' in as) chownSync(dir, as['uid']!, as['gid']!);
  const made = spawnSync(join(bin, 'initdb'), ['-D', join(dir, 'data'), '-U', 'pult', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'], { ...as, cwd: dir, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(made.stderr);
  const port = await freePort();
  const settings = [...(durable ? [] : careless), 'listen_addresses=127.0.0.1', `unix_socket_directories=${dir}`, 'max_connections=200'];
  // The shell lives as long as this process holds its input: killed outright, we leave no cluster behind.
  const script = '"$0" -D "$1/data" -p "$2" $3 >"$1/log" 2>&1 & p=$!; cat >/dev/null; kill -QUIT $p 2>/dev/null; wait $p; rm -rf "$1"';
  const child: ChildProcess = spawn('/bin/sh', ['-c', script, join(bin, 'postgres'), dir, String(port), settings.map((setting) => `-c ${setting}`).join(' ')], { ...as, cwd: '/tmp', stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.unref();
  const ended = new Promise<void>((resolve) => void child.on('exit', () => resolve()));
  for (let ready = false; !ready; ) {
    ready = spawnSync(join(bin, 'psql'), ['-h', '127.0.0.1', '-p', String(port), '-U', 'pult', '-d', 'postgres', '-qAtc', 'SELECT 1'], { ...as, cwd: '/tmp' }).status === 0;
    if (!ready && child.exitCode !== null) throw new Error('PostgreSQL did not start');
  }
  return {
    port,
    async stop() {
      // Whoever waits for the end must live to see it.
      child.ref();
      child.stdin!.end();
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const finder = createPortFinder();
    finder.listen(0, '127.0.0.1', () => {
      const { port } = finder.address() as AddressInfo;
      finder.close(() => resolve(port));
    });
  });
}

let end: () => Promise<void> = async () => undefined;

/** Runs in the runner's own process: test files ask at the door, the first one waits for the start. */
export async function setup(project: TestProject): Promise<void> {
  const bin = postgresBin();
  const as = bin === null ? null : user();
  if (bin === null || as === null) {
    project.provide('postgresDoor', null);
    return;
  }
  let cluster: Promise<Cluster> | null = null;
  const door = createServer((_request, response) => {
    cluster ??= startCluster(bin, as);
    cluster.then(({ port }) => response.end(String(port)), (error: unknown) => response.writeHead(500).end(String(error)));
  });
  door.unref();
  await new Promise<void>((resolve) => void door.listen(0, '127.0.0.1', resolve));
  project.provide('postgresDoor', (door.address() as AddressInfo).port);
  end = async () => {
    door.close();
    await (await cluster)?.stop();
  };
}

export async function teardown(): Promise<void> {
  await end();
}
