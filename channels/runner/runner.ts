/** Holds the connections to the messengers: reads every active account, sends what is ready, answers their webhooks. */
import type { ChannelTools, Clock, HookRequest, Intake, LiveCheck } from '#channels/channel.ts';
import { ChannelError } from '#channels/channel.ts';
import { createOutside } from '#channels/fetch-outside.ts';
import type { OutsideDeps } from '#channels/fetch-outside.ts';
import { connectors } from '#channels/registry.ts';
import type { ChannelName } from '#shared/model/channel.ts';
import { createAccountRun } from '#channels/runner/account-run.ts';
import type { AccountRun } from '#channels/runner/account-run.ts';
import type { RunnerAccount, RunnerHost } from '#channels/runner/host.ts';
import { createLookUps } from '#channels/runner/look-ups.ts';
import { createReporter } from '#channels/runner/reporter.ts';

export interface RunnerDeps {
  host: RunnerHost;
  clock: Clock;
  /** Milliseconds that never step; may stand still while the machine sleeps. */
  monotonic(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Codes, ids and numbers only. */
  log(code: string, data: Record<string, string | number | boolean | null>): void;
  outside?: OutsideDeps;
}

export interface HookReply {
  status: number;
  contentType: string;
  body: string;
}

export interface Runner {
  /** Begins with the accounts of now and follows every change. */
  start(): void;
  /** Ends readers at once, lets what is being sent come to its end (at most 25 s), gives the leases back. */
  stop(): Promise<void>;
  /** Answers a delivery to `/hooks/<channel>/<account>`; resolves only after the commit. 500 = the network is to try again. */
  hook(channel: string, accountId: string, request: HookRequest): Promise<HookReply>;
  /** Asks the network whom a token belongs to; nothing is stored. Throws ChannelError. */
  check(channel: ChannelName, account: { endpoints: Record<string, string>; secrets: Record<string, string> }): Promise<LiveCheck>;
  /** After a person agreed: takes away the webhook that keeps a bot from being read. Throws ChannelError. */
  takeOver(accountId: string): Promise<void>;
}

const checkMs = 20_000;

export function createRunner(deps: RunnerDeps): Runner {
  const { host, clock, log } = deps;
  const outside = createOutside(deps.outside);
  const tools: ChannelTools = { clock, log, fetchOutside: outside.fetchOutside };
  const reporter = createReporter(host, clock, log);
  const lookUps = createLookUps(tools);
  const runs = new Map<string, { signature: string; run: AccountRun }>();
  const ending = new Set<Promise<void>>();
  let stopListening: (() => void)[] = [];

  const begin = (account: RunnerAccount): void => {
    const run = createAccountRun({ ...deps, tools, reporter, connector: connectors[account.channel], account });
    runs.set(account.accountId, { signature: signatureOf(account), run });
    run.start();
  };
  const end = (accountId: string): Promise<void> => {
    const run = runs.get(accountId)?.run;
    runs.delete(accountId);
    if (run === undefined) return Promise.resolve();
    const stopped = run.stop().finally(() => ending.delete(stopped));
    ending.add(stopped);
    return stopped;
  };

  /** Whatever changed of an account, tokens included, begins it anew; two runs of one account never overlap. */
  const follow = (): void => {
    const active = new Map(host.accounts().filter((account) => account.active).map((account) => [account.accountId, account]));
    for (const [id, { signature }] of runs) {
      const now = active.get(id);
      if (now === undefined) void end(id);
      else if (signatureOf(now) !== signature) void end(id).then(() => stopListening.length > 0 && follow());
    }
    for (const account of active.values()) {
      if (!runs.has(account.accountId) && ending.size === 0) begin(account);
    }
    // One that is still ending would share its lease with its successor: the rest begin when it is gone.
    if (ending.size > 0) void Promise.allSettled(ending).then(() => stopListening.length > 0 && follow());
  };

  const open = async (account: RunnerAccount): Promise<RunnerAccount & { secrets: Record<string, string> }> => ({ ...account, secrets: await host.secrets(account.accountId) });

  return {
    start() {
      stopListening = [host.onAccounts(follow), host.onEffects((accountId) => runs.get(accountId)?.run.effects())];
      follow();
    },
    async stop() {
      for (const stop of stopListening) stop();
      stopListening = [];
      await Promise.all([...runs.keys()].map(end));
      await Promise.allSettled(ending);
      await outside.close();
    },
    async hook(channel, accountId, request) {
      const account = host.accounts().find((one) => one.accountId === accountId && one.channel === channel && one.active);
      const answer = account === undefined ? undefined : connectors[account.channel].hook?.(request, await open(account), clock.now());
      if (account === undefined || answer === undefined) return plain(404, 'not found');
      if (answer.kind === 'answer') {
        if (answer.status !== 200) log('hook.refused', { channel, account: accountId, code: answer.code });
        return { status: answer.status, contentType: answer.contentType, body: answer.body };
      }
      const store = async (intake: Intake): Promise<boolean> => {
        try {
          await host.intake({ ...intake, accountId, fence: null, place: null });
        } catch {
          log('hook.not_stored', { channel, account: accountId });
          return false;
        }
        reporter.received(accountId, intake.events);
        return true;
      };
      if (!(await store(answer.intake))) return again;
      if (answer.lookUps.length === 0) return plain(200, 'ok');
      // What stands in the delivery itself is safe by now; what has to be asked for makes nobody wait.
      const { isWhole, ...looked } = await lookUps.resolve(answer.lookUps, connectors[account.channel], await open(account));
      return (await store(looked)) && isWhole ? plain(200, 'ok') : again;
    },
    check: (channel, account) => connectors[channel].check(account, tools, AbortSignal.timeout(checkMs)),
    async takeOver(accountId) {
      const account = host.accounts().find((one) => one.accountId === accountId);
      if (account === undefined) throw new ChannelError('bad_request', 'no account', null);
      await connectors[account.channel].takeOver?.(await open(account), tools, AbortSignal.timeout(checkMs));
      runs.get(accountId)?.run.retry();
    },
  };
}

/** `secretsVersion` changes with the tokens, which are never kept here. */
function signatureOf(account: RunnerAccount): string {
  return JSON.stringify([account.channel, account.identity, account.handle, account.endpoints, account.secretsVersion]);
}

/** Answered so, the network delivers all of it again. */
const again = plain(500, 'try again');

function plain(status: number, body: string): HookReply {
  return { status, contentType: 'text/plain; charset=utf-8', body };
}
