/** A small floating pane at a button: a picker, a one-line question, details. */
import type { ReactElement, ReactNode } from 'react';
import { Popover as Base } from '@base-ui/react/popover';

export function Popover(props: { trigger: ReactElement; side?: 'bottom' | 'top' | 'left' | 'right'; align?: 'start' | 'center' | 'end'; open?: boolean; onOpenChange?(open: boolean): void; className?: string; children: ReactNode }): ReactNode {
  const { trigger, side = 'bottom', align = 'start', open, onOpenChange, className = 'tip' } = props;
  return (
    <Base.Root {...(open === undefined ? {} : { open })} {...(onOpenChange ? { onOpenChange: (next: boolean) => onOpenChange(next) } : {})}>
      <Base.Trigger render={trigger} nativeButton />
      <Base.Portal>
        <Base.Positioner className="floating" side={side} align={align} sideOffset={4}>
          <Base.Popup className={`pop ${className}`}>{props.children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
