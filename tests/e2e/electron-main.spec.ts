// The bundled main process in plain Node: Electron is the stub, all else is what ships: the bundle, @electron/remote, the forked console
// with its server. What a real window adds is in tests/e2e-electron.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { alive, call, endMain, root, startMain } from '#tests/e2e/helpers/electron-main.ts';
import type { Main, State } from '#tests/e2e/helpers/electron-main.ts';

let data: string;
let main: Main | null = null;
const start = (folder: string, ...flags: string[]): Main => startMain(['--data', folder, ...flags]);
test.beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'pult-main-'))));
test.afterEach(async () => {
  const ended = main;
  main = null;
  await endMain(ended);
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

test('[R1] the bundle opens one caged window on the page, with the real console behind its port', async () => {
  main = start(data);
  await main.until(() => /Pult is ready: http:\/\/127\.0\.0\.1:\d+\/#\S+/.test(main!.output()));
  await main.event('port');
  expect(main.output().match(/Pult is ready/g)).toHaveLength(1);
  const auth = await main.frame((frame) => frame.t === 'auth');
  expect(auth).toMatchObject({ ok: true, host: { kind: 'electron' } });
  expect(await call(main, 1, 'host.presets')).toMatchObject({ ok: true });

  const state = await main.ask<State>('state');
  expect(state.windows).toBe(1);
  expect(state.visible).toBe(true);
  expect(state.preferences).toMatchObject({ sandbox: true, contextIsolation: true, webSecurity: true, nodeIntegration: false, webviewTag: false });
  expect(state.calls['app.enableSandbox']).toHaveLength(1);
  expect(state.schemes).toHaveLength(1);
  expect(state.paths['userData']).toBe(join(data, 'window'));
  expect(state.channels.filter((name) => name.startsWith('REMOTE_'))).toHaveLength(14);

  const page = await main.ask<{ status: number; headers: Record<string, string>; text: string }>('fetch', { url: 'app://pult/' });
  expect(page.status).toBe(200);
  expect(page.headers['content-security-policy']).toContain("default-src 'none'");
  // Every file the page names is on the list.
  const assets = [...page.text.matchAll(/(?:src|href)="\.?\/?([^"]+)"/g)].map(([, path]) => path!);
  expect(assets.length).toBeGreaterThan(0);
  for (const path of assets) expect((await main.ask<{ status: number }>('fetch', { url: `app://pult/${path}` })).status, path).toBe(200);
  expect((await main.ask<{ status: number }>('fetch', { url: 'app://pult/..%2f..%2fpackage.json' })).status).toBe(404);
  expect((await main.ask<{ status: number }>('fetch', { url: `app://pult/media/${'a'.repeat(64)}` })).status).toBe(404);
});

test('[R4] the bundled @electron/remote gives a broken-in page nothing', async () => {
  main = start(data);
  await main.event('port');
  for (const [channel, ...args] of [['REMOTE_BROWSER_REQUIRE', 'child_process'], ['REMOTE_BROWSER_GET_BUILTIN', 'app'], ['REMOTE_BROWSER_GET_GLOBAL', 'process'], ['REMOTE_BROWSER_MEMBER_GET', 1, 'constructor']]) {
    expect(await main.ask('raw', { channel, args: ['context', ...args] })).toMatchObject({ type: 'exception' });
  }
  expect(await main.ask('raw', { channel: 'REMOTE_BROWSER_GET_BUILTIN', args: ['context', 'dialog'] })).toMatchObject({ type: 'object', proto: null });
});

test('[R1] the preload is one file that asks a sandbox for nothing but electron', () => {
  const preload = readFileSync(join(root, 'out/preload/preload.cjs'), 'utf8');
  expect(new Set([...preload.matchAll(/\brequire\(([^)]*)\)/g)].map(([, what]) => what).filter((what) => /^["']electron["']$/.test(what!) === false && !what!.includes('/main')))).toEqual(new Set());
  expect(preload).not.toMatch(/^\s*(import|export)\b/m);
});

test('a console that is killed comes back, with its port', async () => {
  main = start(data);
  await main.event('port');
  await main.frame((frame) => frame.t === 'auth');
  await main.ask('kill', { index: 0 });
  await main.event('port', 2);
  expect(await call(main, 7, 'host.presets')).toMatchObject({ ok: true });
});

test('[c1] the demo runs behind the window: clients who write come into the list, and a server that is killed comes back', async () => {
  main = start(data, '--demo');
  await main.frame((frame) => frame.t === 'auth');
  const inbox = { view: 'all', accountId: null, stageId: null, unreadOnly: false };
  let id = 100;
  const clients = async (): Promise<number> => {
    id += 1;
    void main!.ask('frame', { frame: { t: 'query', id, name: 'inbox.page', params: { filter: inbox, after: null, limit: 200 } } });
    const { value } = await main!.frame((frame) => frame.t === 'answer' && frame.id === id);
    return (value as { rows: unknown[] }).rows.length;
  };
  await expect.poll(clients, { timeout: 30_000 }).toBeGreaterThan(0);
  expect(main.output()).toMatch(/^Also: \S+ http:\/\/127\.0\.0\.1:\d+\//m);

  const { consoles } = await main.ask<State>('state');
  expect(consoles.filter(({ gone }) => !gone)).toHaveLength(2);
  await main.ask('kill', { index: 1 });
  await expect.poll(async () => (await main!.ask<State>('state')).consoles.filter(({ gone }) => !gone).length, { timeout: 20_000 }).toBe(2);
  expect(await clients()).toBeGreaterThan(0);
});

test('[R10] closing the window ends every process, and what they leave is the user’s alone', async () => {
  main = start(data);
  await main.event('port');
  await main.frame((frame) => frame.t === 'auth');
  const { consoles } = await main.ask<State>('state');
  await main.ask('close');
  expect((await main.event('exit'))[0]?.code).toBe(0);
  expect(await main.gone()).toBe(0);
  for (const { pid } of consoles) await main.until(() => !alive(pid));
  expect(statSync(data).mode & 0o077).toBe(0);
  expect(statSync(join(data, 'window')).mode & 0o077).toBe(0);
});
