/** Joins a team by the link or the code one has been given. */
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import { readInvitation } from '#renderer/features/first-run/invitation.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { useAction } from '#renderer/ui/keys/use-action.ts';

export function InvitationForm(props: { back(): void }): ReactNode {
  const { t, refusal } = useWords();
  const call = useCall();
  const [given, setGiven] = useState('');
  const [address, setAddress] = useState('');
  const [checked, setChecked] = useState(false);
  const [joining, setJoining] = useState<'no' | 'yes' | { wrong: string }>('no');
  useAction('list.back', props.back);
  const read = readInvitation(given, address);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    if (read.code === null || read.server === null || joining === 'yes') return;
    setJoining('yes');
    const answer = await call('host.join', { serverUrl: read.server, invite: read.code });
    if (!answer.ok) setJoining({ wrong: refusal(answer.code, answer.data) });
  };
  return (
    <form className="first-form" onSubmit={(event) => void submit(event)}>
      <h1 className="first-question">{t('firstRun.joinQuestion')}</h1>
      <TextField label={t('firstRun.code')} hint={t('firstRun.codeHint')} value={given} maxLength={2000} autoFocus wrong={checked && read.code === null ? t('firstRun.codeWrong') : undefined} onChange={(event) => setGiven(event.target.value)} />
      {!read.linked && <TextField label={t('firstRun.server')} hint={t('firstRun.serverHint')} type="url" placeholder="https://pult.example.com" value={address} maxLength={400} wrong={checked && read.code !== null && read.server === null ? t('firstRun.serverWrong') : undefined} onChange={(event) => setAddress(event.target.value)} />}
      {typeof joining === 'object' && <p className="first-wrong" role="alert">{joining.wrong}</p>}
      <div className="first-actions">
        <Button size="lg" onClick={props.back}>{t('common.back')}</Button>
        <Button size="lg" look="primary" type="submit" chord="Enter" disabled={joining === 'yes'}>{joining === 'yes' ? t('firstRun.joining') : t('firstRun.join')}</Button>
      </div>
    </form>
  );
}
