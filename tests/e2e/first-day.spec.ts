// The first day of a team over real processes: set up by hand, an account connected by its form, a person invited, the first deal dragged over the board.
import { expect, test } from '@playwright/test';
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import type { InstagramSimulator, SimulatedAccount } from '#channels/instagram/simulator.ts';
import { startConsole } from '#tests/e2e/helpers/team.ts';
import type { Console } from '#tests/e2e/helpers/team.ts';
import { openWindow } from '#tests/e2e/helpers/window.ts';
import type { Window } from '#tests/e2e/helpers/window.ts';

test.describe.configure({ mode: 'serial' });

const open: (() => Promise<void> | void)[] = [];
let instagram: InstagramSimulator;
let account: SimulatedAccount;
let console: Console;
let owner: Window;
let link: string;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(60_000);
  instagram = await createInstagramSimulator({ now: () => Date.now() });
  open.push(() => instagram.close());
  account = instagram.account({ username: 'sweets.07', name: 'Медова Хмара' });
  console = await startConsole([], open);
  owner = await openWindow(browser, await console.freshAddress());
});

test.afterAll(async () => {
  await owner?.close();
  for (const step of open.reverse()) await step();
});

test('[x3 x5] a team is made by keys alone, and the page goes on with the next step after its restart', async () => {
  const { page } = owner;
  await expect(page.getByRole('heading', { name: 'Where shall we start?' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Confectionery', exact: true })).toBeVisible();
  await owner.key('2');
  await expect(page.getByLabel('Name of the team')).toBeFocused();
  await page.keyboard.type('Сім ложок');
  await owner.key('Tab');
  await page.keyboard.type('Марта Коваль');
  await owner.key('Enter');
  await expect(page.getByRole('heading', { name: 'Your password' })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByLabel('New password')).toBeFocused();
  await page.keyboard.type('seven quiet lamps');
  await owner.key('Enter');
  await expect(page.getByRole('heading', { name: 'First account' })).toBeVisible();
  await expect(page.getByText('Сім ложок')).toBeVisible();
});

test('[c1 s15] an account is connected by its form: whose token it is stands there before anything is stored', async () => {
  const { page } = owner;
  await page.getByLabel('Instagram access token').fill('not-a-token');
  await page.getByText('Base addresses').click();
  await page.getByLabel('Graph address').fill(instagram.url);
  await owner.key('Enter');
  await expect(page.getByRole('alert')).toContainText('no longer accepts the token');
  await page.getByLabel('Instagram access token').fill(account.token);
  await page.getByLabel(/app secret/).fill(account.appSecret);
  await owner.key('Enter');
  await expect(page.getByText('@sweets.07')).toBeVisible();
  await expect(page.getByLabel('Name', { exact: true })).toHaveValue('Медова Хмара');
  await expect(page.getByLabel('Short code')).toHaveValue('МХ');
  await page.getByLabel('Short code').press('Enter');
  await expect(page.getByText('“Медова Хмара” is connected.')).toBeVisible({ timeout: 15_000 });
  const address = await page.getByLabel('Address (callback URL)').inputValue();
  expect(address).toMatch(/\/hooks\/instagram\/[0-9a-f-]{36}$/);
  await expect(page.getByLabel('Verify token')).not.toHaveValue('');
  account.setHook(address);
  await page.getByRole('button', { name: /Next: people/ }).click();
});

test('[R17] a person is invited with a seat of their own; the link stands there once', async () => {
  const { page } = owner;
  await page.getByLabel('Name', { exact: true }).fill('Ірина Мельник');
  await expect(page.getByLabel('Login')).toHaveValue('iryna.melnyk');
  await expect(page.getByLabel('Name of the seat')).toHaveValue('Ірина Мельник');
  await page.getByRole('button', { name: 'Make a link' }).click();
  await expect(page.getByLabel('Link')).toHaveValue(/#invite=/);
  link = await page.getByLabel('Link').inputValue();
  await page.getByRole('button', { name: 'To the inbox' }).click();
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
});

test('[s1 c5] a deal is taken and dragged over the board; others see it move; a stage asks for what it needs', async ({ browser }) => {
  const operator = await openWindow(browser, link);
  const { page } = operator;
  account.client('olena.tkach', 'Олена Ткаченко').writes('Добрий день! Скільки коштує торт?');
  await expect(operator.row('Скільки коштує')).toBeVisible({ timeout: 20_000 });
  for (const window of [operator, owner]) await window.key('g', 'f');
  const card = (window: Window, stage: string) => window.page.locator(`[data-stage="${stage}"] .board-card:not(.lifted)`);
  await expect(card(operator, 'new')).toHaveCount(1);
  await card(operator, 'new').click();
  await operator.page.locator('.convhead').click();
  await operator.key('t');
  await expect(page.getByText('Yours', { exact: true })).toBeVisible();

  await drag(operator, 'new', 'greeting');
  await expect(card(operator, 'greeting')).toHaveCount(1);
  await expect(card(operator, 'new')).toHaveCount(0);
  await expect(page.getByText('Stage → Greeting')).toBeVisible();
  await expect(card(owner, 'greeting')).toHaveCount(1);

  await drag(operator, 'greeting', 'price');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Not yet to “Price sent”');
  await expect(card(operator, 'greeting')).toHaveCount(1);
  await dialog.getByLabel('Product').selectOption({ index: 1 });
  await dialog.getByLabel(/Needed/).fill('2027-03-21T14:00');
  await dialog.getByLabel(/Amount/).fill('1800');
  await operator.key('Enter');
  await expect(card(operator, 'price')).toHaveCount(1);
  await expect(card(operator, 'price')).toContainText('1,800');
  await expect(card(owner, 'price')).toHaveCount(1);
  await operator.key('Control+z');
  await expect(card(owner, 'greeting')).toHaveCount(1);
  await operator.expectClean();
  await owner.expectClean();
  await operator.close();
});

/** As a hand does it: press, move a little, go there, let go. */
async function drag(window: Window, from: string, to: string): Promise<void> {
  const { mouse } = window.page;
  const start = await window.page.locator(`[data-stage="${from}"] .board-card`).first().boundingBox();
  const end = await window.page.locator(`[data-stage="${to}"]`).boundingBox();
  await mouse.move(start!.x + 60, start!.y + 30);
  await mouse.down();
  await mouse.move(start!.x + 90, start!.y + 40, { steps: 4 });
  await mouse.move(end!.x + 80, end!.y + 220, { steps: 8 });
  await expect(window.page.locator(`[data-stage="${to}"] .slot-drop`)).toBeVisible();
  await mouse.up();
}
