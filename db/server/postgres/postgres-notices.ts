/** Word between servers of one team that something was committed: sent after COMMIT, alone, and lost without harm (S87); and the store's clock (S7). */
import type { Session } from '#db/server/postgres/postgres-session.ts';

export interface Notices {
  announce(): void;
  onAnnounced(listener: () => void): () => void;
  /** ms by which the database's clock is ahead of this machine's. */
  ahead(): number;
  close(): Promise<void>;
}

const againMs = 1000;
const clockMs = 10_000;

export function createNotices(deps: { connect(): Promise<Session>; clock: { now(): number; after(ms: number, work: () => void): () => void } }): Notices {
  const listeners = new Set<() => void>();
  let session: Session | null = null;
  let closed = false;
  let ahead = 0;
  let sending = false;
  let more = false;
  let stopAgain = (): void => {};
  let stopClock = (): void => {};

  const open = async (): Promise<void> => {
    try {
      const fresh = await deps.connect();
      fresh.onNotice((from) => {
        if (from !== fresh.pid) for (const listener of listeners) listener();
      });
      fresh.onDead(again);
      await fresh.run('LISTEN pult');
      session = fresh;
      if (closed) await fresh.end();
      else await readClock();
    } catch {
      again();
    }
  };
  const again = (): void => {
    session = null;
    stopAgain();
    if (!closed) stopAgain = deps.clock.after(againMs, () => { opening = open(); });
  };
  const readClock = async (): Promise<void> => {
    stopClock();
    const line = session;
    if (!line || closed) return;
    const before = deps.clock.now();
    const { rows } = await line.query<{ at: number }>('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::int8 AS at');
    const after = deps.clock.now();
    // Half the way there; what took long says little.
    if (after - before < againMs) ahead = Math.round(rows[0]!.at - (before + after) / 2);
    if (!closed) stopClock = deps.clock.after(clockMs, () => void readClock().catch(() => undefined));
  };
  let opening = open();

  const announce = (): void => {
    if (sending) {
      more = true;
      return;
    }
    if (!session) return;
    sending = true;
    void session.run('NOTIFY pult').catch(() => undefined).finally(() => {
      sending = false;
      if (more) {
        more = false;
        announce();
      }
    });
  };
  return {
    announce,
    onAnnounced(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    ahead: () => ahead,
    async close() {
      closed = true;
      stopAgain();
      stopClock();
      await opening;
      await session?.end();
      stopAgain();
      stopClock();
    },
  };
}
