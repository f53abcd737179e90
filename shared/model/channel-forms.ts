/** What the window must ask for to add an account of each messenger. A test keeps it equal to what the connectors say of themselves. */
import type { ChannelName } from '#shared/model/channel.ts';

export interface ChannelForm {
  /** Secrets in the order they are asked; labels stand under `account.<channel>.<name>`. */
  secrets: readonly { name: string; required: boolean }[];
  /** Base addresses that may be changed for gateways and tests, with the network's own. */
  endpoints: Readonly<Record<string, string>>;
  /** The network delivers to an address of ours, which must be pasted into its settings. */
  hook: boolean;
}

export const channelForms: Readonly<Record<ChannelName, ChannelForm>> = {
  instagram: {
    secrets: [{ name: 'token', required: true }, { name: 'appSecret', required: false }],
    endpoints: { graph: 'https://graph.instagram.com' },
    hook: true,
  },
  telegram: {
    secrets: [{ name: 'token', required: true }],
    endpoints: { api: 'https://api.telegram.org' },
    hook: false,
  },
};
