// The main job over real processes: a console with the server inside, a second and a third console, a simulated network, real windows.
import { expect, test } from '@playwright/test';
import { startTeam } from '#tests/e2e/helpers/team.ts';
import type { Console, Team } from '#tests/e2e/helpers/team.ts';
import { openWindow } from '#tests/e2e/helpers/window.ts';
import type { Window } from '#tests/e2e/helpers/window.ts';

test.describe.configure({ mode: 'serial' });

let team: Team;
let iryna: Console;
let bohdan: Console;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  team = await startTeam();
  iryna = await team.join({ login: 'iryna', name: 'Ірина Мельник', seatName: 'Seat 1' });
  bohdan = await team.join({ login: 'bohdan', name: 'Богдан Савка', seatName: 'Seat 2' });
});

test.afterAll(async () => {
  await team?.close();
});

const sentTexts = (): string[] => team.account.sent.map((message) => message.text ?? '');

async function both(browser: Parameters<typeof openWindow>[0]): Promise<[Window, Window]> {
  return Promise.all([openWindow(browser, await iryna.freshAddress()), openWindow(browser, await bohdan.freshAddress())]);
}

test('[c2 q3 x2] a client writes, two press at once: exactly one gets it, the other reads who and keeps the draft', async ({ browser }) => {
  const [one, two] = await both(browser);
  const client = team.account.client('olena.tkach', 'Олена Ткаченко');
  client.writes('Добрий день! Скільки коштує торт на 2 кг?');
  for (const window of [one, two]) {
    await expect(window.row('Скільки коштує торт')).toBeVisible();
    await window.row('Скільки коштує торт').click();
    await expect(window.thread).toContainText('Скільки коштує торт на 2 кг?');
    await window.composer.fill('Вітаю! Зараз порахую');
  }
  for (const window of [one, two]) await window.composer.blur();
  await Promise.all([one.key('t'), two.key('t')]);
  const winner = one.page.getByText('Yours', { exact: true });
  const otherWinner = two.page.getByText('Yours', { exact: true });
  await expect(winner.or(one.page.getByText(/was first to take it|Already taken/)).first()).toBeVisible();
  const oneWon = await winner.isVisible();
  const [won, lost] = oneWon ? [one, two] : [two, one];
  await expect(oneWon ? winner : otherWinner).toBeVisible();
  await expect(lost.page.getByText(oneWon ? /Ірина|Seat 1/ : /Богдан|Seat 2/).first()).toBeVisible();
  await expect(lost.page.getByText('Вітаю! Зараз порахую').first()).toBeVisible();
  await expect(lost.row('Скільки коштує торт')).toHaveCount(0);

  await won.composer.press('Enter');
  await expect(won.thread).toContainText('Вітаю! Зараз порахую');
  await expect(won.thread.getByText(/Handed to Instagram/)).toBeVisible({ timeout: 15_000 });
  expect(sentTexts()).toEqual(['Вітаю! Зараз порахую']);
  await one.expectClean();
  await two.expectClean();
  await one.close();
  await two.close();
});

test('[c3] a long line of time opens where the news begin, loads what is older without a jump, and stays where one reads when the client writes', async ({ browser }) => {
  const client = team.account.client('long.talk', 'Довга Розмова');
  const from = Date.now() - 130_000;
  for (let n = 1; n <= 130; n += 1) client.writes(`рядок ${n}.`, { at: from + n * 1000 });
  const window = await openWindow(browser, await iryna.freshAddress());
  await expect(window.row('рядок 130.')).toBeVisible();
  await window.row('рядок 130.').click();
  const line = (n: number): ReturnType<typeof window.thread.getByText> => window.thread.getByText(`рядок ${n}.`, { exact: true });
  const place = async (n: number): Promise<number> => (await line(n).boundingBox())!.y;
  // All of it is new: reading begins at its first line, not at its last.
  await expect(window.thread.locator('.day.new')).toBeInViewport();
  await window.page.getByRole('button', { name: 'To the newest' }).click();
  await expect(line(130)).toBeInViewport();

  // Up to the first one, as a hand would: each page comes before its place is reached.
  await window.thread.hover();
  await expect(async () => {
    await window.page.mouse.wheel(0, -500);
    await expect(line(1)).toBeInViewport({ timeout: 100 });
  }).toPass({ timeout: 30_000 });

  await window.page.mouse.wheel(0, 600);
  await expect(line(1)).not.toBeInViewport();
  const read = await window.thread.evaluate((box) => {
    const middle = box.getBoundingClientRect().top + box.clientHeight / 2;
    const seen = [...box.querySelectorAll('[data-message]')].find((each) => each.getBoundingClientRect().top > middle);
    return Number(/рядок (\d+)/.exec(seen?.textContent ?? '')?.[1]);
  });
  const before = await place(read);
  client.writes('новий, поки читають угорі');
  await expect(window.row('новий, поки читають угорі')).toBeVisible();
  await expect(window.thread.getByText('новий, поки читають угорі')).toBeAttached();
  expect(Math.abs((await place(read)) - before)).toBeLessThanOrEqual(1);

  await window.page.getByRole('button', { name: 'To the newest' }).click();
  await expect(window.thread.getByText('новий, поки читають угорі')).toBeInViewport();
  client.writes('і ще один, поки дивляться');
  await expect(window.thread.getByText('і ще один, поки дивляться')).toBeInViewport();
  await window.expectClean();
  await window.close();
});

test('[c5 s1] one key greets, takes and moves the stage; undo takes all of it back and nothing goes out', async ({ browser }) => {
  const window = await openWindow(browser, await iryna.freshAddress());
  const head = await openWindow(browser, await team.owner.freshAddress());
  const before = team.account.sent.length;
  team.account.client('sofia.kr', 'Софія Кравець').writes('А еклери завтра будуть?');
  await window.row('еклери завтра').click();
  await expect(window.thread).toContainText('А еклери завтра будуть?');
  await head.page.keyboard.press('g');
  await head.page.keyboard.press('f');
  await window.page.locator('.convhead').click();
  await window.key('1');
  await expect(window.thread).toContainText('Добрий день');
  await expect(head.page.getByText('Софія Кравець').or(head.page.getByText('sofia.kr')).first()).toBeVisible();
  await window.key('Control+z');
  await expect(window.page.getByText('Undone').or(window.page.getByText(/taken back/i)).first()).toBeVisible();
  await expect(window.page.getByRole('button', { name: /^Take/ })).toBeVisible();
  // The undo time is over when the next message of another dialogue has gone out.
  await window.key('1');
  await expect(window.thread.getByText(/Handed to Instagram/)).toBeVisible({ timeout: 15_000 });
  expect(team.account.sent.length - before).toBe(1);
  await window.expectClean();
  await window.close();
  await head.close();
});

test('[x1] without its server a console reads, answers and moves; on return everything arrives once, in order', async ({ browser }) => {
  const window = await openWindow(browser, await iryna.freshAddress());
  const before = team.account.sent.length;
  await team.owner.kill();
  await window.page.getByRole('tab', { name: /Mine/ }).click();
  await expect(window.page.getByText(/server does not answer/)).toBeVisible({ timeout: 20_000 });
  await window.row('Добрий день').click();
  for (const text of ['перше', 'друге', 'третє']) {
    await window.composer.fill(text);
    await window.composer.press('Enter');
    await expect(window.thread).toContainText(text);
  }
  expect(team.account.sent.length).toBe(before);
  await iryna.kill();
  await iryna.startAgain();
  await team.owner.startAgain();
  await expect.poll(() => sentTexts().slice(before), { timeout: 40_000 }).toEqual(['перше', 'друге', 'третє']);
  await window.close();
  const after = await openWindow(browser, await iryna.freshAddress());
  await after.page.getByRole('tab', { name: /Mine/ }).click();
  await after.row('третє').click();
  await expect(after.thread.getByText(/Handed to Instagram/)).toHaveCount(4, { timeout: 15_000 });
  await after.close();
});

test('[x1] kill -9 of console and server in the middle of presses: none lost, none doubled', async () => {
  const before = team.account.sent.length;
  team.account.client('taras.b', 'Тарас Бондар').writes('Чи є доставка?');
  const mine = await bohdan.hand.until(async () => {
    const page = await bohdan.hand.query<{ rows: { conversationId: string; last: { text: string } | null }[] }>('inbox.page', {
      filter: { view: 'untaken', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50,
    });
    return page.rows.find((row) => row.last?.text === 'Чи є доставка?') ?? null;
  }, 'the client who asks for delivery');
  await bohdan.hand.press('conversation.take', { conversationId: mine.conversationId });
  const texts = Array.from({ length: 12 }, (_, at) => `рядок ${at + 1}`);
  for (const [at, text] of texts.entries()) {
    await bohdan.hand.tap('message.send', {
      conversationId: mine.conversationId, messageId: bohdan.hand.newId(), text, attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1,
    });
    if (at === 3) {
      await bohdan.kill();
      await bohdan.startAgain();
    }
    if (at === 7) await team.owner.kill();
    if (at === 9) await team.owner.startAgain();
  }
  await expect.poll(() => sentTexts().slice(before), { timeout: 60_000 }).toEqual(texts);
});

test('[c2] networks are given the port that people know, and the console hands their deliveries on', async () => {
  const { url } = await team.owner.hand.call('account.webhook', { accountId: team.accountId });
  expect(url).toBe(`http://127.0.0.1:${team.owner.port}/hooks/instagram/${team.accountId}`);
  const refused = await fetch(url, { method: 'POST', headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` }, body: '{"object":"instagram","entry":[]}' });
  expect(refused.status).toBe(403);
});

test('[q3] a person invited by link works in a window that the server hosts', async ({ browser }) => {
  const link = await team.invite({ login: 'guest', name: 'Марія Гість', seatName: 'Seat 3' });
  const window = await openWindow(browser, link);
  team.account.client('nadia.f', 'Надія Фесенко').writes('Потрібен букет з капкейків');
  await window.row('букет з капкейків').click();
  await window.composer.fill('Так, зробимо');
  await window.composer.press('Enter');
  await expect(window.thread.getByText(/Handed to Instagram/)).toBeVisible({ timeout: 15_000 });
  expect(sentTexts().at(-1)).toBe('Так, зробимо');
  await window.page.reload();
  await expect(window.row(/капкейків|зробимо/).or(window.page.getByRole('tab', { name: /Mine/ })).first()).toBeVisible();
  await window.expectClean();
  await window.close();
});
