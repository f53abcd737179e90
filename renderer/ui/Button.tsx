/** A button with words; one filled button per pane at most. */
import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import type { IconNode } from 'lucide';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import type { ActionId } from '#renderer/ui/keys/actions.ts';

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> {
  look?: 'normal' | 'primary' | 'quiet' | 'danger';
  size?: 'lg' | 'md' | 'sm' | 'xs';
  icon?: IconNode;
  /** Draws the key of an action, or a chord of the team's settings. */
  action?: ActionId;
  chord?: string | null;
  pressed?: boolean;
  ref?: Ref<HTMLButtonElement>;
  children?: ReactNode;
}

export function Button(props: ButtonProps): ReactNode {
  const { look = 'normal', size = 'md', icon, action, chord, pressed, className = '', children, type = 'button', ...rest } = props;
  const classes = ['btn', size === 'md' ? '' : size, look === 'normal' ? '' : look, className].filter(Boolean).join(' ');
  return (
    <button type={type} className={classes} aria-pressed={pressed} {...rest}>
      {icon && <Icon of={icon} />}
      {children}
      {(action ?? chord) && <Kbd {...(action ? { action } : {})} {...(chord ? { chord } : {})} />}
    </button>
  );
}
