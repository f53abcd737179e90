/** The program's mark: a letter P with the dot of a waiting message. */
import type { ReactNode } from 'react';

export function Logo(): ReactNode {
  return (
    <svg className="i i-lg" viewBox="0 0 24 24" aria-hidden>
      <path d="M6 20V5h7.5a4.5 4.5 0 0 1 0 9H6" />
      <path d="M17.5 18.5h.01" />
    </svg>
  );
}
