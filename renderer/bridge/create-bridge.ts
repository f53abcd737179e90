/** Chooses the carrier for where the page runs and opens the connection. */
import { createConnection } from '#renderer/bridge/connection.ts';
import type { Connection, ConnectionDeps, KeptPress } from '#renderer/bridge/connection.ts';
import { portCarrier } from '#renderer/bridge/port-carrier.ts';
import { createSession } from '#renderer/bridge/session.ts';
import { socketUrl, webSocketCarrier } from '#renderer/bridge/web-socket-carrier.ts';

const keptKey = 'pult.presses';

function keptPresses(storage: Storage): NonNullable<ConnectionDeps['kept']> {
  return {
    read() {
      try {
        return JSON.parse(storage.getItem(keptKey) ?? '[]') as KeptPress[];
      } catch {
        return [];
      }
    },
    write(list) {
      try {
        if (list.length === 0) storage.removeItem(keptKey);
        else storage.setItem(keptKey, JSON.stringify(list));
      } catch {
        // No room: they are kept as long as the page lives.
      }
    },
  };
}

export function createBridge(page: Window & typeof globalThis): Connection {
  const later = (job: () => void, ms: number): (() => void) => {
    const timer = page.setTimeout(job, ms);
    return () => page.clearTimeout(timer);
  };
  const restart = (): void => page.location.reload();
  if (page.location.protocol === 'app:') {
    return createConnection({ open: portCarrier(page), credentials: () => null, keepToken: () => undefined, refused: () => false, restart, later });
  }
  const session = createSession(page);
  return createConnection({ open: webSocketCarrier(socketUrl(page.location)), credentials: session.credentials, keepToken: session.keepToken, refused: session.refused, restart, later, kept: keptPresses(page.sessionStorage) });
}
