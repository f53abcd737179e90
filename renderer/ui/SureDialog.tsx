/** Before what can't be taken back: says what will happen, asks for the person's own password again, or where they have none for a deliberate tick. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { TextField } from '#renderer/ui/Field.tsx';

export interface SureDialogProps {
  title: string;
  /** Words of the button that does it. */
  act: string;
  look?: 'danger' | 'primary';
  login: string;
  /** null = not known yet. */
  hasPassword: boolean | null;
  /** Does it; answers what is wrong in words, '' = it is done and the dialog is closed by whoever opened it. */
  run(password: string | null): Promise<string>;
  close(): void;
  children: ReactNode;
}

export function SureDialog(props: SureDialogProps): ReactNode {
  const { title, act, look = 'danger', login, hasPassword, run, close } = props;
  const { t } = useWords();
  const [password, setPassword] = useState('');
  const [ticked, setTicked] = useState(false);
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const ready = hasPassword === true ? password !== '' : hasPassword === false && ticked;
  const submit = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    const told = await run(hasPassword ? password : null);
    setBusy(false);
    setWrong(told);
    if (told !== '') setPassword('');
  };
  return (
    <Dialog open over close={close} title={title}>
      <form
        className="sure"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {props.children}
        {hasPassword === true && (
          <>
            <input type="text" className="vh" name="username" autoComplete="username" value={login} readOnly tabIndex={-1} aria-hidden />
            <TextField label={t('sure.password')} type="password" autoComplete="current-password" autoFocus value={password} maxLength={512} wrong={wrong} onChange={(event) => setPassword(event.target.value)} />
          </>
        )}
        {hasPassword === false && (
          <>
            <label className="row-x"><input type="checkbox" checked={ticked} onChange={(event) => setTicked(event.target.checked)} />{t('sure.tick')}</label>
            {wrong !== '' && <p className="is-failed" role="alert">{wrong}</p>}
          </>
        )}
        <div className="row-x sure-acts"><Button onClick={close}>{t('common.cancel')}</Button><Button type="submit" look={look} disabled={!ready || busy}>{act}</Button></div>
      </form>
    </Dialog>
  );
}
