/** Keys drawn as outlined caps, after the words they stand for. */
import { Fragment } from 'react';
import type { ReactNode } from 'react';
import type { ActionId } from '#renderer/ui/keys/actions.ts';
import { capsOf } from '#renderer/ui/keys/chord.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';

/** `chord` as in the key map ("Ctrl+K", "G I"), or `action` for whatever key it has now. */
export function Kbd(props: { chord?: string | null; action?: ActionId }): ReactNode {
  const { keys } = useUi();
  const chord = props.action ? keys.hint(props.action) : props.chord;
  if (!chord) return null;
  const caps = capsOf(chord, keys.mac);
  if (caps.length === 1) return <kbd className="kbd" aria-hidden>{caps[0]}</kbd>;
  return <span className="keys" aria-hidden>{caps.map((cap, at) => <Fragment key={at}><kbd className="kbd">{cap}</kbd></Fragment>)}</span>;
}
