/** A word in a box: a fact about something, never a button. */
import type { ReactNode } from 'react';
import type { IconNode } from 'lucide';
import { Icon } from '#renderer/ui/Icon.tsx';

export function Chip(props: { tone?: 'plain' | 'line' | 'success' | 'warning' | 'alarm' | 'accent'; large?: boolean; icon?: IconNode; title?: string; children: ReactNode }): ReactNode {
  const { tone = 'plain', large = false } = props;
  return (
    <span className={`chip ${tone === 'plain' ? '' : tone} ${large ? 'lg' : ''}`} title={props.title}>
      {props.icon && <Icon of={props.icon} size="sm" />}
      {props.children}
    </span>
  );
}
