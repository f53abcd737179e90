/** The owner's password, asked for as soon as the team stands: without it nobody but this console can come back to the team. */
import type { ReactNode } from 'react';
import { stepsInAll } from '#renderer/data/first-steps.ts';
import { useOwnLogin } from '#renderer/data/use-own-login.ts';
import { PasswordForm } from '#renderer/features/settings/access/PasswordForm.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';

export function PasswordStep(props: { next(): void }): ReactNode {
  const { t } = useWords();
  const own = useOwnLogin();
  return (
    <>
      <PageHead title={t('setup.password')}><span className="small t3">{t('firstRun.step', { step: 2, of: stepsInAll })}</span></PageHead>
      <div className="scroll settings-body">
        <div className="settings-part"><p className="t2">{t('setup.passwordText')}</p></div>
        {own && <PasswordForm access={own} focused changed={props.next} />}
      </div>
      <div className="settings-foot"><span className="grow" /><Button onClick={props.next}>{t('setup.later')}</Button></div>
    </>
  );
}
