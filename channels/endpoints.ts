/** Addresses of an account's own network, as its owner set them. */
import type { ChannelAccount } from '#channels/channel.ts';

/** Whom a call is made for: its addresses and secrets, nothing else. */
export type Caller = Pick<ChannelAccount, 'endpoints' | 'secrets'>;

/** Addresses the owner set are allowed though they may be private; the network's own need no such leave. */
export function ownOrigins(account: Caller): string[] {
  return Object.values(account.endpoints).flatMap((address) => (URL.canParse(address) ? [new URL(address).origin] : []));
}
