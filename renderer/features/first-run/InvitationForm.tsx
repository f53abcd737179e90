/** Joins a team by the link or the code one has been given. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import { FirstForm } from '#renderer/features/first-run/FirstForm.tsx';
import type { Sending } from '#renderer/features/first-run/FirstForm.tsx';
import { readInvitation } from '#renderer/features/first-run/invitation.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { TextField } from '#renderer/ui/Field.tsx';

export function InvitationForm(props: { back(): void; signIn(): void }): ReactNode {
  const { t, refusal } = useWords();
  const call = useCall();
  const [given, setGiven] = useState('');
  const [address, setAddress] = useState('');
  const [checked, setChecked] = useState(false);
  const [joining, setJoining] = useState<Sending>('no');
  const read = readInvitation(given, address);
  const submit = async (): Promise<void> => {
    setChecked(true);
    if (read.code === null || read.server === null) return;
    setJoining('yes');
    const answer = await call('host.join', { serverUrl: read.server, invite: read.code });
    if (!answer.ok) setJoining({ wrong: refusal(answer.code, answer.data) });
  };
  return (
    <FirstForm question={t('firstRun.joinQuestion')} sending={joining} submitLabel={t('firstRun.join')} busyLabel={t('firstRun.joining')} submit={submit} back={props.back}>
      <TextField label={t('firstRun.code')} hint={t('firstRun.codeHint')} value={given} maxLength={2000} autoFocus wrong={checked && read.code === null ? t('firstRun.codeWrong') : undefined} onChange={(event) => setGiven(event.target.value)} />
      {!read.linked && <TextField label={t('firstRun.server')} hint={t('firstRun.serverHint')} type="url" placeholder="https://pult.example.com" value={address} maxLength={400} wrong={checked && read.code !== null && read.server === null ? t('firstRun.serverWrong') : undefined} onChange={(event) => setAddress(event.target.value)} />}
      <button type="button" className="link small" onClick={props.signIn}>{t('firstRun.haveLogin')}</button>
    </FirstForm>
  );
}
