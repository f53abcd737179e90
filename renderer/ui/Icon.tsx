/** A lucide icon in one of the three sizes; never read aloud: the words beside it or the button's name say it. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import type { LucideIcon } from 'lucide-react';

export const Icon = memo(function Icon(props: { of: LucideIcon; size?: 'sm' | 'md' | 'lg'; className?: string }): ReactNode {
  const { of: Drawn, size = 'md', className = '' } = props;
  return <Drawn className={`i ${size === 'md' ? '' : `i-${size}`} ${className}`} aria-hidden />;
});
