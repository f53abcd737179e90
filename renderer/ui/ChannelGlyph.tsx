/** Our own drawing of each messenger, in the colour of the text around it. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import type { ChannelName } from '#shared/model/channel.ts';

const shapes: Readonly<Record<ChannelName, ReactNode>> = {
  instagram: <><rect x="3" y="3" width="18" height="18" rx="5" /><circle cx="12" cy="12" r="4" /><path d="M17 7h.01" /></>,
  telegram: <path d="M21 4 3 11l6 2.5L17 7l-6 7.5 7 5.5z" />,
};

export const channelLabels: Readonly<Record<ChannelName, string>> = { instagram: 'Instagram', telegram: 'Telegram' };

export const ChannelGlyph = memo(function ChannelGlyph(props: { channel: ChannelName; className?: string }): ReactNode {
  return <svg className={`i ${props.className ?? ''}`} viewBox="0 0 24 24" aria-hidden>{shapes[props.channel]}</svg>;
});
