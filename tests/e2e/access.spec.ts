/** Ways in, in a real browser: a password set in Settings signs in at a server's page; a PIN locks and opens a console's window. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { openPort } from '#tests/e2e/helpers/port-client.ts';
import { readyAddress, run, temporaryFolder } from '#tests/e2e/helpers/processes.ts';
import type { Folder, Running } from '#tests/e2e/helpers/processes.ts';

let folder: Folder;
let console_: Running;
test.beforeEach(async ({ page }) => {
  folder = temporaryFolder();
  console_ = run('console', ['--data', folder.path, '--port', '0']);
  const first = await openPort(await readyAddress(console_));
  await first.call('host.setupTeam', { presetId: 'confectionery', teamName: 'Солодко', ownerName: 'Марта' });
  first.close();
  const again = run('console', ['--data', folder.path]);
  const address = await readyAddress(again);
  await again.exited;
  await page.goto(address);
  await page.locator('.topbar').waitFor();
});
test.afterEach(async () => {
  await console_.stop();
  folder.remove();
});

const openAccess = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+Comma');
  await page.getByRole('button', { name: /Вхід і пристрої|Sign-in and devices/ }).click();
};

test('[S95] [R12] a PIN is set, the window locked by a key: nothing of the team is left on the page or told over its socket; five digits do nothing, the sixth opens', async ({ page }) => {
  await openAccess(page);
  await page.getByLabel(/Новий пароль|New password/).fill('девять слонів пішли');
  await page.getByRole('button', { name: /^(Встановити|Set)$/ }).first().click();
  await page.getByLabel(/Поточний пароль|Password now/).waitFor();
  await page.getByLabel(/Новий PIN-код|New PIN/).fill('271828');
  await page.getByRole('button', { name: /^(Встановити|Set)$/ }).last().click();
  await page.getByRole('button', { name: /Замкнути вікно|Lock the window/ }).waitFor();
  await page.screenshot({ path: 'test-results/access-page.png' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+K');
  await page.getByRole('heading', { name: /Вікно замкнено|The window is locked/ }).waitFor();
  await page.screenshot({ path: 'test-results/access-locked.png' });
  expect(await page.locator('.topbar, .rail, .vlist').count()).toBe(0);
  expect(await page.content()).not.toContain('Солодко');
  // A new page of the same window is as locked.
  await page.reload();
  const pin = page.getByLabel(/PIN/);
  await pin.fill('999999');
  await page.getByRole('alert').waitFor();
  await pin.fill('27182');
  await pin.fill('271828');
  await page.locator('.topbar').waitFor();
  expect(await page.content()).toContain('Солодко');
});
