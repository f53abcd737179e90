/** Who works here: people with their roles and seats, invitations by a link that is shown once. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Link2, UserPlus } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { InviteDialog } from '#renderer/features/settings/people/InviteDialog.tsx';
import { givableRoles } from '#renderer/features/settings/people/givable-roles.ts';
import { SeatList } from '#renderer/features/settings/people/SeatList.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Chip } from '#renderer/ui/Chip.tsx';
import { Select } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import type { PersonBody } from '#shared/model/bodies.ts';

export function PeoplePage(): ReactNode {
  const { t } = useWords();
  const { people } = useTeam();
  const [inviting, setInviting] = useState<{ person: PersonBody | null } | null>(null);
  const sorted = people.toSorted((a, b) => Number(b.active) - Number(a.active) || a.name.localeCompare(b.name));
  return (
    <>
      <PageHead title={t('settings.page.people')}><Button look="primary" size="sm" icon={UserPlus} onClick={() => setInviting({ person: null })}>{t('people.invite')}</Button></PageHead>
      <div className="scroll settings-table">
        <table className="tbl people-table">
          <thead><tr><th>{t('people.column.name')}</th><th>{t('people.column.role')}</th><th>{t('people.column.seat')}</th><th aria-label={t('people.column.acts')} /></tr></thead>
          <tbody>{sorted.map((person) => <PersonLine key={person.id} person={person} invite={() => setInviting({ person })} />)}</tbody>
        </table>
        <SeatList />
      </div>
      {inviting && <InviteDialog person={inviting.person} close={() => setInviting(null)} />}
    </>
  );
}

function PersonLine(props: { person: PersonBody; invite(): void }): ReactNode {
  const { person } = props;
  const { t, label } = useWords();
  const { me, roles, seats } = useTeam();
  const lookup = useLookup();
  const save = useSave();
  const mine = person.id === me?.personId;
  const givable = givableRoles(roles, me);
  // What I may not give I may not take away either.
  const fixed = mine || !givable.some((role) => role.id === person.roleId);
  const set = (change: Partial<Pick<PersonBody, 'roleId' | 'seatId' | 'active'>>): void => void save('person.update', { personId: person.id, set: change }, person.name);
  const role = roles.find((one) => one.id === person.roleId);
  return (
    <tr className={person.active ? '' : 'settings-gone'}>
      <td>
        <span className="cellx">
          <Avatar name={person.name} size={24} me={mine} />
          <span className="trunc"><SafeText text={person.name} /></span>
          <span className="small t3 trunc"><SafeText text={person.login} /></span>
          {mine && <Chip tone="accent">{t('people.you')}</Chip>}
          {!person.active && <Chip>{t('people.inactive')}</Chip>}
        </span>
      </td>
      <td>
        {fixed ? <span className="t2">{label(role?.label)}</span>
          : <Select small hideLabel label={t('people.roleOf', { name: person.name })} value={person.roleId} onChange={(event) => set({ roleId: event.target.value })} options={givable.map((one) => ({ value: one.id, label: label(one.label) }))} />}
      </td>
      <td>
        {fixed && !mine ? <span className="t2">{lookup.seat(person.seatId)?.name ?? ''}</span>
          : <Select small hideLabel label={t('people.seatOf', { name: person.name })} value={person.seatId ?? ''} onChange={(event) => set({ seatId: (event.target.value || null) as PersonBody['seatId'] })} options={[{ value: '', label: t('people.noSeat') }, ...seats.filter((seat) => seat.active).map((seat) => ({ value: seat.id as string, label: seat.name }))]} />}
      </td>
      <td className="num">
        {!fixed && (
          <span className="row-x tight settings-end">
            {person.active && <IconButton icon={Link2} size="xs" label={t('people.newLink', { name: person.name })} onClick={props.invite} />}
            <Button size="xs" look="quiet" onClick={() => set({ active: !person.active })}>{person.active ? t('people.deactivate') : t('people.activate')}</Button>
          </span>
        )}
      </td>
    </tr>
  );
}
