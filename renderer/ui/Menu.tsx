/** A list of commands that opens from a button: keys, arrows and typing work as in every menu of the system. */
import { cloneElement, useCallback, useEffect, useRef, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Menu as Base } from '@base-ui/react/menu';
import type { IconNode } from 'lucide';
import { Icon } from '#renderer/ui/Icon.tsx';

export type MenuEntry =
  | { kind?: 'item'; label: ReactNode; icon?: IconNode; hint?: ReactNode; danger?: boolean; disabled?: boolean; run(): void }
  | { kind: 'group'; label: ReactNode }
  | { kind: 'line' };

export interface MenuProps {
  trigger: ReactElement<{ onClick?(event: { detail: number }): void; 'aria-haspopup'?: 'menu'; 'aria-expanded'?: boolean }>;
  entries: readonly MenuEntry[];
  side?: 'bottom' | 'top';
  align?: 'start' | 'end';
  /** Given: whoever draws it opens and closes it. */
  open?: boolean;
  onOpenChange?(open: boolean): void;
}

/** Until it is opened for the first time it is its button only: most menus of a page are never opened, and each costs more than all else in its row. */
export function Menu(props: MenuProps): ReactNode {
  const { open, onOpenChange, trigger } = props;
  const [awake, setAwake] = useState<'no' | 'pressed' | 'byKey'>('no');
  const wakeUp = useCallback(() => setAwake((now) => (now === 'no' ? 'pressed' : now)), []);
  if (awake !== 'no' || open === true) return <OpenableMenu {...props} begins={open === undefined ? awake : 'no'} onceOpen={wakeUp} />;
  const wake = (event: { detail: number }): void => {
    // Enter and Space come as a press of no pointer.
    setAwake(event.detail === 0 ? 'byKey' : 'pressed');
    onOpenChange?.(true);
  };
  return cloneElement(trigger, { 'aria-haspopup': 'menu', 'aria-expanded': false, onClick: wake });
}

function OpenableMenu(props: MenuProps & { begins: 'no' | 'pressed' | 'byKey'; onceOpen(): void }): ReactNode {
  const { trigger, entries, side = 'bottom', align = 'start', open, onOpenChange, begins, onceOpen } = props;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Opened by its owner's key, it stays what it is when it is closed again.
    onceOpen();
    // Opened by keys, its first entry is the chosen one: the button is pressed once more, now that it can tell.
    if (begins === 'byKey') {
      button.current?.focus();
      button.current?.click();
    }
    // oxlint-disable-next-line react/exhaustive-deps -- once, when it wakes
  }, []);
  return (
    <Base.Root modal={false} defaultOpen={begins === 'pressed'} {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}>
      <Base.Trigger ref={button} render={trigger} nativeButton />
      <Base.Portal>
        <Base.Positioner className="floating" side={side} align={align} sideOffset={4}>
          <Base.Popup className="pop menu">
            {entries.map((entry, at) => {
              if (entry.kind === 'line') return <div key={at} className="hr" role="separator" />;
              if (entry.kind === 'group') return <div key={at} className="grp" role="presentation">{entry.label}</div>;
              return (
                <Base.Item key={at} className={`mi ${entry.danger ? 'danger' : ''}`} disabled={entry.disabled ?? false} onClick={entry.run}>
                  {entry.icon && <Icon of={entry.icon} />}
                  <span className="trunc">{entry.label}</span>
                  {entry.hint && <span className="hint">{entry.hint}</span>}
                </Base.Item>
              );
            })}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
