/** The server as a process: what it prints, how it ends, what `kill -9` can't take (x1, issue "Bad input"). */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import type { ServerSays } from '#shared/sync/team-calls.ts';
import { until } from '#tests/helpers/real-server.ts';

const entry = join(import.meta.dirname, '..', '..', 'entries', 'server.ts');
let dir: string;
let running: ChildProcess[];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pult-process-'));
  running = [];
});
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  rmSync(dir, { recursive: true, force: true });
});

interface Started { child: ChildProcess; out(): string; err(): string; said: ServerSays[]; ended: Promise<number | null> }

function start(args: string[]): Started {
  const child = fork(entry, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: ['--disable-warning=ExperimentalWarning'], env: { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'pult-compile-cache') } });
  running.push(child);
  let out = '';
  let err = '';
  child.stdout!.on('data', (data) => { out += String(data); });
  child.stderr!.on('data', (data) => { err += String(data); });
  const said: ServerSays[] = [];
  child.on('message', (message) => void said.push(message as ServerSays));
  return { child, said, out: () => out, err: () => err, ended: once(child, 'exit').then(([code]) => code as number | null) };
}
const ready = async (server: Started): Promise<Extract<ServerSays, { type: 'ready' }>> => {
  await until(() => server.said.some((one) => one.type === 'ready') || server.child.exitCode !== null);
  const found = server.said.find((one) => one.type === 'ready');
  if (!found) throw new Error(server.err());
  return found;
};
const failed = async (server: Started): Promise<string> => {
  expect(await server.ended).toBe(1);
  expect(server.said).toMatchObject([{ type: 'failed' }]);
  expect(server.err().trim().split('\n').length).toBe(1);
  return server.err();
};
const post = async (port: number, path: string, body: unknown, token?: string): Promise<{ ok: boolean; value: Record<string, string> }> =>
  (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: JSON.stringify(body), headers: token ? { authorization: `Bearer ${token}` } : {} })).json() as never;

test('[x3] it is ready by itself, tells its parent where, keeps its folder to itself, and ends when its parent is gone', async () => {
  const server = start(['--data', dir]);
  const told = await ready(server);
  expect(told).toMatchObject({ teamReady: false, ownerInvite: expect.stringMatching(/^[\w-]{43}$/) as string });
  expect(statSync(join(dir, 'team.db')).mode & 0o777).toBe(0o600);
  expect(statSync(join(dir, 'keys', 'secrets.key')).mode & 0o777).toBe(0o600);
  expect((await fetch(`http://127.0.0.1:${told.port}/nothing`)).status).toBe(404);
  server.child.disconnect();
  expect(await server.ended).toBe(0);
  expect(JSON.parse(readFileSync(join(dir, 'server.json'), 'utf8'))).toEqual({ port: told.port });
}, 30_000);

test('a port that is taken, a database of a newer version, a folder that can’t be written: one clear sentence and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const taken = (other.address() as AddressInfo).port;
  const busy = start(['--data', dir, '--port', String(taken)]);
  expect(await failed(busy)).toContain(`Port ${taken} is taken`);
  other.close();
  const db = new Database(join(dir, 'team.db'));
  db.pragma('user_version = 990');
  db.close();
  expect(await failed(start(['--data', dir]))).toContain('newer version');
  writeFileSync(join(dir, 'a-file'), '');
  expect(await failed(start(['--data', join(dir, 'a-file', 'team')]))).toContain(`${join(dir, 'a-file')} is not a folder`);
  if (existsSync('/proc/self')) expect(await failed(start(['--data', '/proc/nope']))).toContain("can't write to /proc/nope");
  expect(await failed(start(['--data', '']))).toContain('--data DIR is missing');
}, 30_000);

test('[x1] kill -9 while clients write: every message that was answered 200 is there, once, and the account goes on by itself', async () => {
  const network = await createInstagramSimulator({ now: () => Date.now(), conversationsPerSecond: 50 });
  try {
    const shop = network.account({ username: 'sweets.01', name: 'Sweets' });
    // Asked for: on a busy machine another program may take the remembered one between two lives.
    const args = ['--data', dir, '--port', String(await freePort())];
    let server = start(args);
    const { port, ownerInvite } = await ready(server);
    const owner = await post(port, '/team/setup', { invite: ownerInvite, deviceName: 't', presetId: 'confectionery', teamName: 'T', ownerName: 'O' });
    const connected = await post(port, '/team/call', {
      name: 'account.connect',
      args: { channel: 'instagram', secrets: { token: shop.token, appSecret: shop.appSecret }, endpoints: { graph: network.url }, accountId: null, name: 'S', code: 'SW', colour: 1, group: 'cakes' },
    }, owner.value['token']);
    shop.setHook(`http://127.0.0.1:${port}/hooks/instagram/${connected.value['accountId']}`);
    const sent: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let n = 0; n < 10; n += 1) {
        const text = `message ${round}-${n}`;
        sent.push(text);
        shop.client(`client-${n}`, `Client ${n}`).writes(text);
      }
      const before = sent.length - 10;
      await until(() => stored().length > before);
      server.child.kill('SIGKILL');
      await server.ended;
      server = start(args);
      expect((await ready(server)).port).toBe(port);
    }
    await until(() => stored().length >= sent.length);
    expect(stored()).toEqual([...sent].sort());
  } finally {
    await network.close();
  }
}, 90_000);

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function stored(): string[] {
  const db = new Database(join(dir, 'team.db'), { readonly: true });
  try {
    return (db.prepare("SELECT body ->> 'text' AS text FROM records WHERE kind = 'message'").all() as { text: string }[]).map((row) => row.text).sort();
  } finally {
    db.close();
  }
}
