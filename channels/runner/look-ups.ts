/** Asks networks for what their deliveries only point at, while the delivery waits for its answer: the network itself keeps what can't be had yet. */
import type { ChannelAccount, ChannelTools, Connector, Intake, LookUp } from '#channels/channel.ts';

export interface LookedUp extends Intake {
  /** false: some could not be asked for now, so the network is to deliver all of it again. */
  isWhole: boolean;
}

export interface LookUps {
  resolve(lookUps: readonly LookUp[], connector: Connector, account: ChannelAccount): Promise<LookedUp>;
}

/** Networks give up waiting for an answer after about five seconds. */
const wholeMs = 4_000;
/** For so long trouble may pass; then what is there is shown as it is. */
const patienceMs = 10 * 60_000;
const remembered = 500;
const lanes = 16;

export function createLookUps(tools: ChannelTools): LookUps {
  /** When each was first asked for in vain. */
  const since = new Map<string, number>();

  const isGivenUp = (key: string): boolean => {
    const now = tools.clock.now();
    const first = since.get(key) ?? now;
    since.set(key, first);
    if (since.size > remembered) since.delete(since.keys().next().value!);
    return now - first >= patienceMs;
  };

  return {
    async resolve(lookUps, connector, account) {
      const result: LookedUp = { events: [], strange: [], isWhole: true };
      const signal = AbortSignal.timeout(wholeMs);
      const one = async ({ ask, raw, otherwise }: LookUp): Promise<void> => {
        const key = `${account.accountId} ${raw}`;
        let found: Intake['events'] | null = null;
        try {
          found = (await connector.lookUp?.(ask, account, tools, signal)) ?? null;
        } catch (error) {
          tools.log('hook.not_looked_up', { account: account.accountId, code: codeOf(error) });
          if (!isGivenUp(key)) {
            result.isWhole = false;
            return;
          }
        }
        since.delete(key);
        result.events.push(...(found ?? otherwise));
        if (found === null) result.strange.push({ reason: 'not_told', raw });
      };
      const waiting = lookUps.values();
      const lane = async (): Promise<void> => {
        for (const next of waiting) await one(next);
      };
      await Promise.all(Array.from({ length: lanes }, lane));
      return result;
    },
  };
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
