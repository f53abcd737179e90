/** The locked window: who is here, and the six digits of their PIN; behind it others' presses go on in their own names. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useCall, useLink } from '#renderer/data/use-press.ts';
import { DoorFrame } from '#renderer/features/seats/DoorFrame.tsx';
import { SignInForm } from '#renderer/features/seats/SignIn.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';

const digits = 6;

export function LockScreen(): ReactNode {
  const { t, refusal } = useWords();
  const { host } = useLink();
  const call = useCall();
  const seats = host?.seats;
  const people = seats?.people ?? [];
  const [personId, setPersonId] = useState(seats?.current ?? people[0]?.personId ?? null);
  const [pin, setPin] = useState('');
  const [wrong, setWrong] = useState('');
  const [byPassword, setByPassword] = useState(false);
  const person = people.find((one) => one.personId === personId) ?? people[0] ?? null;
  const away = seats?.locked === 'away';
  if (byPassword || away || !person?.hasPin) {
    const others = !away && people.some((one) => one.hasPin);
    return <SignInForm question={t('seat.locked')} text={t(away ? 'seat.why.away' : 'seat.byPasswordText')} {...(others ? { back: { label: t('common.back'), run: () => { setByPassword(false); setPersonId(people.find((one) => one.hasPin)!.personId); } } } : {})} />;
  }
  const unlock = async (given: string): Promise<void> => {
    const answer = await call('seat.unlock', { personId: person.personId, pin: given });
    // A good answer is followed by the restart of the page.
    if (answer.ok) return;
    setPin('');
    setWrong(refusal(answer.code, answer.data));
  };
  const choose = (id: string): void => {
    setPersonId(id);
    setPin('');
    setWrong('');
  };
  return (
    <DoorFrame question={t('seat.locked')} text={people.length > 1 ? t('seat.whoIsHere') : undefined} submit={() => pin.length === digits && void unlock(pin)}>
      <ul className="seat-people">
        {people.map((one) => (
          <li key={one.personId}>
            <button type="button" className="seat-person" aria-pressed={one === person} onClick={() => choose(one.personId)}>
              <Avatar name={one.name} size={40} me={one === person} /><span className="trunc"><SafeText text={one.name} /></span>
            </button>
          </li>
        ))}
      </ul>
      <TextField
        key={person.personId} label={t('seat.pin')} type="password" inputMode="numeric" autoComplete="off" autoFocus className="seat-pin" value={pin} maxLength={digits} wrong={wrong}
        onChange={(event) => {
          const next = event.target.value.replace(/\D/g, '').slice(0, digits);
          setPin(next);
          if (next.length === digits) void unlock(next);
          else setWrong('');
        }}
      />
      <button type="button" className="link small" onClick={() => setByPassword(true)}>{t('seat.byPassword')}</button>
    </DoorFrame>
  );
}
