/** A button that shows an icon only: its name is said to screen readers and in a tip. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import type { IconNode } from 'lucide';
import { Icon } from '#renderer/ui/Icon.tsx';
import type { ActionId } from '#renderer/ui/keys/actions.ts';
import { capsOf } from '#renderer/ui/keys/chord.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  icon: IconNode;
  /** Its name, in the person's language. */
  label: string;
  size?: 'md' | 'sm' | 'xs';
  look?: 'quiet' | 'normal' | 'primary' | 'danger';
  pressed?: boolean;
  action?: ActionId;
  ref?: Ref<HTMLButtonElement>;
}

export function IconButton(props: IconButtonProps): ReactNode {
  const { icon, label, size = 'sm', look = 'quiet', pressed, action, className = '', ...rest } = props;
  const { keys } = useUi();
  const hint = action ? keys.hint(action) : null;
  const title = hint ? `${label} (${capsOf(hint, keys.mac).join(' ')})` : label;
  return (
    <button type="button" className={`btn icon ${size === 'md' ? '' : size} ${look === 'normal' ? '' : look} ${className}`} aria-label={label} title={title} aria-pressed={pressed} {...rest}>
      <Icon of={icon} />
    </button>
  );
}
