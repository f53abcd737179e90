// A phone of 360×740: one pane at a time, and nothing of the conversation's head or composer is cut, covered or pushed out.
import { expect, test } from '@playwright/test';
import { sharedConsole } from '#tests/e2e/helpers/shared-console.ts';
import { openWindow } from '#tests/e2e/helpers/window.ts';

const demo = sharedConsole(['--demo']);

test('[s1] at 360×740 the head shows whole names, and head and composer hold everything they have', async ({ browser }) => {
  for (const [locale, login] of [['uk-UA', 'c-op3'], ['en-US', 'c-op4']] as const) {
    const link = await demo.linkOf(login);
    const window = await openWindow(browser, link, { locale, viewport: { width: 360, height: 740 } });
    await expect(window.list.getByRole('option').nth(5)).toBeVisible({ timeout: 45_000 });
    for (let n = 0; n < 5; n += 1) {
      await window.list.getByRole('option').nth(n).click();
      await expect(window.composer).toBeVisible();
      expect(await window.page.evaluate(faults)).toEqual([]);
      await window.page.locator('.convhead .phone-back').first().click();
      await expect(window.composer).toBeHidden();
    }
    await window.expectClean();
    await window.close();
  }
});

test('[s1] at 360×740 an owner of seven sections has five places for a finger, and reaches the others behind the last of them', async ({ browser }) => {
  for (const [locale, more, settings, heading] of [['uk-UA', 'Ще', 'Налашт.', 'Налаштування'], ['en-US', 'More', 'Settings', 'Settings']] as const) {
    const window = await openWindow(browser, await demo.freshAddress(), { locale, viewport: { width: 360, height: 740 } });
    const tabs = window.page.locator('.tabbar > button');
    await expect(tabs).toHaveCount(5);
    for (const box of await tabs.evaluateAll((all) => all.map((tab) => [tab.getBoundingClientRect().width, tab.scrollWidth]))) {
      expect(box[0]).toBeGreaterThanOrEqual(64);
      expect(box[1]).toBeLessThanOrEqual(box[0]! + 1);
    }
    await tabs.filter({ hasText: more }).click();
    const entry = window.page.getByRole('menuitem', { name: settings });
    expect((await entry.boundingBox())!.height).toBeGreaterThanOrEqual(44);
    await entry.click();
    await expect(window.page.getByRole('heading', { name: heading })).toBeVisible();
    await expect(tabs.filter({ hasText: more })).toHaveAttribute('aria-current', 'page');
    await window.expectClean();
    await window.close();
  }
});

/** Runs in the page: what stands out of its pane, is cut without a sign, or covers its neighbour. */
function faults(): string[] {
  const found: string[] = [];
  const shown = (element: Element): boolean => element.getBoundingClientRect().width > 0 && !element.closest('.vh') && (!element.closest('svg') || element.tagName === 'svg');
  for (const root of document.querySelectorAll('.convhead, .composer')) {
    const pane = root.getBoundingClientRect();
    for (const element of [root, ...root.querySelectorAll('*')].filter(shown)) {
      const name = `${root.classList[0]} ${element.tagName} ${element.getAttribute('class') ?? ''}`;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      // Words that end in an ellipsis are longer than their place by intent.
      if (!element.parentElement?.closest('.trunc') && (box.right > pane.right + 0.5 || box.left < pane.left - 0.5 || box.right > innerWidth)) found.push(`${name} stands out`);
      if (style.overflowX === 'hidden' && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) found.push(`${name} is cut`);
      const next = element.nextElementSibling;
      const row = element.parentElement && getComputedStyle(element.parentElement).display.includes('flex');
      if (row && next && shown(next)) {
        const after = next.getBoundingClientRect();
        if (after.top < box.bottom && box.top < after.bottom && after.left < box.right - 0.5 && box.left < after.left) found.push(`${name} is covered`);
      }
    }
  }
  const title = document.querySelector('.convhead .title')?.parentElement;
  if (title && title.clientWidth < 180) found.push(`the name has ${title.clientWidth} px`);
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return [...new Set(found)];
}
