// What a person sees first, by hand and by key, in both themes at 1280×720: the pictures in out/screens are compared by eye with the mock; those in screens/ are kept.
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { sharedConsole } from '#tests/e2e/helpers/shared-console.ts';
import { openWindow } from '#tests/e2e/helpers/window.ts';

// Tests leave the tree as it was; KEEP_SCREENS=1 renews the pictures that are kept.
const folder = process.env['KEEP_SCREENS'] === '1' ? join(import.meta.dirname, 'screens') : resolve(import.meta.dirname, '../../out/screens');
const themes = ['light', 'dark'] as const;

test.describe('first run', () => {
  const fresh = sharedConsole([]);

  test('[x4 x5] first run: two doors, both themes, in Ukrainian', async ({ browser }) => {
    for (const theme of themes) {
      const window = await openWindow(browser, await fresh.freshAddress(), { locale: 'uk-UA', colorScheme: theme });
      await expect(window.page.getByRole('heading', { level: 1 })).toHaveText('З чого почнемо?');
      await window.page.screenshot({ path: join(folder, `first-run-${theme}.png`) });
      await window.expectClean();
      await window.close();
    }
  });
});

test.describe('demo', () => {
  const demo = sharedConsole(['--demo']);

  for (const theme of themes) {
    test(`[c1 c3 c4 c9 s1] inbox, card, board and chronicle of the demo in the ${theme}`, async ({ browser }) => {
      const operator = theme === 'light' ? 'c-op1' : 'c-op2';
      const link = await demo.linkOf(operator);
      const window = await openWindow(browser, link, { locale: 'uk-UA', colorScheme: theme });
      await expect(window.list.getByRole('option').nth(8)).toBeVisible({ timeout: 45_000 });
      await window.list.getByRole('option').nth(2).click();
      await expect(window.composer).toBeVisible();
      await window.page.locator('.convhead').click();
      await window.key('t');
      await expect(window.page.getByText('Ваша', { exact: true })).toBeVisible();
      await window.page.mouse.move(700, 300);
      await window.page.screenshot({ path: join(folder, `inbox-${theme}.png`) });
      await expect(window.page.locator('.card-scroll')).toBeVisible();
      await window.page.locator('.card-scroll').screenshot({ path: join(folder, `card-${theme}.png`) });
      await window.key('1');
      await expect(window.page.getByText(/Передано в/).last()).toBeVisible({ timeout: 15_000 });
      await window.key('g', 'f');
      await expect(window.page.locator('.board-card').nth(4)).toBeVisible();
      await window.page.screenshot({ path: join(folder, `board-${theme}.png`) });
      await window.key('g', 'c');
      await expect(window.page.getByRole('heading', { name: 'Хроніка' })).toBeVisible();
      await window.page.screenshot({ path: join(folder, `chronicle-${theme}.png`) });
      await window.expectClean();
      await window.close();
    });
  }
});
