/** The console as a process: what it prints, what it keeps, how it ends and comes back; driven over the page's own socket, without a browser. */
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:net';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { applyKey } from '#db/core/file-key.ts';
import type { InboxRow, TeamView } from '#shared/queries/rows.ts';
import { openPort } from '#tests/e2e/helpers/port-client.ts';
import type { PortClient } from '#tests/e2e/helpers/port-client.ts';
import { readyAddress, run, temporaryFolder } from '#tests/e2e/helpers/processes.ts';
import type { Folder, Running } from '#tests/e2e/helpers/processes.ts';

let folder: Folder;
let running: Running[] = [];
let clients: PortClient[] = [];
test.beforeEach(() => {
  folder = temporaryFolder();
});
test.afterEach(async () => {
  for (const client of clients) client.close();
  for (const one of running) await one.stop();
  running = [];
  clients = [];
  folder.remove();
});

const start = (...args: string[]): Running => {
  const one = run('console', ['--data', folder.path, ...args]);
  running.push(one);
  return one;
};
const enter = async (address: string): Promise<PortClient> => {
  const client = await openPort(address);
  clients.push(client);
  return client;
};
const setUp = async (one: Running): Promise<PortClient> => {
  const client = await enter(await readyAddress(one));
  await client.call('host.setupTeam', { presetId: 'confectionery', teamName: 'Солодко', ownerName: 'Марта' });
  client.close();
  const next = await openPort(await freshAddress());
  clients.push(next);
  return next;
};
/** A file of this console, by the key that lies beside it where there is no keychain. */
const openLocked = async (path: string, which: 'replica' | 'outbox') => {
  const { default: Database } = await import('better-sqlite3');
  const keys = JSON.parse(readFileSync(join(path, '..', 'keys.json'), 'utf8')) as Record<'replica' | 'outbox', string>;
  const db = new Database(path);
  applyKey(db, Buffer.from(keys[which], 'hex'));
  return db;
};
/** What a second start prints. */
const freshAddress = async (): Promise<string> => {
  const second = run('console', ['--data', folder.path]);
  const address = await readyAddress(second);
  expect(second.output()).toContain('Pult is already running on this data. Fresh address: ');
  expect(await second.exited).toBe(0);
  return address;
};

test('a second start opens a window of its own, by a file and not by an argument', async () => {
  const one = start('--port', '0');
  await readyAddress(one);
  const file = join(folder.path, 'own-window.html');
  const second = run('console', ['--data', folder.path, '--own-window-file', file]);
  expect(await second.exited).toBe(0);
  const [, address] = /url=([^"]+)"/.exec(readFileSync(file, 'utf8'))!;
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await enter(address!)).token).not.toBe('');
});

const post = (port: string, path: string): Promise<number> => fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: '{}' }).then((answer) => answer.status);
const portOf = (address: string): string => new URL(address).port;

test('first run: the page is there, no team is; setting one up makes it, and everything is there after a restart', async () => {
  const one = start('--port', '0');
  const address = await readyAddress(one);
  const page = await fetch(`http://127.0.0.1:${portOf(address)}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  const client = await setUp(one);
  const team = await client.until(async () => {
    const view = await client.query<TeamView>('team.view', {});
    return view.team && view.me ? view : null;
  }, 'the team');
  expect(team.team!.name).toBe('Солодко');
  expect(team.me).toMatchObject({ name: 'Марта', roleId: 'owner' });
  await one.stop();
  const again = start('--port', '0');
  const back = await enter(await readyAddress(again));
  expect((await back.query<TeamView>('team.view', {})).me).toMatchObject({ name: 'Марта' });
});

test('[x1] the console is killed at any moment: what was pressed is there afterwards, once', async () => {
  let one = start('--port', '0');
  let client = await setUp(one);
  await client.until(async () => (await client.query<TeamView>('team.view', {})).me, 'me');
  const titles: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const presses = Array.from({ length: 5 }, (_, n) => `завдання ${round}.${n}`);
    for (const title of presses) {
      await client.tap('task.add', { taskId: client.newId(), title, dueAt: Date.now() + 3600_000, dealId: null, conversationId: null });
      titles.push(title);
    }
    // The server may or may not have heard of the last ones.
    await one.kill();
    one = start('--port', '0');
    client = await enter(await readyAddress(one));
  }
  const shown = await client.until(async () => {
    const rows = await client.query<{ title: string }[]>('task.list', { mineOnly: false, limit: 100 });
    return client.status()?.state === 'live' && client.status()?.pending === 0 && rows.length >= titles.length ? rows : null;
  }, 'all tasks');
  expect(shown.map((row) => row.title).sort()).toEqual([...titles].sort());
});

test('the server dies: the console goes on, says so, and the server comes back by itself', async () => {
  const one = start('--port', '0');
  const client = await setUp(one);
  await client.until(async () => client.status()?.state === 'live', 'live');
  const port = new URL(await freshAddress()).port;
  process.kill(Number(execFileSync('pgrep', ['-P', String(one.child.pid), '-f', 'server.js'], { encoding: 'utf8' })), 'SIGKILL');
  await client.until(async () => client.status()?.state === 'offline', 'offline');
  expect(await client.tap('task.add', { taskId: client.newId(), title: 'офлайн', dueAt: Date.now() + 1000, dealId: null, conversationId: null })).toMatchObject({ state: 'shown' });
  await client.until(async () => client.status()?.state === 'live' && client.status()?.pending === 0, 'live again');
  expect(await post(port, '/hooks/instagram/none')).toBe(404);
});

test('[R9] a key opens one session; the session outlives the process; only its hash is kept', async () => {
  const one = start('--port', '0');
  const address = await readyAddress(one);
  const client = await enter(address);
  await expect(openPort(address)).rejects.toThrow('used_key');
  expect(readFileSync(join(folder.path, 'sessions.json'), 'utf8')).not.toContain(client.token);
  await one.stop();
  const again = start('--port', '0');
  const { host, origin } = new URL(await readyAddress(again));
  const { default: WebSocket } = await import('ws');
  const socket = new WebSocket(`ws://${host}/ws`, { origin });
  const answer = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
  socket.once('open', () => socket.send(JSON.stringify({ t: 'auth', token: client.token })));
  expect(JSON.parse(await answer)).toMatchObject({ t: 'auth', ok: true, token: null });
  socket.terminate();
});

test('[R10] folders are 0700, files 0600, and no key stands in an argument, a log or an address that was asked for', async () => {
  const own = join(folder.path, 'own-window.html');
  const one = start('--port', '0', '--own-window-file', own);
  const address = await readyAddress(one);
  const client = await setUp(one);
  await client.until(async () => client.status()?.state === 'live', 'live');
  const walk = (dir: string): string[] => readdirSync(dir, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [join(dir, entry.name), ...walk(join(dir, entry.name))] : [join(dir, entry.name)]));
  for (const path of walk(folder.path)) {
    const stat = statSync(path);
    expect((stat.mode & 0o777).toString(8), path).toBe(stat.isDirectory() ? '700' : '600');
  }
  const page = readFileSync(own, 'utf8');
  const key = /#key=([\w-]+)/.exec(page)![1]!;
  expect(address).not.toContain(key);
  const logs = walk(join(folder.path, 'logs')).map((path) => readFileSync(path, 'utf8')).join('');
  for (const secret of [key, new URL(address).hash.slice(5), client.token]) {
    expect(logs).not.toContain(secret);
    expect(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })).not.toContain(secret);
  }
  expect(await enter(`http://127.0.0.1:${portOf(address)}/#key=${key}`)).toBeTruthy();
});

test('a port that was asked for and is taken: one sentence, code 1; one that was not: the next, remembered', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  const taken = (holder.address() as { port: number }).port;
  const one = start('--port', String(taken));
  expect(await one.exited).toBe(1);
  expect(one.output()).toBe(`Port ${taken} is taken by another program. Choose another with --port, or leave it out.\n`);
  writeFileSync(join(folder.path, 'settings.json'), JSON.stringify({ port: taken }));
  writeFileSync(join(folder.path, 'sessions.json'), JSON.stringify([{ hash: 'a'.repeat(64), at: Date.now() }]), { mode: 0o600 });
  const two = start();
  const found = Number(portOf(await readyAddress(two)));
  expect(found).toBeGreaterThan(taken);
  expect(two.output()).toContain(`Port ${taken} is taken by another program`);
  expect(readFileSync(join(folder.path, 'sessions.json'), 'utf8')).toBe('[]');
  await two.stop();
  holder.close();
  const three = start();
  expect(Number(portOf(await readyAddress(three)))).toBe(found);
});

test('[S102] a damaged replica is moved aside and filled anew; a damaged outbox is moved aside, kept, and said', async () => {
  let one = start('--port', '0');
  let client = await setUp(one);
  await client.press('task.add', { taskId: client.newId(), title: 'збережено', dueAt: Date.now() + 1000, dealId: null, conversationId: null });
  await one.stop();
  const people = join(folder.path, 'people');
  const person = join(people, readdirSync(people)[0]!);
  for (const name of ['replica.db', 'outbox.db']) {
    rmSync(join(person, `${name}-wal`), { force: true });
    writeFileSync(join(person, name), 'this is no database, though it was one'.repeat(300));
  }
  one = start('--port', '0');
  client = await enter(await readyAddress(one));
  const tasks = await client.until(async () => {
    const rows = await client.query<{ title: string }[]>('task.list', { mineOnly: false, limit: 10 });
    return rows.length > 0 ? rows : null;
  }, 'the copy');
  expect(tasks.map((task) => task.title)).toEqual(['збережено']);
  const aside = readdirSync(person).filter((name) => name.includes('.damaged-'));
  expect(aside.map((name) => name.split('.damaged-')[0]).sort()).toEqual(['outbox.db', 'replica.db']);
  expect((await client.query<{ code: string }[]>('outbox.notDelivered', {})).map((line) => line.code)).toContain('outbox_unreadable');
});

test('a replica damaged in the middle shows itself while in use: it is moved aside and filled anew, and no press is lost', async () => {
  let one = start('--port', '0');
  let client = await setUp(one);
  for (let n = 0; n < 40; n += 1) await client.press('task.add', { taskId: client.newId(), title: `завдання ${n} ${'x'.repeat(80)}`, dueAt: Date.now() + n, dealId: null, conversationId: null });
  await one.stop();
  const people = join(folder.path, 'people');
  const path = join(people, readdirSync(people)[0]!, 'replica.db');
  // The pages of the tasks; what is read at the start is left alone.
  const db = await openLocked(path, 'replica');
  const tasks = (db.prepare("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'task'").all() as { rootpage: number }[]).map((row) => row.rootpage - 1);
  db.close();
  const bytes = readFileSync(path);
  for (const page of tasks) bytes.fill(0xa5, page * 4096, (page + 1) * 4096);
  writeFileSync(path, bytes);
  one = start('--port', '0');
  client = await enter(await readyAddress(one));
  const rows = await client.until(async () => {
    const found = await client.query<unknown[]>('task.list', { mineOnly: false, limit: 100 }).catch(() => []);
    return found.length === 40 ? found : null;
  }, 'all tasks');
  expect(rows).toHaveLength(40);
  expect(readdirSync(join(path, '..')).some((name) => name.startsWith('replica.db.damaged-'))).toBe(true);
});

test('a database of a newer version: a clear sentence, code 1, and the file as it was', async () => {
  const one = start('--port', '0');
  await setUp(one);
  await one.stop();
  const people = join(folder.path, 'people');
  const outbox = join(people, readdirSync(people)[0]!, 'outbox.db');
  const db = await openLocked(outbox, 'outbox');
  db.pragma('user_version = 9990');
  db.close();
  const before = readFileSync(outbox);
  const two = start('--port', '0');
  expect(await two.exited).toBe(1);
  expect(two.output()).toContain('was written by a newer version of Pult');
  expect(readFileSync(outbox).equals(before)).toBe(true);
});

test('a folder on a read-only disk: a clear sentence, code 1', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'pult-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'ro,size=1m', 'tmpfs', disk], { stdio: 'ignore' });
  } catch {
    rmSync(disk, { recursive: true, force: true });
    // Not root here: a folder without the right to write says the same.
    mkdirSync(disk, { mode: 0o500 });
  }
  const one = run('console', ['--data', join(disk, 'data'), '--port', '0']);
  running.push(one);
  expect(await one.exited).toBe(1);
  expect(one.output()).toContain('is read-only');
  execFileSync('umount', [disk], { stdio: 'ignore' });
  rmSync(disk, { recursive: true, force: true });
});

test('--demo goes straight in, always marked, and leaves one\'s own team alone', async () => {
  const one = start('--port', '0', '--demo');
  const client = await enter(await readyAddress(one));
  expect(one.output().match(/^Also: \S+ http:\/\/127\.0\.0\.1:\d+\/#invite=\S+$/gm)?.length).toBeGreaterThan(3);
  const rows = await client.until(async () => {
    const page = await client.query<{ rows: InboxRow[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 10 });
    return page.rows.length > 0 ? page.rows : null;
  }, 'clients who write');
  expect(rows[0]!.name).not.toBe('');
  expect((await client.query<TeamView>('team.view', {})).team!.demo).toBe(true);
  expect(existsSync(join(folder.path, 'team'))).toBe(false);
  await one.stop();
  const own = start('--port', '0');
  const page = await enter(await readyAddress(own));
  await expect(page.query('team.view', {})).rejects.toThrow('not_ready');
});

test('--server with an invitation joins a team elsewhere, and later starts need none', async () => {
  const server = run('server', ['--data', join(folder.path, 'elsewhere'), '--port', '0']);
  running.push(server);
  const invite = (await server.line(/First owner: (http:\/\/127\.0\.0\.1:\d+)\/#invite=(\S+)/));
  const { teamPaths } = await import('#shared/sync/team-calls.ts');
  const set = await fetch(`${invite[1]}${teamPaths.setup}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ invite: invite[2], deviceName: 'x', presetId: 'confectionery', teamName: 'Т', ownerName: 'Власниця' }),
  });
  const { value } = (await set.json()) as { value: { token: string } };
  const invited = await fetch(`${invite[1]}${teamPaths.call}`, {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${value.token}` },
    body: JSON.stringify({ name: 'person.invite', args: { name: 'Оксана', login: 'oksana', roleId: 'operator', seatId: null, seatName: 'Стіл 1', personId: null } }),
  });
  const { code } = ((await invited.json()) as { value: { code: string } }).value;
  const wrong = start('--port', '0', '--server', invite[1]!, '--invite', 'x'.repeat(43));
  expect(await wrong.exited).toBe(1);
  expect(wrong.output()).toContain('This invitation is not valid');
  let one = start('--port', '0', '--server', invite[1]!, '--invite', code);
  let client = await enter(await readyAddress(one));
  const me = await client.until(async () => (await client.query<TeamView>('team.view', {})).me, 'me');
  expect(me).toMatchObject({ name: 'Оксана', seatName: 'Стіл 1' });
  await one.stop();
  const other = start('--port', '0', '--server', 'http://127.0.0.1:9', '--invite', code);
  expect(await other.exited).toBe(1);
  expect(other.output()).toContain('This data folder holds another team.');
  one = start('--port', '0');
  client = await enter(await readyAddress(one));
  await client.until(async () => client.status()?.state === 'live', 'live');
});
