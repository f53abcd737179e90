// In a real Electron, on a machine that has one: what the stub cannot say.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ElectronApplication, _electron, expect, test } from '@playwright/test';

const root = resolve(import.meta.dirname, '../..');
let data: string;
let app: ElectronApplication;

test.beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'pult-electron-'));
  app = await _electron.launch({ args: [root, '--data', data, '--demo'], cwd: root });
});
test.afterEach(async () => {
  await app.close();
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

test('[R1] the window is sandboxed and has no Node', async () => {
  const page = await app.firstWindow();
  expect(await page.evaluate(() => [typeof (globalThis as Record<string, unknown>)['require'], typeof (globalThis as Record<string, unknown>)['process']])).toEqual(['undefined', 'undefined']);
  const [preferences] = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => (window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences()),
  );
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
});

test('[R2] the page is app://pult/ and refuses markup from a string', async () => {
  const page = await app.firstWindow();
  expect(page.url()).toMatch(/^app:\/\/pult\//);
  expect(
    await page.evaluate(() => {
      try {
        Reflect.set(document.createElement('div'), 'innerHTML', '<b>x</b>');
        return 'set';
      } catch {
        return 'refused';
      }
    }),
  ).toBe('refused');
});

test('[R3] no second window, no foreign address, no geolocation', async () => {
  const page = await app.firstWindow();
  expect(await page.evaluate(() => window.open('about:blank') === null)).toBe(true);
  await page.evaluate(() => (window.location.href = 'https://example.invalid/'));
  expect(page.url()).toMatch(/^app:\/\/pult\//);
  expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state)).toBe('denied');
});

test('[R4] the page has the functions of window.pult and no proxy of main', async () => {
  const page = await app.firstWindow();
  expect(await page.evaluate(() => Object.keys((window as unknown as { pult: object }).pult).sort())).toEqual(['badge', 'contextMenu', 'onLink', 'openAttachment', 'openFile', 'saveFile', 'show', 'showDataFolder']);
});

test('[c1] a client’s message is seen in the list of the demo', async () => {
  const page = await app.firstWindow();
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.getByRole('option').first()).toBeVisible({ timeout: 20_000 });
});
