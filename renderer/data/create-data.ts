/** Builds what `DataProvider` gives out of the page's own clock, randomness and connection. */
import type { Connection } from '#renderer/bridge/connection.ts';
import type { Notices } from '#renderer/bridge/notices.ts';
import type { Data } from '#renderer/data/DataProvider.tsx';
import { createPressing } from '#renderer/data/press.ts';
import { createQueryCache } from '#renderer/data/query-cache.ts';
import { createSureCall, useSureness } from '#renderer/data/sureness.ts';
import { createIdSource } from '#shared/base/ids.ts';
import type { FillRandom } from '#shared/base/ids.ts';
import type { Desktop } from '#shared/port/desktop.ts';

export function createData(deps: { connection: Connection; now: () => number; fillRandom: FillRandom; notices: Notices; desktop: Desktop | null; protocol: string; seen: () => boolean }): Data {
  const ids = createIdSource(deps.now, deps.fillRandom);
  const { ask } = useSureness.getState();
  return {
    connection: deps.connection,
    call: createSureCall(deps.connection.call, ask),
    cache: createQueryCache(deps.connection),
    pressing: createPressing({
      connection: deps.connection,
      newId: () => ids.next(),
      told: (commandId) => void deps.connection.call('outbox.dismiss', { commandId }),
      seen: deps.seen,
      ask,
    }),
    ids,
    notices: deps.notices,
    desktop: deps.desktop,
    now: deps.now,
    protocol: deps.protocol,
  };
}
