/** One messenger as the contract suite drives it: its simulator, a runner with the real connector, a store in memory. */
import { onTestFinished } from 'vitest';
import type { ChannelName } from '#shared/model/channel.ts';
import type { ChannelAccount, ChannelTools } from '#channels/channel.ts';
import { createOutside } from '#channels/fetch-outside.ts';
import { createRunner } from '#channels/runner/runner.ts';
import type { Runner } from '#channels/runner/runner.ts';
import type { RunnerAccount, SendWork } from '#channels/runner/host.ts';
import { createHurriedClock } from '#tests/helpers/hurried-clock.ts';
import type { HurriedClock } from '#tests/helpers/hurried-clock.ts';
import { createMemoryHost } from '#tests/helpers/memory-host.ts';
import type { MemoryHost } from '#tests/helpers/memory-host.ts';

export interface Desk {
  host: MemoryHost;
  clock: HurriedClock;
  runner: Runner;
  logged: string[];
  /** A second process over the same store, after `runner.stop()`. */
  restart(): void;
}

export interface SimulatedClientOfAny {
  id: string;
  writes(text: string): string;
  sendsPhoto(bytes: Uint8Array): string;
  edits(externalId: string, text: string): void;
  reacts(externalId: string, emoji: string | null): void;
  unsends: ((externalId: string) => void) | null;
  sendsUnknown(): string;
  /** Can't be written to any more: the code a send is refused with. */
  becomesUnreachable(): string;
}

export interface ChannelHarness {
  channel: ChannelName;
  account: RunnerAccount;
  secrets: Record<string, string>;
  client: SimulatedClientOfAny;
  /** What the network received from us. */
  sent(): { id: string; text: string; bytes: number | null }[];
  fail(how: 'rate' | 'token' | 'cut' | 'cut_before' | 'hang_after' | 'garbage' | 'unreachable', times?: number): void;
  /** Everything so far comes again, twice, in another order. */
  redeliver(): Promise<void>;
  /** The network forgets the token; answers the one that is good now. */
  revokeToken(): Record<string, string>;
  /** Something signed (or authenticated) that no version of the connector understands. */
  sendsNonsense(): void;
  /** Whether the fate of a cut send can be looked up. */
  canLookUp: boolean;
  maxText: { limit: number; size(text: string): number };
}

/** The last opened is closed first. Asked for in each test: a hook of this module would belong to the first file alone that shares a process. */
export function closeAfterTest(close: () => Promise<void>): void {
  onTestFinished(close);
}

export function createDesk(clock = createHurriedClock(), extra: Partial<MemoryHost> = {}): Desk {
  const host = Object.assign(createMemoryHost(() => clock.now()), extra);
  const logged: string[] = [];
  let seed = 1;
  const make = (): Runner => createRunner({
    host, clock, monotonic: clock.monotonic,
    random: () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647,
    log: (code, data) => logged.push(`${code} ${JSON.stringify(data)}`),
  });
  const desk: Desk = {
    host, clock, logged, runner: make(),
    restart() {
      desk.runner = make();
      desk.runner.start();
    },
  };
  closeAfterTest(() => desk.runner.stop());
  return desk;
}

/** Tools for calling a connector directly. */
export function createTools(clock = createHurriedClock()): ChannelTools {
  const outside = createOutside();
  closeAfterTest(() => outside.close());
  return { clock, log: () => undefined, fetchOutside: outside.fetchOutside };
}

export function accountOf(channel: ChannelName, identity: string, handle: string, endpoints: Record<string, string>): RunnerAccount {
  return { accountId: `account-${handle}`, channel, identity, handle, endpoints, verifyToken: 'verify-me', tokenExpiresAt: Number.MAX_SAFE_INTEGER, secretsVersion: '1', active: true };
}

export function textWork(chatId: string, text: string, more: Partial<SendWork> = {}): SendWork {
  return {
    kind: 'message.send', messageId: `m-${text.slice(0, 20)}`, chatId, route: 'direct', text, commentExternalId: null, replyToExternalId: null, files: [], humanAgent: false, since: 0, ...more,
  };
}

interface Bench {
  h: ChannelHarness;
  desk: Desk;
}

/** With its account known and read from. */
export async function started<Made extends Bench>(bench: Made): Promise<Made> {
  bench.desk.host.setAccount(bench.h.account, bench.h.secrets);
  bench.desk.runner.start();
  await bench.desk.host.until(() => bench.desk.host.reports.some(({ health }) => health === 'ok'));
  return bench;
}

/** What in the end came of sending this. */
export async function outcome({ desk, h }: Bench, work: SendWork): Promise<unknown> {
  const effectId = desk.host.enqueue(h.account.accountId, work);
  await desk.host.until(() => ['done', 'unknown'].includes(desk.host.effect(effectId).state));
  return desk.host.effect(effectId).results.at(-1);
}

/** The account as a connector is given it. */
export function opened({ h }: Bench): ChannelAccount {
  return { ...h.account, secrets: h.secrets };
}
