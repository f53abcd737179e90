/**
 * What a person waits for in the window, in Chromium, over the real console process at the full size: the next conversation drawn, a board of 5,000 cards,
 * and the price of a key in the composer, beside the same key in an empty page's textarea.
 */
import { chromium } from 'playwright-core';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { startFilledConsole } from '#tests/bench/filled-console.ts';
import { fullSize } from '#tests/bench/data-set.ts';
import { summary } from '#tests/bench/measure.ts';
import type { Measure } from '#tests/bench/measure.ts';

const switches = 60;
/** The shortest look at a client that is worth the name. */
const lookMs = 250;
/** Keys, not letters: a press of any layout costs the same. */
const typed = 'the deposit is fifty percent and the details follow in the next message today ';
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function run(): Promise<Measure[]> {
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', args: flags });
  try {
    return [...(await inbox(browser)), ...(await board(browser))];
  } finally {
    await browser.close();
  }
}

async function open(browser: Browser, address: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, locale: 'uk-UA' });
  const page = await context.newPage();
  await page.addInitScript(installStopwatch);
  await page.goto(address);
  return page;
}

async function inbox(browser: Browser): Promise<Measure[]> {
  const console = await startFilledConsole(fullSize);
  try {
    const page = await open(browser, console.address);
    await page.getByRole('tab').last().click();
    await page.getByRole('option').nth(5).waitFor();
    await page.getByRole('option').nth(0).click();
    await page.locator('.convhead').waitFor();
    await page.locator('.convhead').click();
    const onwards = async (pauseMs: number): Promise<number[]> => {
      const taken: number[] = [];
      for (let n = 0; n < switches; n += 1) {
        taken.push(await timed(page, 'conversationPainted', () => page.keyboard.press('j')));
        await page.waitForTimeout(pauseMs);
      }
      return taken;
    };
    const switched = [
      ...summary('window: switch conversation to painted, one look each', await onwards(lookMs), 50),
      ...summary('window: switch conversation to painted, without a pause', await onwards(0), 50),
    ];
    await page.locator('.composer textarea').click();
    const cdp = await page.context().newCDPSession(page);
    const ours = await keys(page, cdp);
    const blank = await (await browser.newContext({ viewport: { width: 1280, height: 720 } })).newPage();
    await blank.setContent('<textarea rows="2" autofocus></textarea>');
    await blank.evaluate(installStopwatch);
    await blank.locator('textarea').click();
    const floor = await keys(blank, await blank.context().newCDPSession(blank));
    return [
      ...switched,
      { name: 'window: main-thread work per key in the composer, p95 of ten-key runs', value: round(at(ours.work, 0.95)), unit: 'ms', target: 8, better: 'lower' },
      { name: 'window: the same in an empty page', value: round(at(floor.work, 0.95)), unit: 'ms', better: 'lower' },
      { name: 'window: key to painted, ours over an empty page, p50', value: round(at(ours.painted, 0.5) / at(floor.painted, 0.5)), unit: 'ratio', target: 1.5, better: 'lower' },
      { name: 'window: key to painted, ours over an empty page, p95', value: round(at(ours.painted, 0.95) / at(floor.painted, 0.95)), unit: 'ratio', target: 1.5, better: 'lower' },
    ];
  } finally {
    await console.stop();
  }
}

/** Types the text twice: by itself, for the main thread's work per key in runs of ten; then under the stopwatch, for the time to paint. */
async function keys(page: Page, cdp: CDPSession): Promise<{ work: number[]; painted: number[] }> {
  await cdp.send('Performance.enable');
  const busy = async (): Promise<number> => (await cdp.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration')!.value * 1000;
  const work: number[] = [];
  for (let from = 0; from + 10 <= typed.length; from += 10) {
    const before = await busy();
    await page.keyboard.type(typed.slice(from, from + 10), { delay: 30 });
    work.push((await busy() - before) / 10);
  }
  const painted: number[] = [];
  for (const letter of typed) painted.push(await timed(page, 'keyPainted', () => page.keyboard.press(letter === ' ' ? 'Space' : letter)));
  return { work, painted };
}

async function board(browser: Browser): Promise<Measure[]> {
  const console = await startFilledConsole({ conversations: 5_000, messages: 50_000, owed: 0.01 });
  try {
    const page = await open(browser, console.address);
    await page.getByRole('option').nth(5).waitFor();
    await page.locator('.rail').click();
    const taken: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      await page.keyboard.press('g');
      taken.push(await timed(page, 'boardPainted', () => page.keyboard.press('f')));
      await page.keyboard.press('g');
      await page.keyboard.press('i');
      await page.getByRole('option').nth(5).waitFor();
    }
    return summary('window: open a board of 5,000 cards to painted', taken, 150);
  } finally {
    await console.stop();
  }
}

type Stopwatch = Record<'conversationPainted' | 'keyPainted' | 'boardPainted', () => Promise<number>> & { measuring?: Promise<number> };

const patienceMs = 10_000;

/** Starts the stopwatch, then presses: a key and a script reach the page by different ways, so the one must be there before the other sets out. */
async function timed(page: Page, name: 'conversationPainted' | 'keyPainted' | 'boardPainted', press: () => Promise<void>): Promise<number> {
  await page.evaluate((watch) => {
    const stopwatch = globalThis as unknown as Stopwatch;
    stopwatch.measuring = stopwatch[watch]();
  }, name);
  await press();
  return page.evaluate(([ms, watch]) => Promise.race([
    (globalThis as unknown as Stopwatch).measuring!,
    new Promise<number>((_, refuse) => setTimeout(() => refuse(new Error(`${watch}: nothing came`)), ms)),
  ]), [patienceMs, name] as const);
}

/** Runs in the page: from the next keydown to the frame after which the state asked for has been painted. */
function installStopwatch(): void {
  const nextKey = (): Promise<number> => new Promise((done) => addEventListener('keydown', () => done(performance.now()), { capture: true, once: true }));
  const painted = (): Promise<number> => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.now());
    channel.port2.postMessage(null);
  }));
  const state = (look: () => boolean): Promise<void> => new Promise((done) => {
    if (look()) return done();
    const observer = new MutationObserver(() => {
      if (!look()) return;
      observer.disconnect();
      done();
    });
    // Only what is put in and taken out: a stopwatch that hears of every attribute is a good part of what it measures.
    observer.observe(document.querySelector('main') ?? document.body, { subtree: true, childList: true });
  });
  Object.assign(globalThis, {
    async conversationPainted() {
      const first = (): string | null => document.querySelector('[data-message]')?.getAttribute('data-message') ?? null;
      const before = first();
      const from = await nextKey();
      await state(() => first() !== null && first() !== before);
      return (await painted()) - from;
    },
    async keyPainted() {
      const from = await nextKey();
      return (await painted()) - from;
    },
    async boardPainted() {
      const from = await nextKey();
      await state(() => document.querySelector('.board-card') !== null);
      return (await painted()) - from;
    },
  });
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
