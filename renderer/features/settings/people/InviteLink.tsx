/** An invitation's link, once: who opens it is that person. */
import type { ReactNode } from 'react';
import { CopyField } from '#renderer/features/settings/CopyField.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { Calls } from '#shared/port/port.ts';

export function InviteLink(props: { made: Calls['person.invite']['value']; name: string }): ReactNode {
  const { t } = useWords();
  return (
    <>
      <p className="t2">{t('people.linkText', { name: props.name })}</p>
      <CopyField label={t('people.link')} value={props.made.link} />
      <details className="settings-more">
        <summary>{t('people.ownConsole')}</summary>
        <p className="small t3">{t('people.ownConsoleText')}</p>
        <CopyField label={t('people.code')} value={props.made.code} />
      </details>
    </>
  );
}
