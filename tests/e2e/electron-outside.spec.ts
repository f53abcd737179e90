// R5 over the bundle: what leaves Electron's main process and what comes into it from outside, with the real console forked.
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { call, endMain, startMain } from '#tests/e2e/helpers/electron-main.ts';
import type { Main, State } from '#tests/e2e/helpers/electron-main.ts';

let data: string;
let main: Main | null = null;
test.beforeEach(() => (data = mkdtempSync(join(tmpdir(), 'pult-outside-'))));
test.afterEach(async () => {
  const ended = main;
  main = null;
  await endMain(ended);
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

const id = '0192f3a0-0005-7000-8000-000000000004';
const link = `pult://conversation/${id}`;
const takeLink = (on: Main): Promise<string | null> => on.ask('invoke', { channel: 'pult:link.take', args: [] });
const open = (on: Main, hash: string, name: string): Promise<string> => on.ask('invoke', { channel: 'pult:attachment.open', args: [hash, name] });
const opened = async (on: Main): Promise<string[]> => (await on.ask<string[]>('asked')).filter((line) => line.startsWith('openPath ')).map((line) => line.slice('openPath '.length));

test('[R5] the window’s own console says where its data lies, and the folder is shown, not opened', async () => {
  main = startMain(['--data', data]);
  expect(await main.frame((frame) => frame.t === 'auth')).toMatchObject({ ok: true, host: { kind: 'electron', dataFolder: data } });
  await main.ask('say', { channel: 'pult:folder.show', args: [] });
  expect(await main.ask('asked')).toEqual([`showItemInFolder ${data}`]);
});

test('[R5] a link that Pult was started with waits for the page, and brings no flags along', async () => {
  main = startMain(['--data', data, link, '--server', 'http://127.0.0.1:9', '--invite', 'x', '--data', '/proc/evil']);
  expect(await main.frame((frame) => frame.t === 'auth')).toMatchObject({ ok: true, host: { ready: false, dataFolder: data } });
  expect(await takeLink(main)).toBe(id);
  expect(await takeLink(main)).toBeNull();
});

test('[R5] a link of a second start and one of macOS come to the front and to the page; anything else is one line in the log', async () => {
  main = startMain(['--data', data]);
  await main.event('port');
  for (const [ask, rest] of [['second', { argv: ['/opt/pult', '--', link] }], ['openUrl', { url: `${link}/` }]] as const) {
    const told = main.told.filter(({ event }) => event === 'link').length;
    const { calls } = await main.ask<State>('state');
    await main.ask(ask, rest);
    await main.event('link', told + 1);
    expect(await takeLink(main)).toBe(id);
    expect((await main.ask<State>('state')).calls['window.focus']?.length ?? 0).toBeGreaterThan(calls['window.focus']?.length ?? 0);
  }
  const told = main.told.length;
  for (const evil of [`${link}?take=1`, 'pult://settings/x', 'PULT:javascript:alert(1)']) await main.ask('openUrl', { url: evil });
  await main.ask('second', { argv: ['/opt/pult', 'pult://conversation/../../x', 'file:///etc/passwd', 'https://evil.example/'] });
  expect(await takeLink(main)).toBeNull();
  expect(main.told.slice(told).filter(({ event }) => event === 'link')).toEqual([]);
  await main.until(() => main!.output().split('link: ignored, not one of ours').length === 5);
  expect(main.output()).not.toMatch(/evil|settings\/x|alert/);
  expect(await main.ask('asked')).toEqual([]);
});

test('[R5] links belong to the console in the system’s own place, and to no trial beside it', async () => {
  main = startMain([], { XDG_DATA_HOME: data });
  expect(await main.frame((frame) => frame.t === 'auth')).toMatchObject({ host: { dataFolder: join(data, 'Pult') } });
  expect((await main.ask<State>('state')).calls['app.setAsDefaultProtocolClient']).toEqual([['pult', process.execPath, ['--']]]);
  await endMain(main);
  main = startMain(['--data', join(data, 'trial')], { XDG_DATA_HOME: data });
  await main.event('port');
  expect((await main.ask<State>('state')).calls['app.setAsDefaultProtocolClient']).toBeUndefined();
});

test('[R5] a document of the team is opened by its hash from a folder of our own, which is emptied at the next start', async () => {
  main = startMain(['--data', data]);
  await main.frame((frame) => frame.t === 'auth');
  expect(await call(main, 1, 'host.setupTeam', { presetId: 'confectionery', teamName: 'Сім ложок', ownerName: 'Марта Коваль' })).toMatchObject({ ok: true });
  const add = async (at: number, name: string, bytes: Buffer): Promise<string> => {
    const answer = await call(main!, at, 'file.add', { name, contentType: 'application/octet-stream', base64: bytes.toString('base64') });
    expect(answer).toMatchObject({ ok: true });
    return (answer['value'] as { hash: string }).hash;
  };
  const bill = Buffer.from('%PDF-1.7\nрахунок');
  const pdf = await add(2, 'рахунок.pdf', bill);
  const old = await add(3, 'прайс.docx', Buffer.from('d0cf11e0a1b11ae1', 'hex'));

  expect(await open(main, pdf, '../../Рахунок.pdf')).toBe('opened');
  const [path] = await opened(main);
  expect(dirname(dirname(path!))).toBe(join(data, 'opened'));
  expect(path).toMatch(/\/Рахунок\.pdf$/);
  expect(readFileSync(path!).equals(bill)).toBe(true);
  expect(statSync(path!).mode & 0o777).toBe(0o600);
  expect(statSync(dirname(path!)).mode & 0o777).toBe(0o700);

  expect(await open(main, pdf, 'рахунок.pdf.exe')).toBe('refused');
  expect(await open(main, old, 'прайс.docx')).toBe('refused');
  expect(await open(main, 'a'.repeat(64), 'рахунок.pdf')).toBe('missing');
  await expect(open(main, '../team/team.db', 'рахунок.pdf')).rejects.toThrow('refused');
  expect(await opened(main)).toEqual([path]);
  expect(readdirSync(join(data, 'opened'))).toHaveLength(1);
  expect(main.output()).not.toContain('Рахунок');

  await main.ask('close');
  await main.gone();
  expect(existsSync(path!)).toBe(true);
  main = startMain(['--data', data]);
  await main.event('port');
  expect(existsSync(join(data, 'opened'))).toBe(false);
});
