/** What a server lets go of in time: changes that every console has stored (S68), and results that nobody will ask for again (S46). */
import type { Head, Store, StoreReader } from '#db/server/store.ts';
import type { Log } from '#server/log.ts';
import type { ServerClock } from '#server/ports.ts';

export interface Upkeep {
  start(): void;
  /** One round now. */
  run(): Promise<void>;
  stop(): void;
  settled(): Promise<void>;
}

export interface UpkeepDeps {
  store: Store;
  clock: ServerClock;
  log: Log;
  /** Names of commands whose results are kept for ever: those about money. */
  kept: readonly string[];
}

const dayMs = 24 * 3_600_000;
const everyMs = 10 * 60_000;
/** A device not heard of for so long holds nothing back: it will load what differs (S33). */
const patientMs = 14 * dayMs;
const longestMs = 30 * dayMs;
const resultsMs = 90 * dayMs;
/** Places let go of in one step, so that nobody waits long behind it (S89). */
const placesAtOnce = 5000;
const resultsAtOnce = 200;

export function createUpkeep({ store, clock, log, kept }: UpkeepDeps): Upkeep {
  let cancel = (): void => {};
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  const moveHorizon = (): Promise<boolean> => store.write(async (writer) => {
    const head = await writer.head();
    const target = await horizonOf(writer, head, clock.now());
    if (target <= head.horizon) return false;
    const horizon = Math.min(target, head.horizon + placesAtOnce);
    await writer.prune(horizon);
    await writer.setHead({ ...head, horizon });
    return horizon < target;
  });
  const round = async (): Promise<void> => {
    while (!stopped && (await moveHorizon())) log('upkeep.pruned');
    while (!stopped && (await store.write((writer) => writer.forgetResults(clock.now() - resultsMs, kept, resultsAtOnce))) === resultsAtOnce) log('upkeep.forgotten');
  };
  const run = (): Promise<void> => (running = running.then(round).catch((error: unknown) => log('upkeep.failed', { error: error instanceof Error ? error.name : '' })));
  const wait = (): void => {
    cancel = clock.after(everyMs, () => void run().finally(() => {
      if (!stopped) wait();
    }));
  };
  return {
    run,
    start: wait,
    stop() {
      stopped = true;
      cancel();
    },
    settled: () => running,
  };
}

/** Least place of the devices heard of in 14 days, in any case that of 30 days ago. Pages served by a server keep no place. */
async function horizonOf(reader: StoreReader, head: Head, now: number): Promise<number> {
  const places = (await reader.devices('all')).filter((one) => one.revokedAt === null && one.kind !== 'window' && one.seenAt > now - patientMs).map((one) => one.cursor);
  const forced = (await reader.commitBefore(now - longestMs))?.seq ?? 0;
  return Math.min(head.seq, Math.max(forced, places.length > 0 ? Math.min(...places) : 0));
}
