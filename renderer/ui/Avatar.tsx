/** The face of a client (or a grey circle with initials), with the account it wrote to as a coloured badge. */
import { memo, useState } from 'react';
import type { ReactNode } from 'react';
import { ChannelGlyph } from '#renderer/ui/ChannelGlyph.tsx';
import { initialsOf } from '#renderer/ui/initials.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import type { ChannelName } from '#shared/model/channel.ts';

export interface AvatarProps {
  name: string;
  /** Hash of the picture; null = initials. */
  hash?: string | null;
  /** Account the client wrote to: colour and messenger of the badge. */
  account?: { colour: number; channel: ChannelName } | null;
  size?: 20 | 24 | 28 | 36 | 40;
  /** My own. */
  me?: boolean;
  typing?: boolean;
}

export const Avatar = memo(function Avatar(props: AvatarProps): ReactNode {
  const { name, hash = null, account = null, size = 36, me = false, typing = false } = props;
  const { mediaUrl } = useUi();
  // A file that is gone must not leave a broken picture.
  const [broken, setBroken] = useState<string | null>(null);
  const classes = ['av', size === 36 ? '' : `s${size}`, account ? `a${account.colour}` : '', me ? 'me' : '', typing ? 'typing' : ''].filter(Boolean).join(' ');
  return (
    <span className={classes} aria-hidden>
      {/* Another picture is another element: until it has come, the face before must not stand for it. */}
      {hash && broken !== hash ? <img key={hash} src={mediaUrl(hash)} alt="" loading="lazy" onError={() => setBroken(hash)} /> : initialsOf(name)}
      {account && <span className="src"><ChannelGlyph channel={account.channel} /></span>}
    </span>
  );
});
