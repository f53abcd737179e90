/** Joins a team one already works in, by login and password: a new console of an old colleague. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import { FirstForm } from '#renderer/features/first-run/FirstForm.tsx';
import type { Sending } from '#renderer/features/first-run/FirstForm.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { TextField } from '#renderer/ui/Field.tsx';

export function LoginForm(props: { back(): void }): ReactNode {
  const { t, refusal } = useWords();
  const call = useCall();
  const [address, setAddress] = useState('');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [joining, setJoining] = useState<Sending>('no');
  const server = URL.canParse(address.trim()) && /^https?:$/.test(new URL(address.trim()).protocol) ? new URL(address.trim()).origin : null;
  const submit = async (): Promise<void> => {
    setChecked(true);
    if (server === null || login.trim() === '' || password === '') return;
    setJoining('yes');
    const answer = await call('seat.signIn', { serverUrl: server, login: login.trim(), password });
    // A good answer is followed by the restart of the page.
    if (!answer.ok) setJoining({ wrong: refusal(answer.code, answer.data) });
  };
  return (
    <FirstForm question={t('seat.signIn')} sending={joining} submitLabel={t('seat.enter')} busyLabel={t('seat.entering')} submit={submit} back={props.back}>
      <TextField label={t('firstRun.server')} type="url" placeholder="https://pult.example.com" autoFocus value={address} maxLength={400} wrong={checked && server === null ? t('firstRun.serverWrong') : undefined} onChange={(event) => setAddress(event.target.value)} />
      <TextField label={t('seat.login')} autoComplete="username" value={login} maxLength={40} wrong={checked && login.trim() === '' ? t('firstRun.needed') : undefined} onChange={(event) => setLogin(event.target.value)} />
      <TextField label={t('seat.password')} type="password" autoComplete="current-password" value={password} maxLength={512} wrong={checked && password === '' ? t('firstRun.needed') : undefined} onChange={(event) => setPassword(event.target.value)} />
    </FirstForm>
  );
}
