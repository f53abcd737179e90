/** A lucide icon in one of the three sizes; never read aloud: the words beside it or the button's name say it. */
import { createElement, memo } from 'react';
import type { ReactNode } from 'react';
import type { IconNode } from 'lucide';

/**
 * Drawn from the icon's own shapes, its strokes by the style sheet (`.i`): a window has a hundred icons at a time, and an attribute
 * set on each of them is a good part of what opening a client costs.
 */
export const Icon = memo(function Icon(props: { of: IconNode; size?: 'sm' | 'md' | 'lg'; className?: string }): ReactNode {
  const { of: shapes, size = 'md', className = '' } = props;
  return (
    <svg className={`i ${size === 'md' ? '' : `i-${size}`} ${className}`} viewBox="0 0 24 24" aria-hidden>
      {shapes.map(([shape, attributes], at) => createElement(shape, { ...attributes, key: at }))}
    </svg>
  );
});
