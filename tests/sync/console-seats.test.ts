/** A console at a team's server: who may sign in at it, who works at it, what happens when they are signed out from afar (R12, R16, S95–S97, S101, C21). */
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { runConsole } from '#backend/host/run-console.ts';
import type { RunningConsole } from '#backend/host/run-console.ts';
import { systemTimers } from '#backend/timers.ts';
import type { DownFrame, HostInfo, SyncStatus } from '#shared/port/port.ts';
import { createIdSource } from '#shared/base/ids.ts';
import { startRealServer, until } from '#tests/helpers/real-server.ts';
import type { RealServer } from '#tests/helpers/real-server.ts';

const fillRandom = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const [anna, boris] = ['01890000-0000-7000-8000-00000000000a', '01890000-0000-7000-8000-00000000000b'];
const password = 'дев’ять слонів пішли';
const ids = createIdSource(() => Date.now(), fillRandom);
const onDisk = (folder: string): string =>
  readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1')).join('\n');

/** A line to the server that can be cut. */
interface Line { base: string; cut(): void; heal(): void; close(): Promise<void> }
async function openLine(port: number): Promise<Line> {
  const ends = new Set<Socket>();
  let whole = true;
  const server = createServer((near) => {
    if (!whole) return void near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const [end, other] of [[near, far], [far, near]] as const) {
      ends.add(end);
      end.pipe(other);
      end.on('error', () => other.destroy());
      end.on('close', () => (ends.delete(end), other.destroy()));
    }
  });
  const drop = (): void => {
    for (const end of ends) end.destroy();
  };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    base: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    cut: () => (whole = false, drop()), heal: () => { whole = true; },
    close: () => new Promise((resolve) => (drop(), void server.close(() => resolve()))),
  };
}

let real: RealServer;
let line: Line;
let dir: string;
let ahead: number;
let open: (RunningConsole | null)[];
let sockets: WebSocket[];
beforeEach(async () => {
  real = await startRealServer();
  line = await openLine(real.http.port);
  dir = mkdtempSync(join(tmpdir(), 'pult-seats-'));
  ahead = 0;
  open = [];
  sockets = [];
  for (const [personId, login] of [[anna, 'anna'], [boris, 'boris']] as const) {
    const added = await real.server.team.addPerson({ personId, name: login, login, roleId: 'operator', seatId: null, seatName: null });
    expect(added).toEqual({ ok: true, value: null });
    await real.server.passwords.set(personId, login, password);
  }
});
afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  for (const one of open) await one?.close();
  await line.close();
  await real.close();
  rmSync(dir, { recursive: true });
});

interface Window_ { host: HostInfo; call(name: string, args: unknown): Promise<{ ok: boolean; code?: string; value?: unknown; data?: Record<string, unknown> }>; command(name: string, input: unknown, commandId?: string): Promise<{ ok: boolean; code?: string }>; query(name: string): Promise<{ ok: boolean; code?: string; value?: unknown }>; status(): SyncStatus | null; restarts(): number }
interface Console { dir: string; window(): Promise<Window_>; close(): Promise<void> }
const timers = { ...systemTimers(), now: () => Date.now() + ahead };

/** A window that says what it is told and remembers the token of its tab. */
async function openWindow(address: string, auth: { key?: string; token?: string }): Promise<Window_ & { token: string | null }> {
  const url = new URL(address);
  const socket = new WebSocket(`ws://${url.host}/ws`, { origin: url.origin });
  sockets.push(socket);
  const waiting = new Map<number, (frame: never) => void>();
  let status: SyncStatus | null = null;
  let restarts = 0;
  let last = 0;
  const first = Promise.withResolvers<Extract<DownFrame, { t: 'auth' }>>();
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as DownFrame;
    if (frame.t === 'auth') first.resolve(frame);
    if (frame.t === 'status') status = frame.status;
    if (frame.t === 'restart') restarts += 1;
    if (frame.t === 'answer') waiting.get(frame.id)?.(frame as never);
  });
  socket.on('open', () => socket.send(JSON.stringify({ t: 'auth', ...auth })));
  socket.on('error', first.reject);
  const said = await first.promise;
  if (!said.ok) throw new Error(said.code);
  const ask = (frame: object): Promise<never> => new Promise((resolve) => {
    last += 1;
    waiting.set(last, resolve);
    socket.send(JSON.stringify({ ...frame, id: last }));
  });
  return {
    host: said.host, token: said.token, status: () => status, restarts: () => restarts,
    call: (name, args) => ask({ t: 'call', name, args }),
    command: (name, input, commandId = ids.next()) => ask({ t: 'command', name, input, label: name, commandId }),
    query: (name) => ask({ t: 'query', name, params: {} }),
  };
}
const start = async (folder = 'a', invite: string | null = null): Promise<Console> => {
  const lines: string[] = [];
  const running = await runConsole({
    data: join(dir, folder), port: 0, demo: false, server: line.base, invite, ownWindowFile: null, version: '1', resourcesDir: join(import.meta.dirname, '..', '..', 'resources'), pageDir: dir,
    makeChild: () => { throw new Error('a joined console starts no server'); }, parent: null, systemKey: Promise.resolve({ wrapKey: null, protection: 'none' }), timers, fillRandom, print: (line) => void lines.push(line),
  });
  open.push(running);
  const address = lines.map((line) => /^Pult is ready: (.*)$/.exec(line)?.[1]).find((found) => found !== undefined)!;
  const key = new URLSearchParams(new URL(address).hash.slice(1)).get('key')!;
  let token: string | null = null;
  return {
    dir: join(dir, folder),
    async window() {
      const opened: Window_ & { token: string | null } = await openWindow(address, token === null ? { key } : { token });
      token ??= opened.token;
      return opened;
    },
    async close() {
      open.splice(open.indexOf(running), 1);
      await running!.close();
    },
  };
};
/** A console at which Anna has signed in with her password. */
const annas = async (folder = 'a'): Promise<{ console_: Console; window: Window_ }> => {
  const console_ = await start(folder);
  expect(await (await console_.window()).call('seat.signIn', { serverUrl: null, login: 'anna', password })).toMatchObject({ ok: true });
  return { console_, window: await live(console_) };
};
const live = async (console_: Console): Promise<Window_> => {
  const window = await console_.window();
  await until(() => window.status()?.state === 'live');
  return window;
};
const devicesOf = (person: string) => real.server.devices.list(person);
const task = () => ({ taskId: ids.next(), title: 'ring', dueAt: Date.now() + 1000, dealId: null, conversationId: null });
const namesOf = async (commandIds: string[]) => {
  const found = await real.server.store.read((reader) => reader.commands(commandIds));
  return commandIds.map((id) => found.find((command) => command.cmdId === id)?.person);
};
const tasks = async () => (await real.server.store.read((reader) => reader.recordsOfKinds(['task']))).map((row) => row.body as { byPersonId?: string; title: string });

test('[R12] a new console without an invitation asks for login and password; a wrong one is refused in words that tell nothing, a right one opens the copy', async () => {
  const console_ = await start();
  const first = await console_.window();
  expect(first.host).toMatchObject({ ready: false, seats: { signIn: { serverUrl: line.base, why: 'new' } } });
  expect(await first.call('seat.signIn', { serverUrl: null, login: 'anna', password: 'wrong wrong wrong' })).toMatchObject({ ok: false, code: 'bad_login' });
  expect(await first.call('seat.signIn', { serverUrl: null, login: 'nobody', password })).toMatchObject({ ok: false, code: 'bad_login' });
  expect(await first.call('seat.signIn', { serverUrl: null, login: 'Anna', password })).toMatchObject({ ok: true });
  expect(first.restarts()).toBe(1);
  const window = await live(console_);
  expect(window.host).toMatchObject({ ready: true, keys: 'none', seats: { locked: null, people: [{ personId: anna, name: 'anna', hasPin: false }] } });
  expect(await devicesOf(anna)).toMatchObject([{ kind: 'console', copyOf: null, name: expect.any(String) as string }]);
  // No word of the password lies on the console's disk.
  expect(onDisk(console_.dir)).not.toContain(Buffer.from(password).toString('latin1'));
});

test('[R16] [S96] signed out from afar: the line closes within a second, nothing pressed goes out, the text stays, the copy and its keys are gone; signing in brings the outbox back', async () => {
  const { console_, window } = await annas();
  await until(async () => JSON.parse(readFileSync(join(console_.dir, 'people', anna, 'keys.json'), 'utf8')).kept === true);
  const kept = JSON.parse(readFileSync(join(console_.dir, 'people', anna, 'keys.json'), 'utf8')) as { outbox: string };
  const [device] = await devicesOf(anna);
  const from = performance.now();
  const owner = await real.server.devices.admit(real.ownerId, 'console');
  const ended = await (await real.post('/team/call', { name: 'device.end', args: { deviceId: device!.device } }, owner.token)).json();
  expect(ended).toEqual({ ok: true, value: null });
  await until(() => window.restarts() > 0);
  expect(performance.now() - from).toBeLessThan(1000);
  await until(() => !existsSync(join(console_.dir, 'people', anna, 'replica.db')));
  const next = await console_.window();
  expect(next.host).toMatchObject({ ready: false, seats: { signIn: { why: 'signed_out' }, people: [] } });
  expect(JSON.parse(readFileSync(join(console_.dir, 'people', anna, 'keys.json'), 'utf8'))).toMatchObject({ outbox: null, replica: null });
  expect(await next.call('seat.signIn', { serverUrl: null, login: 'anna', password })).toMatchObject({ ok: true });
  const again = await live(console_);
  // The very key came back: the outbox opened, nothing was moved aside.
  expect(JSON.parse(readFileSync(join(console_.dir, 'people', anna, 'keys.json'), 'utf8'))).toMatchObject({ outbox: kept.outbox, kept: true });
  expect(readdirSync(join(console_.dir, 'people', anna)).filter((name) => name.includes('damaged'))).toEqual([]);
  expect(await again.query('outbox.notDelivered')).toMatchObject({ ok: true, value: [] });
  expect((await devicesOf(anna)).map((one) => one.revokedAt === null)).toEqual([false, true]);
});

test('[S97] a copied folder is found out, its person signs in, both devices are named; what both had pressed is done once', async () => {
  const { console_, window } = await annas();
  expect(await window.command('task.add', task())).toMatchObject({ ok: true });
  await until(async () => (await tasks()).length === 1);
  await console_.close();
  cpSync(join(dir, 'a'), join(dir, 'copy'), { recursive: true });
  const original = await live(await start('a'));
  expect(original.status()?.state).toBe('live');
  const copy = await start('copy');
  const seen = await copy.window();
  await until(async () => (await copy.window()).host.seats?.signIn !== undefined);
  expect((await copy.window()).host.seats?.signIn).toMatchObject({ why: 'copied' });
  expect(await seen.call('seat.signIn', { serverUrl: null, login: 'anna', password })).toMatchObject({ ok: true });
  const after = await live(copy);
  expect(await after.command('task.add', task())).toMatchObject({ ok: true });
  await until(async () => (await tasks()).length === 2);
  const [first, second] = await devicesOf(anna);
  expect(second).toMatchObject({ copyOf: first!.device, revokedAt: null });
  expect(original.status()?.state).toBe('live');
});

test('[S95] two at one console: each behind an own PIN, every change in the name of whoever is there, locked in between nothing is told', async () => {
  const [one, two] = [ids.next<string>(), ids.next<string>()];
  const { console_, window } = await annas();
  expect(await window.call('seat.lock', { why: 'key' })).toMatchObject({ ok: false, code: 'no_pin' });
  expect(await window.call('seat.setPin', { pin: '111111' })).toMatchObject({ ok: false, code: 'pin_plain' });
  expect(await window.call('seat.setPin', { pin: '271828' })).toMatchObject({ ok: true });
  // Boris sits down too.
  expect(await window.call('seat.signIn', { serverUrl: null, login: 'boris', password })).toMatchObject({ ok: true });
  const second = await live(console_);
  expect(second.host.seats).toMatchObject({ current: boris, people: [{ personId: boris, hasPin: false }, { personId: anna, hasPin: true }] });
  expect(await second.call('seat.setPin', { pin: '314159' })).toMatchObject({ ok: true });
  expect(await second.command('task.add', task(), one)).toMatchObject({ ok: true });
  expect(await second.call('seat.lock', { why: 'key' })).toMatchObject({ ok: true });
  const locked = await console_.window();
  expect(locked.host.seats).toMatchObject({ locked: 'key' });
  // Nothing is told while it is locked, whatever the page asks.
  expect(await locked.query('team.view')).toMatchObject({ ok: false, code: 'not_ready' });
  expect(await locked.call('settings.get', {})).toMatchObject({ ok: false, code: 'not_ready' });
  expect(await locked.call('seat.setPin', { pin: null })).toMatchObject({ ok: false });
  expect(await locked.call('seat.unlock', { personId: anna, pin: '314159' })).toMatchObject({ ok: false, code: 'bad_pin', data: { left: 4 } });
  expect(await locked.call('seat.unlock', { personId: anna, pin: '271828' })).toMatchObject({ ok: true });
  const third = await live(console_);
  expect(await third.command('task.add', task(), two)).toMatchObject({ ok: true });
  await until(async () => (await tasks()).length === 2);
  expect(await namesOf([one, two])).toEqual([boris, anna]);
  // At a new start it is locked, and knows both.
  await console_.close();
  const anew = await (await start()).window();
  expect(anew.host.seats).toMatchObject({ locked: 'start', current: anna });
});

test('[C21] [S95] Anna answers without a connection and locks, Boris opens and connects: hers goes out in her name, his in his', async () => {
  const [one, two] = [ids.next<string>(), ids.next<string>()];
  const { console_, window } = await annas();
  await window.call('seat.setPin', { pin: '271828' });
  await window.call('seat.signIn', { serverUrl: null, login: 'boris', password });
  const his = await live(console_);
  await his.call('seat.setPin', { pin: '314159' });
  await his.call('seat.lock', { why: 'key' });
  await (await console_.window()).call('seat.unlock', { personId: anna, pin: '271828' });
  const hers = await live(console_);
  line.cut();
  await until(() => hers.status()?.state === 'offline');
  expect(await hers.command('task.add', task(), one)).toMatchObject({ ok: true });
  expect(hers.status()?.pending).toBe(1);
  await hers.call('seat.lock', { why: 'key' });
  await (await console_.window()).call('seat.unlock', { personId: boris, pin: '314159' });
  const there = await console_.window();
  expect(there.host.seats?.current).toBe(boris);
  // Her press is none of his.
  expect(there.status()?.pending).toBe(0);
  line.heal();
  await until(() => there.status()?.state === 'live');
  expect(await there.command('task.add', task(), two)).toMatchObject({ ok: true });
  await until(async () => (await tasks()).length === 2);
  expect(await namesOf([one, two])).toEqual([anna, boris]);
}, 20_000);

test('[R12] nobody gets a PIN without a password: after five wrong ones it would be the only way in', async () => {
  const carol = '01890000-0000-7000-8000-00000000000c';
  await real.server.team.addPerson({ personId: carol, name: 'carol', login: 'carol', roleId: 'operator', seatId: null, seatName: null });
  const console_ = await start('a', await real.server.devices.invite(carol));
  const window = await live(console_);
  expect(await window.call('seat.setPin', { pin: '271828' })).toMatchObject({ ok: false, code: 'password_first' });
  expect(await window.call('password.set', { current: null, next: password })).toMatchObject({ ok: true });
  expect(await window.call('password.set', { current: null, next: 'another long enough' })).toMatchObject({ ok: false, code: 'bad_password' });
  expect(await window.call('seat.setPin', { pin: '271828' })).toMatchObject({ ok: true });
  expect(await window.call('device.list', {})).toMatchObject({ ok: true, value: { login: 'carol', hasPassword: true, devices: [{ here: true, live: true, personId: carol, version: '1' }] } });
});

test('[R12] after five wrong PINs only the password opens; ending the program in between gains none', async () => {
  const { console_, window } = await annas();
  await window.call('seat.setPin', { pin: '271828' });
  await window.call('seat.lock', { why: 'idle' });
  const codes: (string | undefined)[] = [];
  for (let n = 0; n < 3; n += 1) codes.push((await window.call('seat.unlock', { personId: anna, pin: '000001' })).code);
  await console_.close();
  const again = await start();
  const next = await again.window();
  for (let n = 0; n < 2; n += 1) codes.push((await next.call('seat.unlock', { personId: anna, pin: '000001' })).code);
  codes.push((await next.call('seat.unlock', { personId: anna, pin: '271828' })).code);
  expect(codes).toEqual(['bad_pin', 'bad_pin', 'bad_pin', 'bad_pin', 'pin_used_up', 'pin_used_up']);
  expect(await next.call('seat.signIn', { serverUrl: null, login: 'anna', password: 'wrong wrong wrong' })).toMatchObject({ ok: false, code: 'bad_login' });
  expect(await next.call('seat.signIn', { serverUrl: null, login: 'anna', password })).toMatchObject({ ok: true });
  // The same device, under another token, and the PIN counts anew.
  expect(await devicesOf(anna)).toHaveLength(1);
  const open_ = await live(again);
  await open_.call('seat.lock', { why: 'key' });
  expect(await (await again.window()).call('seat.unlock', { personId: anna, pin: '271828' })).toMatchObject({ ok: true });
});

test('[S94] [R16] 72 hours without the server lock a console until its person signs in; a clock set back changes nothing', async () => {
  const { console_, window } = await annas();
  await window.call('seat.setPin', { pin: '271828' });
  await console_.close();
  ahead = 71 * 3_600_000;
  const near = await start();
  expect((await near.window()).host.seats).toMatchObject({ locked: 'start' });
  await near.close();
  ahead = 0;
  const seat = join(dir, 'a', 'people', anna, 'seat.json');
  const heardAt = Date.now();
  writeFileSync(seat, JSON.stringify({ ...JSON.parse(readFileSync(seat, 'utf8')), heardAt, latest: heardAt }));
  ahead = 73 * 3_600_000;
  const far = await start();
  const shut = await far.window();
  expect(shut.host.seats).toMatchObject({ locked: 'away' });
  expect(await shut.call('seat.unlock', { personId: anna, pin: '271828' })).toMatchObject({ ok: false, code: 'password_needed' });
  await far.close();
  // Whoever has no password comes back by an invitation of their own.
  const text = readFileSync(seat, 'utf8');
  const invited = await start('a', await real.server.devices.invite(anna));
  expect((await invited.window()).host.seats).toMatchObject({ locked: 'start' });
  await invited.close();
  writeFileSync(seat, text);
  // It has seen that time: putting the clock back opens nothing.
  writeFileSync(seat, JSON.stringify({ ...JSON.parse(readFileSync(seat, 'utf8')), heardAt, latest: heardAt + 73 * 3_600_000 }));
  ahead = 0;
  const back = await (await start()).window();
  expect(back.host.seats).toMatchObject({ locked: 'away' });
  expect(await back.call('seat.signIn', { serverUrl: null, login: 'anna', password })).toMatchObject({ ok: true });
});
