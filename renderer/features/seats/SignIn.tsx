/** Signing in with login and password: at a team's server for this console, or at the server that shows this page. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useData } from '#renderer/data/DataProvider.tsx';
import { useCall, useLink } from '#renderer/data/use-press.ts';
import { DoorFrame } from '#renderer/features/seats/DoorFrame.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';

export function SignIn(): ReactNode {
  const { t } = useWords();
  const { host } = useLink();
  const asked = host?.seats?.signIn;
  return <SignInForm question={t('seat.signIn')} text={asked ? t(`seat.why.${asked.why}`, { server: new URL(asked.serverUrl).host }) : t('seat.why.hosted')} />;
}

/** `back`: another way in, where there is one. */
export function SignInForm(props: { question: string; text: string; back?: { label: string; run(): void } }): ReactNode {
  const { t, refusal } = useWords();
  const { connection } = useData();
  const { host } = useLink();
  const call = useCall();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [sending, setSending] = useState<'no' | 'yes' | { wrong: string }>('no');
  const submit = async (): Promise<void> => {
    if (sending === 'yes' || login.trim() === '' || password === '') return;
    setSending('yes');
    const answer = host ? await call('seat.signIn', { serverUrl: null, login: login.trim(), password }) : await connection.signIn(login.trim(), password);
    if (answer.ok) return;
    setPassword('');
    setSending({ wrong: refusal(answer.code, answer.data) });
  };
  return (
    <DoorFrame question={props.question} text={props.text} submit={() => void submit()}>
      <TextField label={t('seat.login')} name="username" autoComplete="username" autoFocus value={login} maxLength={40} onChange={(event) => setLogin(event.target.value)} />
      <TextField label={t('seat.password')} name="password" type="password" autoComplete="current-password" value={password} maxLength={512} onChange={(event) => setPassword(event.target.value)} />
      {typeof sending === 'object' && <p className="seat-wrong" role="alert">{sending.wrong}</p>}
      <div className="row-x seat-acts">
        {props.back && <Button size="lg" look="quiet" onClick={props.back.run}>{props.back.label}</Button>}
        <Button size="lg" look="primary" type="submit" disabled={sending === 'yes'}>{sending === 'yes' ? t('seat.entering') : t('seat.enter')}</Button>
      </div>
      {!host && <p className="small t3">{t('seat.noPassword')}</p>}
    </DoorFrame>
  );
}
