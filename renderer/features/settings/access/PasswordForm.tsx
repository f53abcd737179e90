/** Sets or changes one's own password. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useToasts } from '#renderer/data/toasts.ts';
import { useCall } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import type { Calls } from '#shared/port/port.ts';

export function PasswordForm(props: { access: Pick<Calls['device.list']['value'], 'login' | 'hasPassword'>; focused?: boolean; changed(): void }): ReactNode {
  const { access } = props;
  const { t, refusal } = useWords();
  const call = useCall();
  const show = useToasts((state) => state.show);
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [wrong, setWrong] = useState<{ code: string; text: string } | null>(null);
  const save = async (): Promise<void> => {
    const answer = await call('password.set', { current: access.hasPassword ? current : null, next });
    if (!answer.ok) return setWrong({ code: answer.code, text: refusal(answer.code, answer.data) });
    setCurrent('');
    setNext('');
    setWrong(null);
    show({ kind: 'done', text: t('access.passwordSaved') });
    props.changed();
  };
  const ofCurrent = wrong !== null && ['bad_password', 'too_many_tries'].includes(wrong.code);
  return (
    <form
      className="settings-part" aria-label={t('access.password')}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <h3 className="settings-h">{t('access.password')}</h3>
      <p className="small t3">{t(access.hasPassword ? 'access.passwordIs' : 'access.passwordNone', { login: access.login })}</p>
      <input type="text" className="vh" name="username" autoComplete="username" value={access.login} readOnly tabIndex={-1} aria-hidden />
      {access.hasPassword && <TextField label={t('access.current')} type="password" autoComplete="current-password" value={current} maxLength={512} wrong={ofCurrent ? wrong.text : undefined} onChange={(event) => setCurrent(event.target.value)} />}
      <TextField label={t('access.next')} hint={t('access.nextHint')} type="password" autoComplete="new-password" autoFocus={props.focused} value={next} maxLength={512} wrong={wrong !== null && !ofCurrent ? wrong.text : undefined} onChange={(event) => setNext(event.target.value)} />
      <div className="row-x"><Button size="sm" type="submit" disabled={next === '' || (access.hasPassword && current === '')}>{t(access.hasPassword ? 'access.change' : 'access.set')}</Button></div>
    </form>
  );
}
