/** Serves Electron's own window: its port comes from main, its pictures are asked for by main (shared/port/host.ts). */
import type { ToConsole } from '#shared/port/host.ts';
import { servePort } from '#backend/port/serve-port.ts';
import type { PortSocket } from '#backend/port/serve-port.ts';
import type { ParentPort } from '#backend/host/child-maker.ts';
import type { ConsoleHost } from '#backend/host/console-host.ts';
import type { Log, Timers } from '#backend/timers.ts';

/** Electron's MessagePortMain, as far as it is used. */
interface WindowPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
  close(): void;
}

/** `begun`: the console knows which team it shows; a window that came before waits for it. */
export function serveElectron(parent: ParentPort, host: ConsoleHost, begun: Promise<void>, timers: Timers, log: Log): void {
  parent.on('message', ({ data, ports }) => {
    const port = ports[0];
    if (data.type === 'attach-window' && port) void begun.then(() => servePort(portCarrier(port as WindowPort), host.trusted(), timers, log));
    if (data.type === 'media') void begun.then(() => answerMedia(parent, host, data));
  });
}

async function answerMedia(parent: ParentPort, host: ConsoleHost, { id, hash }: Extract<ToConsole, { type: 'media' }>): Promise<void> {
  const found = await (host.backend()?.media.get(hash) ?? Promise.resolve(null)).catch(() => null);
  parent.postMessage({ type: 'media', id, contentType: found?.contentType ?? 'application/octet-stream', bytes: found === null ? null : new Uint8Array(found.bytes) });
}

function portCarrier(port: WindowPort): PortSocket {
  let open = true;
  return {
    send: (frame) => {
      if (open) port.postMessage(frame);
    },
    close: () => port.close(),
    onFrame(listener) {
      port.on('message', ({ data }) => listener(data));
      port.start();
    },
    onClose: (listener) => port.on('close', () => {
      open = false;
      listener();
    }),
  };
}
