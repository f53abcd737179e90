/** How the tests of inbox, conversation and card stand at the desk: the real preset, rows opened by name, presses read from the wire. */
import { readFileSync } from 'node:fs';
import { configure, fireEvent, screen, waitFor } from '@testing-library/react';
import { presetSchema } from '#shared/model/preset.ts';
import { useLosses } from '#renderer/features/conversation/losses.ts';
import { useTexts } from '#renderer/features/conversation/texts.ts';
import type { Desktop } from '#shared/port/desktop.ts';
import type { FakeConsoleOptions } from '#tests/ui/fake-console.ts';
import { renderApp } from '#tests/ui/render-app.tsx';
import type { RenderedApp } from '#tests/ui/render-app.tsx';

export const preset = presetSchema.parse(JSON.parse(readFileSync('resources/presets/confectionery.json', 'utf8')));

// Nothing here is hidden by style: looking it up for every element of the page takes most of a test's time.
configure({ defaultHidden: true });

/** A line of time needs heights and a place to scroll to: jsdom has neither. */
function giveThreadLayout(): void {
  const high = (element: Element): number => (element instanceof HTMLElement && element.dataset['index'] !== undefined ? 60 : 600);
  Object.defineProperty(HTMLElement.prototype, 'offsetHeight', { configurable: true, get(this: HTMLElement) { return high(this); } });
  Object.defineProperty(Element.prototype, 'scrollHeight', {
    configurable: true, get(this: Element) { return Math.max(600, Number.parseFloat((this.firstElementChild as HTMLElement | null)?.style.height || '0')); },
  });
  Element.prototype.scrollTo = function scrollTo(this: Element, options?: ScrollToOptions | number) {
    this.scrollTop = typeof options === 'object' ? (options.top ?? 0) : (options ?? 0);
    this.dispatchEvent(new Event('scroll'));
  } as Element['scrollTo'];
}

const texts = useTexts.getState();
const losses = useLosses.getState();

export interface Desk extends RenderedApp {
  /** Opens a conversation by the name in its row. */
  open(name: string): Promise<void>;
  composer(): HTMLTextAreaElement;
  write(text: string): HTMLTextAreaElement;
  /** Inputs of the presses of one name, in order. */
  pressed(name: string): Record<string, unknown>[];
  lastPressed(name: string): Promise<Record<string, unknown>>;
  thread(): HTMLElement;
}

/** The row of a client in the list. */
export function rowOf(name: string): HTMLElement {
  const row = [...document.querySelectorAll<HTMLElement>('.lrow')].find((each) => each.querySelector('.name')?.textContent?.includes(name));
  if (!row) throw new Error(`${name} is not in the list`);
  return row;
}

export async function sitDown(options: FakeConsoleOptions & { desktop?: Desktop } = {}): Promise<Desk> {
  useTexts.setState({ ...texts, answer: {}, note: {} }, true);
  useLosses.setState({ ...losses, byConversation: {} }, true);
  const app = await renderApp({ preset, ...options });
  giveThreadLayout();
  await screen.findByText('Юлія Романюк');
  const pressed = (name: string): Record<string, unknown>[] =>
    app.fake.heard.flatMap((frame) => (frame.t === 'command' && frame.name === name ? [frame.input as Record<string, unknown>] : []));
  const composer = (): HTMLTextAreaElement => document.querySelector<HTMLTextAreaElement>('.composer textarea')!;
  return {
    ...app,
    pressed, composer,
    lastPressed: async (name) => {
      await waitFor(() => {
        if (pressed(name).length === 0) throw new Error(`${name} has not been pressed`);
      });
      return pressed(name).at(-1)!;
    },
    open: async (name) => {
      fireEvent.click(await waitFor(() => rowOf(name)));
      await waitFor(() => {
        if (!document.querySelector('.convhead')?.textContent?.includes(name)) throw new Error(`${name} is not open`);
      });
    },
    write: (text) => {
      const field = composer();
      field.focus();
      fireEvent.change(field, { target: { value: text } });
      return field;
    },
    thread: () => document.querySelector<HTMLElement>('[role="log"]')!,
  };
}
