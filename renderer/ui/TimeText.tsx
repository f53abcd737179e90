/** A moment: the time if it was today, else the day; the full date in its tip. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { useNow } from '#renderer/ui/use-now.ts';

export const TimeText = memo(function TimeText(props: { at: number | null; show?: 'short' | 'time' | 'dateTime'; className?: string }): ReactNode {
  const { format } = useWords();
  const now = useNow(60_000);
  if (props.at === null) return null;
  const text = props.show === 'time' ? format.time(props.at) : props.show === 'dateTime' ? format.dateTime(props.at) : format.short(props.at, now);
  return <time className={props.className} dateTime={new Date(props.at).toISOString()} title={format.dateTime(props.at)}>{text}</time>;
});
