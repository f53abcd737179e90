/** One account under way: while this process holds its lease it is read and sent from; the lease lost, all of it stops. */
import type { ChannelAccount, ChannelTools, Clock, Connector } from '#channels/channel.ts';
import { createBell } from '#channels/runner/bell.ts';
import type { RunnerAccount, RunnerHost } from '#channels/runner/host.ts';
import { createLeaseKeeper } from '#channels/runner/lease.ts';
import { readUntil } from '#channels/runner/reader.ts';
import type { Reporter } from '#channels/runner/reporter.ts';
import { sendUntil } from '#channels/runner/sender.ts';

export interface AccountRunDeps {
  host: RunnerHost;
  clock: Clock;
  monotonic(): number;
  random(): number;
  tools: ChannelTools;
  reporter: Reporter;
  connector: Connector;
  account: RunnerAccount;
}

export interface AccountRun {
  start(): void;
  /** There may be something to send. */
  effects(): void;
  /** A person acted: a reader that waits for that tries again. */
  retry(): void;
  /** Resolves when nothing of this account is under way and its lease is given back. */
  stop(): Promise<void>;
}

const leaseBusyMs = 5_000;
/** What is being sent at the end may take this long to hear its answer; then its fate is unknown. */
const patienceMs = 25_000;
const firstRefreshMs = 60_000;
const betweenRefreshesMs = 12 * 3_600_000;
const refreshBeforeMs = 50 * 24 * 3_600_000;

export function createAccountRun(deps: AccountRunDeps): AccountRun {
  const { host, clock, tools, reporter, connector, account } = deps;
  const { accountId } = account;
  const stopping = new AbortController();
  const hardStop = new AbortController();
  const lease = createLeaseKeeper(host, accountId, clock, deps.monotonic);
  const readBell = createBell(clock);
  const sendBell = createBell(clock);
  let ended: Promise<void> = Promise.resolve();

  const open = async (): Promise<ChannelAccount> => ({
    accountId, identity: account.identity, handle: account.handle, endpoints: account.endpoints, secrets: await host.secrets(accountId),
  });
  const common = { host, connector, open, accountId, tools, lease, reporter, random: deps.random };

  /** Ends by itself when the lease is lost, or somebody else has read this account. */
  const underLease = async (): Promise<void> => {
    const group = new AbortController();
    const end = (): void => group.abort();
    stopping.signal.addEventListener('abort', end);
    await Promise.allSettled([
      lease.keep(group.signal).finally(end),
      readUntil(group.signal, { ...common, bell: readBell }).finally(() => connector.read !== undefined && end()),
      sendUntil(group.signal, { ...common, bell: sendBell, hardStop: hardStop.signal }).finally(end),
      refreshUntil(group.signal),
    ]);
    stopping.signal.removeEventListener('abort', end);
  };

  const refreshUntil = async (signal: AbortSignal): Promise<void> => {
    if (connector.refresh === undefined) return;
    await clock.sleep(firstRefreshMs, signal).catch(() => undefined);
    while (!signal.aborted) {
      try {
        const isNear = account.tokenExpiresAt === null || account.tokenExpiresAt < clock.now() + refreshBeforeMs;
        const renewed = isNear ? await connector.refresh(await open(), tools, signal) : null;
        if (renewed !== null) {
          await host.renewSecrets(accountId, renewed.secrets, renewed.tokenExpiresAt);
          reporter.tokenExpires(accountId, renewed.tokenExpiresAt);
        }
      } catch (error) {
        // A token less than a day old can't be renewed yet; a dead one is told of by the reader.
        tools.log('runner.refresh_failed', { account: accountId, code: error instanceof Error ? error.name : '' });
      }
      await clock.sleep(betweenRefreshesMs, signal).catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      if (await lease.take()) await underLease();
      // Lost, or held elsewhere: whoever has it keeps it for a while.
      if (!stopping.signal.aborted) await clock.sleep(leaseBusyMs * (0.75 + deps.random() * 0.5), stopping.signal).catch(() => undefined);
    }
    await lease.release();
    reporter.forget(accountId);
  };

  return {
    start() {
      ended = run();
    },
    effects: () => sendBell.ring(),
    retry: () => readBell.ring(),
    async stop() {
      stopping.abort();
      const over = new AbortController();
      void clock.sleep(patienceMs, over.signal).then(() => hardStop.abort(), () => undefined);
      await ended;
      over.abort();
    },
  };
}
