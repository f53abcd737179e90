/** One line about a state that lasts, with what can be done; never a curtain. */
import type { ReactNode } from 'react';
import type { IconNode } from 'lucide';
import { Icon } from '#renderer/ui/Icon.tsx';

export function Banner(props: { tone: 'warning' | 'alarm'; icon: IconNode; action?: { label: string; run(): void } | null; children: ReactNode }): ReactNode {
  return (
    <div className={`banner ${props.tone}`} role="status">
      <Icon of={props.icon} />
      <span className="grow trunc">{props.children}</span>
      {props.action && <button type="button" className="link" onClick={props.action.run}>{props.action.label}</button>}
    </div>
  );
}
