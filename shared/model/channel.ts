/** Names of the messengers and what the program must know of each without asking its connector. */
export const channelNames = ['instagram', 'telegram'] as const;
export type ChannelName = (typeof channelNames)[number];

/** Begins the name of a client that is a group: what we answer there, many read. */
export const groupMark = '👥';

/** Whether a conversation is with several people at once, told by the network's id of it. */
export function isGroupChat(channel: ChannelName, externalChatId: string): boolean {
  return channel === 'telegram' && externalChatId.startsWith('-');
}

export interface ChannelFacts {
  /** The network fetches files from us: sending one needs the team's `publicUrl`. */
  mediaByUrl: boolean;
  /** Clients comment under posts: public answers and private replies exist. */
  comments: boolean;
  /** An answer can name the message it answers, and the client sees which. */
  quotes: boolean;
  /** Free answers are allowed this long after the client's last message; null = always. */
  windowMs: number | null;
}

export const channelFacts: Readonly<Record<ChannelName, ChannelFacts>> = {
  instagram: { mediaByUrl: true, comments: true, quotes: true, windowMs: 24 * 3_600_000 },
  telegram: { mediaByUrl: false, comments: false, quotes: true, windowMs: null },
};
