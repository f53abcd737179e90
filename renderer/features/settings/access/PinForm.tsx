/** The PIN of this console, who else works at it, and when the window locks by itself. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Lock, UserPlus } from 'lucide';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useToasts } from '#renderer/data/toasts.ts';
import { useCall } from '#renderer/data/use-press.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Select, TextField } from '#renderer/ui/Field.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import type { SeatsInfo } from '#shared/port/port.ts';

const waits = [0, 5, 15, 30, 60] as const;

export function PinForm(props: { seats: SeatsInfo }): ReactNode {
  const { seats } = props;
  const { t, refusal } = useWords();
  const { settings, change } = useSettings();
  const call = useCall();
  const show = useToasts((state) => state.show);
  const [has, setHas] = useState(seats.people.find((one) => one.personId === seats.current)?.hasPin ?? false);
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState('');
  const [adding, setAdding] = useState(false);
  const save = async (next: string | null): Promise<void> => {
    const answer = await call('seat.setPin', { pin: next });
    if (!answer.ok) return setWrong(refusal(answer.code, answer.data));
    setHas(next !== null);
    setPin('');
    setWrong('');
    show({ kind: 'done', text: t(next === null ? 'access.pinGone' : 'access.pinSaved') });
  };
  return (
    <section className="settings-part" aria-label={t('access.pin')}>
      <h3 className="settings-h">{t('access.pin')}</h3>
      <p className="small t3">{t(has ? 'access.pinIs' : 'access.pinNone')}</p>
      <TextField label={t('access.newPin')} hint={t('access.pinHint')} type="password" inputMode="numeric" autoComplete="off" value={pin} maxLength={6} wrong={wrong} onChange={(event) => setPin(event.target.value.replace(/\D/g, ''))} />
      <div className="row-x">
        <Button size="sm" disabled={pin.length !== 6} onClick={() => void save(pin)}>{t(has ? 'access.change' : 'access.set')}</Button>
        {has && <Button size="sm" look="quiet" onClick={() => void save(null)}>{t('access.pinRemove')}</Button>}
        {has && <Button size="sm" look="quiet" icon={Lock} onClick={() => void call('seat.lock', { why: 'key' })}>{t('action.window.lock')}</Button>}
      </div>
      {has && <Select label={t('access.lockAfter')} value={String(settings.lockAfter)} onChange={(event) => change({ lockAfter: Number(event.target.value) })} options={waits.map((minutes) => ({ value: String(minutes), label: minutes === 0 ? t('access.lockNever') : t('access.minutes', { count: minutes }) }))} />}
      <p className="small t3">{seats.people.length > 1 ? <>{t('access.alsoHere')} <SafeText text={seats.people.filter((one) => one.personId !== seats.current).map((one) => one.name).join(', ')} /></> : t('access.aloneHere')}</p>
      <div className="row-x"><Button size="sm" icon={UserPlus} onClick={() => setAdding(true)}>{t('access.addPerson')}</Button></div>
      {adding && <AddPerson close={() => setAdding(false)} />}
    </section>
  );
}

function AddPerson(props: { close(): void }): ReactNode {
  const { t, refusal } = useWords();
  const call = useCall();
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const add = async (): Promise<void> => {
    setBusy(true);
    const answer = await call('seat.signIn', { serverUrl: null, login: login.trim(), password });
    // A good answer is followed by the restart of the page: whoever signed in is shown.
    if (answer.ok) return;
    setBusy(false);
    setWrong(refusal(answer.code, answer.data));
  };
  return (
    <Dialog open title={t('access.addPerson')} close={props.close}>
      <form
        className="settings-fields"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <p className="t2">{t('access.addPersonText')}</p>
        <TextField label={t('seat.login')} autoComplete="off" autoFocus value={login} maxLength={40} onChange={(event) => setLogin(event.target.value)} />
        <TextField label={t('seat.password')} type="password" autoComplete="off" value={password} maxLength={512} wrong={wrong} onChange={(event) => setPassword(event.target.value)} />
        <div className="row-x settings-end"><Button look="primary" type="submit" disabled={busy || login.trim() === '' || password === ''}>{t('seat.enter')}</Button></div>
      </form>
    </Dialog>
  );
}
