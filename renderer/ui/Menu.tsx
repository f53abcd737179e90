/** A list of commands that opens from a button: keys, arrows and typing work as in every menu of the system. */
import type { ReactElement, ReactNode } from 'react';
import { Menu as Base } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';
import { Icon } from '#renderer/ui/Icon.tsx';

export type MenuEntry =
  | { kind?: 'item'; label: ReactNode; icon?: LucideIcon; hint?: ReactNode; danger?: boolean; disabled?: boolean; run(): void }
  | { kind: 'group'; label: ReactNode }
  | { kind: 'line' };

export function Menu(props: { trigger: ReactElement; entries: readonly MenuEntry[]; side?: 'bottom' | 'top'; align?: 'start' | 'end'; open?: boolean; onOpenChange?(open: boolean): void }): ReactNode {
  const { trigger, entries, side = 'bottom', align = 'start', open, onOpenChange } = props;
  return (
    <Base.Root modal={false} {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}>
      <Base.Trigger render={trigger} nativeButton />
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
