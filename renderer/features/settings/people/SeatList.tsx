/** Seats: a queue of work that one person, or a pair in turns, sits on; who is its head. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Plus } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useNewId } from '#renderer/data/use-press.ts';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';
import type { SeatId } from '#shared/base/ids.ts';
import type { SeatBody } from '#shared/model/bodies.ts';

export function SeatList(): ReactNode {
  const { t } = useWords();
  const { seats } = useTeam();
  const newId = useNewId();
  const save = useSave();
  const [name, setName] = useState('');
  const add = (): void => {
    const trimmed = name.trim();
    if (trimmed === '') return;
    void save('seat.update', { seatId: newId<SeatId>(), set: { name: trimmed } }, trimmed).then((saved) => saved && setName(''));
  };
  return (
    <section className="settings-part settings-inset" aria-label={t('people.seats')}>
      <h3 className="settings-h">{t('people.seats')}</h3>
      <p className="t3 small">{t('people.seatsText')}</p>
      <ul className="settings-list">{seats.toSorted((a, b) => a.name.localeCompare(b.name)).map((seat) => <SeatLine key={seat.id} seat={seat} />)}</ul>
      <form
        className="settings-inline"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField small hideLabel label={t('people.seatName')} placeholder={t('people.seatName')} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
        <Button type="submit" size="sm" icon={Plus} disabled={name.trim() === ''}>{t('people.addSeat')}</Button>
      </form>
    </section>
  );
}

function SeatLine(props: { seat: SeatBody }): ReactNode {
  const { seat } = props;
  const { t } = useWords();
  const { people, roles } = useTeam();
  const save = useSave();
  const [name, setName] = useDraft(seat.name);
  const sitting = people.filter((person) => person.active && person.seatId === seat.id).map((person) => person.name);
  const heads = people.filter((person) => person.active && roles.find((role) => role.id === person.roleId)?.sees === 'people');
  const rename = (): void => {
    const trimmed = name.trim();
    if (trimmed !== '' && trimmed !== seat.name) void save('seat.update', { seatId: seat.id, set: { name: trimmed } }, trimmed);
    else setName(seat.name);
  };
  return (
    <li className={seat.active ? '' : 'settings-gone'}>
      <TextField small hideLabel label={t('people.seatName')} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} onBlur={rename} onKeyDown={(event) => { if (event.key === 'Enter') event.currentTarget.blur(); }} />
      <span className="small t2 trunc grow">{sitting.join(', ') || t('people.seatEmpty')}</span>
      {heads.length > 0 && (
        <span className="row-x tight small t3">
          {t('people.heads')}
          {heads.map((head) => {
            const on = seat.headPersonIds.includes(head.id);
            return <Button key={head.id} size="xs" pressed={on} onClick={() => void save('seat.update', { seatId: seat.id, set: { headPersonIds: on ? seat.headPersonIds.filter((id) => id !== head.id) : [...seat.headPersonIds, head.id] } }, seat.name)}>{head.name}</Button>;
          })}
        </span>
      )}
      <Button size="xs" look="quiet" onClick={() => void save('seat.update', { seatId: seat.id, set: { active: !seat.active } }, seat.name)}>{seat.active ? t('people.closeSeat') : t('people.openSeat')}</Button>
    </li>
  );
}
