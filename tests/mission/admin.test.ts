/** The administrator's commands as processes, beside a server that runs: what they say, how they end, what they must not do (R18, S45, S69). */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { runAdmin } from '#server/admin/run-admin.ts';
import { systemClock } from '#server/ports.ts';
import { entryPath, ownProcesses, processEnv } from '#tests/helpers/own-processes.ts';
import { until } from '#tests/helpers/real-server.ts';

const env = { ...processEnv, PULT_STORE: '' };
const processes = ownProcesses('admin');

interface Ended { code: number | null; out: string; err: string }
const collect = async (child: ChildProcess): Promise<Ended> => {
  processes.own(child);
  let [out, err] = ['', ''];
  child.stdout!.on('data', (data) => { out += String(data); });
  child.stderr!.on('data', (data) => { err += String(data); });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
};
/** In this process: what is said and answered is the same, and a process costs a second. */
const admin = async (args: string[], stdin = ''): Promise<Ended> => {
  let [out, err] = ['', ''];
  const code = await runAdmin([...args, '--data', join(processes.dir, 'team')], {
    clock: systemClock(), fillRandom: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>), program: '0', resourcesDir: join(import.meta.dirname, '..', '..', 'resources'), store: null,
    stdin: async () => stdin.replace(/\n$/, ''), print: (line) => { out += `${line}\n`; }, complain: (line) => { err += `${line}\n`; },
  });
  return { code, out, err };
};
const adminProcess = (args: string[], stdin = ''): Promise<Ended> => {
  const child = spawn(process.execPath, [entryPath('admin'), ...args, '--data', join(processes.dir, 'team')], { stdio: 'pipe', env });
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  return collect(child);
};
const serve = async (): Promise<{ base: string; stop(): Promise<void> }> => {
  const child = spawn(process.execPath, [entryPath('server'), '--data', join(processes.dir, 'team'), '--port', '0'], { stdio: 'pipe', env });
  processes.own(child);
  let out = '';
  child.stdout.on('data', (data) => { out += String(data); });
  await until(() => /ready: \S+/.test(out) || child.exitCode !== null);
  return {
    base: /ready: (\S+)/.exec(out)![1]!,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
};
const post = async (base: string, path: string, body: unknown, token?: string): Promise<{ ok: boolean; code?: string; value: Record<string, unknown> }> =>
  (await fetch(`${base}${path}`, { method: 'POST', body: JSON.stringify(body), headers: token ? { authorization: `Bearer ${token}` } : {} })).json() as never;
const init = (run = admin): Promise<Ended> => run(['init', '--preset', 'confectionery', '--owner', 'anna', '--name', 'Anna', '--with-password'], 'seven quiet lamps\n');
const signIn = (base: string, password: string) => post(base, '/team/sign-in', { login: 'anna', password, deviceName: 'desk', known: null, copied: false });

test('[R18] a team is made without a window; its owner signs in with the password from standard input; a token serves a program; a password is exchanged while the server runs', async () => {
  expect(await init(adminProcess)).toMatchObject({ code: 0, err: '' });
  expect(await init()).toMatchObject({ code: 1, err: expect.stringContaining('already holds a team') });
  const { base } = await serve();
  expect(await signIn(base, 'seven quiet lamps')).toMatchObject({ ok: true });
  const told = await adminProcess(['token', '--login', 'ANNA', '--name', 'Report maker']);
  const token = told.out.trim();
  expect([told.code, /^[\w-]{43}$/.test(token)]).toEqual([0, true]);
  const list = await post(base, '/team/call', { name: 'device.list', args: {} }, token);
  expect(list.value['devices']).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'Report maker', here: true, behind: 0 })]));
  expect(await admin(['password', '--login', 'anna'], 'eight louder lamps\n')).toMatchObject({ code: 0 });
  expect(await signIn(base, 'seven quiet lamps')).toMatchObject({ ok: false });
  expect(await signIn(base, 'eight louder lamps')).toMatchObject({ ok: true });
  for (const [stdin, words] of [['short\n', 'at least 10'], ['password123\n', 'tried first'], ['', 'standard input']] as const) {
    expect(await admin(['password', '--login', 'anna'], stdin)).toMatchObject({ code: 1, err: expect.stringContaining(words) });
  }
  expect(await admin(['password', '--login', 'nobody'], 'eight louder lamps\n')).toMatchObject({ code: 1, err: expect.stringContaining('"nobody"') });
  // A secret in an argument list is there for all of the machine to read.
  expect(await adminProcess(['password', '--login', 'anna', '--password', 'eight louder lamps'])).toMatchObject({ code: 2, out: '' });
}, 60_000);

test('[S45] [I16] status, verify and backup beside a running server; restore waits until it has ended, and keeps what was there', async () => {
  expect((await init()).code).toBe(0);
  const server = await serve();
  const { value: { token } } = await signIn(server.base, 'seven quiet lamps');
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  expect((await fetch(`${server.base}/team/blob`, { method: 'PUT', body: png, headers: { authorization: `Bearer ${String(token)}`, 'content-type': 'image/png' } })).status).toBe(200);
  const status = async () => JSON.parse((await admin(['status', '--json'])).out) as Record<string, unknown>;
  const before = await status();
  expect(before).toMatchObject({ setUp: true, epoch: 1, people: 1, consoles: 1, safe: null, effects: {}, alarms: {} });
  expect((await admin(['status'])).out).toContain('epoch: 1');
  expect(await admin(['verify'])).toMatchObject({ code: 0, out: expect.stringContaining('1 files, 0 faults') });

  const file = join(processes.dir, 'team.pult');
  expect(await admin(['backup', '--to', file], 'words of a lock\n')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('found whole') });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await status())['safe']).toBe(`1.${String(before['seq'])}`);
  expect(await admin(['backup', '--to', file], 'words of a lock\n')).toMatchObject({ code: 1, err: expect.stringContaining('is there already') });
  expect(await admin(['restore', '--from', file], 'words of a lock\n')).toMatchObject({ code: 1, err: expect.stringContaining('Stop it first') });
  await server.stop();

  const keys = readFileSync(join(processes.dir, 'team', 'keys', 'secrets.key'));
  expect(await adminProcess(['restore', '--from', file], 'words of a lock\n')).toMatchObject({ code: 0, err: '', out: expect.stringContaining('this is epoch 2 now') });
  expect(readdirSync(join(processes.dir, 'team')).filter((name) => name.startsWith('before-restore-'))).toHaveLength(1);
  expect(existsSync(join(processes.dir, 'team', 'restoring'))).toBe(false);
  expect(readFileSync(join(processes.dir, 'team', 'keys', 'secrets.key'))).toEqual(keys);
  expect(await admin(['verify'])).toMatchObject({ code: 0, out: expect.stringContaining('1 files, 0 faults') });
  // Of the store whose place it takes nothing is new: the next epoch is.
  expect(await admin(['restore', '--from', file], 'words of a lock\n')).toMatchObject({ code: 0, out: expect.stringContaining('this is epoch 3 now') });
  const again = await serve();
  expect(await signIn(again.base, 'seven quiet lamps')).toMatchObject({ ok: true });
  await again.stop();

  const blobs = join(processes.dir, 'team', 'blobs');
  const [folder] = readdirSync(blobs);
  writeFileSync(join(blobs, folder!, readdirSync(join(blobs, folder!))[0]!), 'other');
  expect(await admin(['verify'])).toMatchObject({ code: 3, out: expect.stringContaining('its bytes are others') });
}, 60_000);

test('a wrong file, a wrong passphrase, a newer version, a folder that can’t be written, a full disk, no team, no command: one clear sentence each, and nothing changed', async () => {
  const fails = async (args: string[], words: string, code = 1, stdin = ''): Promise<void> => {
    const ended = await admin(args, stdin);
    expect([ended.code, ended.out]).toEqual([code, '']);
    expect(ended.err).toContain(words);
    expect(ended.err).not.toContain('    at ');
    if (code === 1) expect(ended.err.trim().split('\n')).toHaveLength(1);
  };
  for (const command of ['status', 'verify']) await fails([command], 'There is no team');
  await fails(['backup', '--to', join(processes.dir, 'x'), '--unlocked'], 'There is no team');
  await fails(['token', '--login', 'anna'], 'There is no team');
  await fails(['init', '--preset', 'bakery', '--owner', 'anna'], 'There is no preset "bakery"');
  await fails(['dance'], '"dance" is no command', 2);
  await fails(['backup'], '--to is missing', 2);
  await fails(['status', '--loud'], "Unknown option '--loud'", 2);
  expect(existsSync(join(processes.dir, 'team', 'team.db'))).toBe(false);

  expect((await init()).code).toBe(0);
  const file = join(processes.dir, 'team.pult');
  expect((await admin(['backup', '--to', file], 'words of a lock')).code).toBe(0);
  const stands = readFileSync(join(processes.dir, 'team', 'team.db'));
  writeFileSync(join(processes.dir, 'letter.txt'), 'dear team');
  await fails(['restore', '--from', join(processes.dir, 'letter.txt'), '--unlocked'], 'is no back-up of Pult');
  await fails(['restore', '--from', join(processes.dir, 'nothing'), '--unlocked'], 'There is no file');
  await fails(['restore', '--from', file], 'does not open', 1, 'other words');
  await fails(['restore', '--from', file, '--unlocked'], 'locked with a passphrase');
  writeFileSync(join(processes.dir, 'cut.pult'), readFileSync(file).subarray(0, -200));
  await fails(['restore', '--from', join(processes.dir, 'cut.pult')], 'ends before its end', 1, 'words of a lock');
  await fails(['backup', '--to', join(processes.dir, 'no', 'such', 'x'), '--unlocked'], 'There is no folder');
  // Root may write everywhere: what the system itself keeps closed stands for a folder of another's.
  if (existsSync('/proc/self')) await fails(['backup', '--to', '/proc/self/x', '--unlocked'], 'Nothing can be written to /proc/self');
  mkdirSync(join(processes.dir, 'closed'), { mode: 0o500 });
  if (process.getuid?.() !== 0) await fails(['backup', '--to', join(processes.dir, 'closed', 'x'), '--unlocked'], 'Nothing can be written to');
  chmodSync(join(processes.dir, 'closed'), 0o700);
  // A limit of the system on a file's size ends a write as a full disk does.
  const limited = spawn('sh', ['-c', 'ulimit -f 4; exec "$0" "$@"', process.execPath, entryPath('admin'), 'backup', '--to', join(processes.dir, 'big'), '--unlocked', '--data', join(processes.dir, 'team')], { stdio: 'pipe', env: { ...env, NODE_COMPILE_CACHE: '' } });
  limited.stdin.end();
  const full = await collect(limited);
  expect([full.code, full.err.includes('is full')]).toEqual([1, true]);
  expect(readdirSync(processes.dir).filter((name) => name.startsWith('big'))).toEqual([]);
  expect(readdirSync(join(processes.dir, 'team')).filter((name) => name.startsWith('before-') || name === 'restoring')).toEqual([]);
  expect(readFileSync(join(processes.dir, 'team', 'team.db')).equals(stands)).toBe(true);

  const db = new Database(join(processes.dir, 'team', 'team.db'));
  db.pragma('user_version = 990');
  db.close();
  for (const command of ['status', 'verify']) await fails([command], 'newer version');
  await fails(['backup', '--to', join(processes.dir, 'x'), '--unlocked'], 'newer version');
}, 90_000);
