// A payment in the real window: claimed on the card by the seller, approved by one key at the desk; a role's page shows what it sees.
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { sharedConsole } from '#tests/e2e/helpers/shared-console.ts';
import { openWindow } from '#tests/e2e/helpers/window.ts';

const screens = resolve(import.meta.dirname, '../../out/screens');
const demo = sharedConsole(['--demo']);

test('[s5 c7] claimed on the card, approved by one key; the paid sum is there when the server has said so', async ({ browser }) => {
  test.setTimeout(75_000);
  const link = await demo.linkOf('c-op1');
  const seller = await openWindow(browser, link, { locale: 'uk-UA' });
  await expect(seller.list.getByRole('option').nth(8)).toBeVisible({ timeout: 45_000 });
  await seller.list.getByRole('option').nth(2).click();
  await seller.page.getByRole('button', { name: 'Надійшла оплата' }).click();
  await seller.page.getByLabel('Сума, UAH').fill('900');
  await seller.page.screenshot({ path: join(screens, 'payment-claim.png') });
  await seller.page.getByRole('button', { name: 'На перевірку' }).click();
  await expect(seller.page.getByText('1 оплата чекає на перевірку')).toBeVisible();

  const desk = await openWindow(browser, await demo.address(), { locale: 'uk-UA' });
  await desk.page.getByRole('button', { name: /Платежі/ }).click();
  await expect(desk.page.getByRole('complementary', { name: 'Рішення' })).toContainText('900');
  await desk.page.screenshot({ path: join(screens, 'payments.png') });
  await desk.page.keyboard.press('a');
  await expect(desk.page.getByText('Перевіряти нічого')).toBeVisible();
  await expect(desk.page.getByText(/^Підтверджено:/)).toBeVisible();
  await expect(seller.page.getByText('1 оплата чекає на перевірку')).toHaveCount(0);

  await desk.page.keyboard.press('Control+,');
  await desk.page.getByRole('button', { name: 'Ролі' }).click();
  await desk.page.getByRole('button', { name: /^Бухгалтер/ }).click();
  await expect(desk.page.getByText('Угоду видно, щойно заявлено оплату')).toBeVisible();
  await desk.page.screenshot({ path: join(screens, 'roles.png') });
  await desk.expectClean();
  await seller.expectClean();
});
