/** Keeps a server level with the others of its team: each second, and as soon as one of them says that it has committed (S38, S39, S87). */
import type { Store } from '#db/server/store.ts';
import { createBeat } from '#server/beat.ts';
import type { Committer } from '#server/committer/committer.ts';
import type { Log } from '#server/log.ts';
import type { ServerClock } from '#server/ports.ts';

export interface Neighbours {
  start(): void;
  settled(): Promise<void>;
  stop(): void;
}

const beatMs = 1000;

export interface NeighboursDeps {
  store: Store; committer: Committer; clock: ServerClock; log: Log;
  /** Secrets of an account may have been renewed elsewhere. */
  secretsChanged(accountId: string): Promise<void>;
  /** What else is looked at each second. */
  beat(): Promise<void>;
}

export function createNeighbours(deps: NeighboursDeps): Neighbours {
  const { store, committer, clock } = deps;
  let due = 0;

  const beat = createBeat(clock, async () => {
    try {
      await committer.catchUp();
      if (clock.now() >= due) {
        due = clock.now() + beatMs;
        await deps.beat();
      }
    } catch (error) {
      // The store is away: the next second asks again.
      deps.log('neighbours.failed', { error: error instanceof Error ? error.name : '' });
    }
    return beatMs;
  });
  const unlisten = committer.onCommit((committed) => {
    if (!committed.elsewhere || !['account', 'accountState'].some((kind) => committed.kinds.has(kind as 'account'))) return;
    for (const account of committer.dictionary().all('account')) void deps.secretsChanged(account.id).catch(() => deps.log('neighbours.failed'));
  });
  const unhear = store.shared?.onAnnounced(beat.wake) ?? ((): void => {});
  return {
    start: beat.start,
    settled: beat.settled,
    stop() {
      beat.stop();
      unlisten();
      unhear();
    },
  };
}
