/** An amount, tabular and unbroken; nothing where there is none. */
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';

export function Money(props: { minor: number | null; currency: string; className?: string }): ReactNode {
  const { format } = useWords();
  if (props.minor === null) return null;
  return <span className={`num ${props.className ?? ''}`}>{format.money(props.minor, props.currency)}</span>;
}
