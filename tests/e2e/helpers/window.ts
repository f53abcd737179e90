/** A window as its person sees it: what tests press and read, by role and name. */
import { type Browser, type BrowserContext, type Locator, type Page, expect } from '@playwright/test';

export interface Window {
  readonly page: Page;
  readonly list: Locator;
  row(name: string | RegExp): Locator;
  readonly composer: Locator;
  readonly thread: Locator;
  /** Opens a conversation by its row. */
  open(name: string): Promise<void>;
  /** Presses a key outside any text field. */
  key(...keys: string[]): Promise<void>;
  /** Nothing was blocked by the page's policy and nothing threw. */
  expectClean(): Promise<void>;
  close(): Promise<void>;
}

/** Opens an address in a context of its own (two pages in one context disturb each other). */
export async function openWindow(browser: Browser, address: string, options: { locale?: string; colorScheme?: 'light' | 'dark'; viewport?: { width: number; height: number } } = {}): Promise<Window> {
  const context: BrowserContext = await browser.newContext({ viewport: options.viewport ?? { width: 1280, height: 720 }, locale: options.locale ?? 'en-US', colorScheme: options.colorScheme ?? 'light' });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted/.test(message.text())) faults.push(message.text());
  });
  await page.goto(address);
  const list = page.getByRole('listbox').first();
  const composer = page.locator('.composer textarea');
  return {
    page,
    list,
    composer,
    thread: page.getByRole('log'),
    row: (name) => list.getByRole('option').filter({ hasText: name }),
    async open(name) {
      await list.getByRole('option').filter({ hasText: name }).click();
      await expect(page.locator('.convhead')).toContainText(name);
    },
    async key(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    async expectClean() {
      expect(faults).toEqual([]);
    },
    close: () => context.close(),
  };
}
