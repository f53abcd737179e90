/** The size of a file in the units people know; nothing where it is not known. */
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';

export function FileSize(props: { bytes: number | null }): ReactNode {
  const { t, format } = useWords();
  if (props.bytes === null) return null;
  if (props.bytes < 1_000_000) return t('file.kilobytes', { size: format.number(Math.max(1, Math.round(props.bytes / 1000))) });
  return t('file.megabytes', { size: format.number(Math.round(props.bytes / 100_000) / 10) });
}
