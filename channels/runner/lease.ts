/** Keeps the lease of one account, by the rule that its holder gives up before the store would give it to another (S74–S76). */
import type { Clock } from '#channels/channel.ts';
import type { RunnerHost } from '#channels/runner/host.ts';

export interface LeaseKeeper {
  /** Takes or renews; false = another process holds it, or the store could not be asked. */
  take(): Promise<boolean>;
  /** The fence while the lease certainly holds, else null. */
  fence(): string | null;
  /** True when at least `ms` are left, renewing if need be. */
  ensure(ms: number): Promise<boolean>;
  /** Renews every 10 s; resolves when the lease is lost or on abort. */
  keep(signal: AbortSignal): Promise<void>;
  release(): Promise<void>;
}

const renewMs = 10_000;
const marginMs = 5_000;
/** Wall and monotonic clocks that drift apart by more than this: the machine slept, and the lease was somebody else's meanwhile. */
const sleepMs = 5_000;

export function createLeaseKeeper(host: RunnerHost, accountId: string, clock: Clock, monotonic: () => number): LeaseKeeper {
  let held: string | null = null;
  let deadline = 0;
  let offset = 0;

  const slept = (): boolean => Math.abs(clock.now() - monotonic() - offset) > sleepMs;
  const remaining = (): number => (held === null || slept() ? 0 : deadline - monotonic());

  const take = async (): Promise<boolean> => {
    // Counted from before the request: the answer may have been long on its way.
    const before = monotonic();
    const wallBefore = clock.now();
    const wasAsleep = held !== null && slept();
    const lease = await host.takeLease(accountId, wasAsleep ? null : held).catch(() => undefined);
    if (lease === undefined) return remaining() > 0;
    held = lease?.fence ?? null;
    deadline = before + (lease?.validMs ?? 0) - marginMs;
    offset = wallBefore - before;
    return held !== null;
  };

  return {
    take,
    fence: () => (remaining() > 0 ? held : null),
    ensure: async (ms) => remaining() >= ms || ((await take()) && remaining() >= ms),
    async keep(signal) {
      while (!signal.aborted) {
        await clock.sleep(renewMs, signal).catch(() => undefined);
        if (signal.aborted) return;
        const fenceBefore = held;
        if (slept() || !(await take()) || held !== fenceBefore) return;
      }
    },
    async release() {
      const fence = held;
      held = null;
      if (fence !== null) await host.releaseLease(accountId, fence).catch(() => undefined);
    },
  };
}
