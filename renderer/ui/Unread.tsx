/** How many messages of a client this person has not seen. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';

export const Unread = memo(function Unread(props: { count: number }): ReactNode {
  const { t } = useWords();
  if (props.count <= 0) return null;
  return <span className="unread" role="img" aria-label={t('unread.label', { count: props.count })}>{capped(props.count)}</span>;
});

/** Counts are shown up to 99. */
export function capped(count: number): string {
  return count > 99 ? '99+' : String(count);
}
