/** Names of the messengers and what the program must know of each without asking its connector. */
export const channelNames = ['instagram', 'telegram'] as const;
export type ChannelName = (typeof channelNames)[number];
