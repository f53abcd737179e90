/** An empty place says what will appear there and the one step that makes it. */
import type { ReactNode } from 'react';
import type { IconNode } from 'lucide';
import { Icon } from '#renderer/ui/Icon.tsx';

export function EmptyState(props: { icon: IconNode; title: string; text?: string; children?: ReactNode }): ReactNode {
  return (
    <div className="empty">
      <Icon of={props.icon} />
      <p className="title">{props.title}</p>
      {props.text && <p>{props.text}</p>}
      {props.children}
    </div>
  );
}
