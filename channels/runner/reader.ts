/** Reads one account until told to stop: each batch is stored before the next is asked for, so nothing is confirmed that could be lost. */
import { ChannelError } from '#channels/channel.ts';
import type { AccountHealth } from '#shared/model/bodies.ts';
import type { AccountDeps } from '#channels/runner/account-deps.ts';
import { backOffMs } from '#channels/runner/back-off.ts';

/** After which a person's act is looked for again, when nobody said when to come back. */
const untilPersonMs = 300_000;
/** One failed request is weather; this many in a row are worth a word. */
const quietFailures = 3;

/** Resolves on abort, or when another process has become the reader. */
export async function readUntil(signal: AbortSignal, deps: AccountDeps): Promise<void> {
  const { host, connector, accountId, reporter, tools } = deps;
  if (connector.read === undefined) return;
  for (let failures = 0; !signal.aborted; ) {
    try {
      for await (const batch of connector.read(await deps.open(), await host.place(accountId), tools, signal)) {
        if (batch.events.length > 0 || batch.strange.length > 0 || batch.place !== null) {
          const fence = deps.lease.fence();
          if (fence === null || (await host.intake({ ...batch, accountId, fence })) === 'stale') return;
          reporter.received(accountId, batch.events);
        }
        failures = 0;
        reporter.state(accountId, 'read', 'ok', '');
      }
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      const known = error instanceof ChannelError ? error : null;
      const code = known?.code ?? 'read_failed';
      tools.log('reader.failed', { account: accountId, code, detail: known?.detail ?? (error instanceof Error ? error.name : ''), failures });
      if (known === null || failures >= quietFailures || !isWeather(code)) reporter.state(accountId, 'read', healthOf(code), code);
      const waitMs = known !== null && known.retryAfterMs === null ? untilPersonMs : Math.max(known?.retryAfterMs ?? 0, backOffMs(failures, deps.random));
      await deps.bell.wait(waitMs, signal);
    }
  }
}

function isWeather(code: string): boolean {
  return code === 'network' || code === 'network_trouble';
}

export function healthOf(code: string): AccountHealth {
  return isWeather(code) || code === 'rate_limited' || code === 'read_failed' ? 'warning' : 'error';
}
