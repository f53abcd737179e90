/** Who answers for a conversation: initials of the person on the seat, or a hollow circle when nobody took it. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { initialsOf } from '#renderer/ui/initials.ts';

/** `name` '' = untaken. */
export const Owner = memo(function Owner(props: { name: string; mine: boolean; typing?: boolean }): ReactNode {
  const { t } = useWords();
  const { name, mine, typing = false } = props;
  if (!name) return <span className="owner none" role="img" aria-label={t('owner.none')} title={t('owner.none')}>?</span>;
  return <span className={`owner ${mine ? 'me' : ''} ${typing ? 'typing' : ''}`} role="img" aria-label={mine ? t('owner.mine') : t('owner.label', { name })} title={name}>{initialsOf(name)}</span>;
});
