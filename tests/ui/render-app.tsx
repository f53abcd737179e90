/** Draws the whole window in jsdom against the fake console: frames go by microtasks, as over a fast wire. */
import { cleanup, configure, render } from '@testing-library/react';
import { createConnection } from '#renderer/bridge/connection.ts';
import type { Connection } from '#renderer/bridge/connection.ts';
import type { CarrierEvents } from '#renderer/bridge/carrier.ts';
import type { Notice } from '#renderer/bridge/notices.ts';
import { createData } from '#renderer/data/create-data.ts';
import type { Feature } from '#renderer/data/feature.ts';
import { useToasts } from '#renderer/data/toasts.ts';
import { useView } from '#renderer/data/view.ts';
import { features as allFeatures } from '#renderer/features.ts';
import { App } from '#renderer/shell/App.tsx';
import { createFakeConsole } from '#tests/ui/fake-console.ts';
import type { Desktop } from '#shared/port/desktop.ts';
import type { FakeConsole, FakeConsoleOptions } from '#tests/ui/fake-console.ts';

export interface RenderedApp {
  fake: FakeConsole;
  connection: Connection;
  notices: Notice[];
  /** Cuts the wire, as a console that died; `mend` lets the next attempt through. */
  cut(): void;
  mend(): void;
  unmount(): void;
}

// A state is waited for as long as a busy machine may need; a wrong one still fails.
configure({ asyncUtilTimeout: 5000 });

// Frames arrive when they arrive, as in a browser: tests wait for what they want to see instead of flushing React by hand.
(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = false;

const initialView = useView.getState();

/** jsdom has no layout: lists would think themselves 0 px high and draw nothing. */
export function giveLayout(height = 600, width = 340): void {
  for (const [name, value] of [['offsetHeight', height], ['offsetWidth', width]] as const) Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
  for (const [name, value] of [['clientHeight', height], ['clientWidth', width]] as const) Object.defineProperty(Element.prototype, name, { configurable: true, get: () => value });
  Element.prototype.scrollIntoView = () => undefined;
}

export async function renderApp(options: FakeConsoleOptions & { features?: readonly Feature[]; desktop?: Desktop; auth?: { t: 'auth'; key?: string; token?: string } } = {}): Promise<RenderedApp> {
  giveLayout();
  useView.setState(initialView, true);
  useToasts.setState({ toasts: [], undone: null });
  const fake = createFakeConsole(options);
  const notices: Notice[] = [];
  let open: CarrierEvents | null = null;
  let broken = false;
  let seed = 1;

  const connection = createConnection({
    open: (events) => {
      let over = false;
      const window = fake.attach((frame) => queueMicrotask(() => {
        if (!over) events.frame(structuredClone(frame));
      }));
      const end = (): void => {
        if (over) return;
        over = true;
        window.detach();
        events.closed(false);
      };
      if (broken) queueMicrotask(end);
      else {
        open = { ...events, closed: end };
        queueMicrotask(() => events.open());
      }
      return { send: (frame) => queueMicrotask(() => { if (!over) window.receive(structuredClone(frame)); }), close: end };
    },
    credentials: () => options.auth ?? { t: 'auth', key: 'good' },
    keepToken: () => undefined,
    refused: () => false,
    restart: () => undefined,
    later: (job, ms) => {
      const timer = setTimeout(job, Math.min(ms, 5));
      return () => clearTimeout(timer);
    },
  });
  const data = createData({
    connection,
    now: () => Date.now(),
    fillRandom: (bytes) => bytes.forEach((_, at) => { bytes[at] = (seed = (seed * 48_271) % 2_147_483_647) & 0xff; }),
    notices: { ask: async () => true, allowed: () => true, show: (notice) => void notices.push(notice) },
    desktop: options.desktop ?? null,
    protocol: 'http:',
    seen: () => true,
  });
  const view = render(<App data={data} features={options.features ?? allFeatures} />);
  return {
    fake, connection, notices,
    cut: () => {
      broken = true;
      open?.closed(false);
    },
    mend: () => {
      broken = false;
    },
    unmount: () => {
      view.unmount();
      connection.close();
      cleanup();
    },
  };
}

/** A key as a keyboard sends it: by place, whatever the layout writes there. */
export function pressKey(code: string, options: { ctrl?: boolean; shift?: boolean; key?: string; target?: Element } = {}): void {
  const target = options.target ?? document.activeElement ?? document.body;
  target.dispatchEvent(new KeyboardEvent('keydown', { code, key: options.key ?? code, ctrlKey: options.ctrl ?? false, shiftKey: options.shift ?? false, bubbles: true, cancelable: true }));
}
