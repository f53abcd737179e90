/** What reading and sending one account have in common: the store, the network, and the lease that allows both. */
import type { ChannelAccount, ChannelTools, Connector } from '#channels/channel.ts';
import type { Bell } from '#channels/runner/bell.ts';
import type { RunnerHost } from '#channels/runner/host.ts';
import type { LeaseKeeper } from '#channels/runner/lease.ts';
import type { Reporter } from '#channels/runner/reporter.ts';

export interface AccountDeps {
  host: RunnerHost;
  connector: Connector;
  /** With its secrets, for one use. */
  open(): Promise<ChannelAccount>;
  accountId: string;
  tools: ChannelTools;
  lease: LeaseKeeper;
  reporter: Reporter;
  /** Ends a wait early. */
  bell: Bell;
  random(): number;
}
