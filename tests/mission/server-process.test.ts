/** The server as a process: what it prints, how it ends, what `kill -9` can't take (x1, issue "Bad input"). */
import { fork, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import { createTelegramSimulator } from '#channels/telegram/simulator.ts';
import type { ServerSays } from '#shared/sync/team-calls.ts';
import { entryPath, ownProcesses, processEnv } from '#tests/helpers/own-processes.ts';
import { until } from '#tests/helpers/real-server.ts';

const processes = ownProcesses('process');

interface Started { child: ChildProcess; out(): string; err(): string; said: ServerSays[]; ended: Promise<number | null> }

function start(args: string[]): Started {
  const child = processes.own(fork(entryPath('server'), args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: ['--disable-warning=ExperimentalWarning'], env: processEnv }));
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
  const server = start(['--data', processes.dir]);
  const told = await ready(server);
  expect(told).toMatchObject({ teamReady: false, ownerInvite: expect.stringMatching(/^[\w-]{43}$/) as string });
  expect(statSync(join(processes.dir, 'team.db')).mode & 0o777).toBe(0o600);
  expect(statSync(join(processes.dir, 'keys', 'secrets.key')).mode & 0o777).toBe(0o600);
  expect((await fetch(`http://127.0.0.1:${told.port}/nothing`)).status).toBe(404);
  server.child.disconnect();
  expect(await server.ended).toBe(0);
  expect(JSON.parse(readFileSync(join(processes.dir, 'server.json'), 'utf8'))).toEqual({ port: told.port });
}, 30_000);

test('a port that is taken, a database of a newer version, a folder that can’t be written: one clear sentence and exit code 1', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const taken = (other.address() as AddressInfo).port;
  const busy = start(['--data', processes.dir, '--port', String(taken)]);
  expect(await failed(busy)).toContain(`Port ${taken} is taken`);
  other.close();
  const db = new Database(join(processes.dir, 'team.db'));
  db.pragma('user_version = 990');
  db.close();
  expect(await failed(start(['--data', processes.dir]))).toContain('newer version');
  writeFileSync(join(processes.dir, 'a-file'), '');
  expect(await failed(start(['--data', join(processes.dir, 'a-file', 'team')]))).toContain(`${join(processes.dir, 'a-file')} is not a folder`);
  if (existsSync('/proc/self')) expect(await failed(start(['--data', '/proc/nope']))).toContain("can't write to /proc/nope");
  expect(await failed(start(['--data', '']))).toContain('--data DIR is missing');
}, 30_000);

test('a disk that takes no more: one clear sentence and exit code 1, whatever had been begun', async () => {
  for (const blocks of [1, 64]) {
    const folder = join(processes.dir, String(blocks));
    // No file of the process may grow beyond so many blocks, as on a disk without room.
    const server = processes.own(spawn('sh', ['-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath, entryPath('server'), '--data', folder, '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] }));
    let said = '';
    server.stderr.on('data', (data) => { said += String(data); });
    const [code] = (await once(server, 'close')) as [number];
    expect([code, said]).toEqual([1, expect.stringMatching(/^(The disk that holds \S+ is full\. .*|\S+ could not be opened or written \(\w+\)\.)\n$/) as string]);
    // With room again it goes on where it was.
    const again = start(['--data', folder]);
    await ready(again);
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  }
}, 60_000);

test('[x1] kill -9 while clients write: every message that was answered 200 is there, once, and the account goes on by itself', async () => {
  const network = await createInstagramSimulator({ now: () => Date.now(), conversationsPerSecond: 50 });
  try {
    const shop = network.account({ username: 'sweets.01', name: 'Sweets' });
    // Asked for: on a busy machine another program may take the remembered one between two lives.
    const args = ['--data', processes.dir, '--port', String(await freePort())];
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

test('told to end while consoles, windows, half-said requests and a long poll hang on it: it ends by itself, whole, and begins again at once', async () => {
  const network = await createTelegramSimulator({ now: () => Date.now() });
  try {
    const bot = network.bot({ username: 'velvet_bot', name: 'Velvet Moon' });
    const server = start(['--data', processes.dir]);
    const { port, ownerInvite } = await ready(server);
    const owner = await post(port, '/team/setup', { invite: ownerInvite, deviceName: 't', presetId: 'confectionery', teamName: 'T', ownerName: 'O' });
    const token = owner.value['token']!;
    const call = (name: string, args: unknown) => post(port, '/team/call', { name, args }, token);
    expect(await call('account.connect', {
      channel: 'telegram', secrets: { token: bot.token }, endpoints: { api: network.url }, accountId: null, name: 'B', code: 'TB', colour: 1, group: 'cakes',
    })).toMatchObject({ ok: true });
    // A first message has been read, and the next question is open: nothing will answer it for half a minute.
    bot.person('Olena', { username: 'olena' }).writes('hello');
    const asked = (): number => network.requests.filter(({ path }) => path.endsWith('/getUpdates')).length;
    await until(() => stored().length === 1 && asked() >= 2);

    const closed: Promise<void>[] = [];
    const over = (line: EventEmitter): Promise<void> => new Promise((resolve) => void line.once('close', () => resolve()));
    const socket = (path: string, first: unknown, heard: string, origin?: string): Promise<void> => {
      const line = new WebSocket(`ws://127.0.0.1:${port}${path}`, origin === undefined ? {} : { origin });
      closed.push(over(line));
      line.on('error', () => undefined);
      return new Promise((resolve) => {
        line.on('open', () => line.send(JSON.stringify(first)));
        line.on('message', (data) => { if (JSON.parse(String(data)).t === heard) resolve(); });
      });
    };
    await socket('/sync', { t: 'hello', proto: 1, schema: 1, epoch: null, device: owner.value['deviceId'], token, ticket: null, cursor: null }, 'welcome');
    const guest = await call('person.invite', { name: 'Guest', login: 'guest', roleId: 'operator', seatId: null, seatName: 'S', personId: null });
    await socket('/ws', { t: 'auth', invite: guest.value['code'] }, 'auth', `http://127.0.0.1:${port}`);
    const silent = new WebSocket(`ws://127.0.0.1:${port}/sync`);
    closed.push(over(silent));
    await once(silent, 'open');
    // Says the head of a request and not its body; another line says nothing at all.
    for (const text of [`POST /team/call HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${token}\r\ncontent-length: 1000\r\n\r\n{`, '']) {
      const line = connect(port, '127.0.0.1');
      line.on('error', () => undefined);
      closed.push(over(line));
      await once(line, 'connect');
      line.write(text);
    }
    const before = asked();
    const told = performance.now();
    server.child.kill('SIGTERM');
    // Twice, as a person at a terminal does.
    server.child.kill('SIGINT');
    // Not by force: that is another code, after half a minute.
    expect([await server.ended, server.err()]).toEqual([0, '']);
    expect(performance.now() - told).toBeLessThan(15_000);
    await Promise.all(closed);
    expect(asked()).toBe(before);
    // Nothing is left over: no lock, no log of writing to come, no lease that a successor must wait out.
    expect(existsSync(join(processes.dir, 'team.db-wal'))).toBe(false);
    const next = start(['--data', processes.dir]);
    await ready(next);
    await until(() => asked() > before);
    next.child.kill('SIGTERM');
    expect(await next.ended).toBe(0);
  } finally {
    await network.close();
  }
}, 60_000);

test('whoever started it goes away while it is getting ready: it does not stay behind alone', async () => {
  const server = start(['--data', processes.dir]);
  server.child.disconnect();
  expect(await server.ended).toBe(0);
}, 30_000);

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function stored(): string[] {
  const db = new Database(join(processes.dir, 'team.db'), { readonly: true });
  try {
    return (db.prepare("SELECT body ->> 'text' AS text FROM records WHERE kind = 'message'").all() as { text: string }[]).map((row) => row.text).sort();
  } finally {
    db.close();
  }
}
