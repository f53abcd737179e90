/** Name, login, role and seat of a person to be invited. */
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { givableRoles } from '#renderer/features/settings/people/givable-roles.ts';
import { inviteProblem, loginOf, seatNameFor } from '#renderer/features/settings/people/invite-draft.ts';
import type { InviteDraft } from '#renderer/features/settings/people/invite-draft.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Select, TextField } from '#renderer/ui/Field.tsx';

const ownSeat = ' own';

export function InviteForm(props: { draft: InviteDraft; change(draft: InviteDraft): void; checked: boolean }): ReactNode {
  const { draft, change, checked } = props;
  const { t, label } = useWords();
  const { roles, me, seats } = useTeam();
  const problem = checked ? inviteProblem(draft) : null;
  const seat = draft.seatId ?? (draft.seatName === null ? '' : ownSeat);
  return (
    <>
      <TextField
        label={t('people.name')} value={draft.name} maxLength={80} autoFocus wrong={problem === 'name' ? t('people.nameWrong') : undefined}
        onChange={(event) => {
          const name = event.target.value;
          // Login and seat follow the name until somebody has typed another.
          change({ ...draft, name, login: draft.login === loginOf(draft.name) ? loginOf(name) : draft.login, seatName: draft.seatName === draft.name ? name : draft.seatName });
        }}
      />
      <TextField label={t('people.login')} hint={t('people.loginHint')} value={draft.login} maxLength={40} wrong={problem === 'login' ? t('people.loginWrong') : undefined} onChange={(event) => change({ ...draft, login: event.target.value })} />
      <Select label={t('people.role')} value={draft.roleId} onChange={(event) => change({ ...draft, roleId: event.target.value, seatName: seatNameFor(roles.find((role) => role.id === event.target.value), draft.seatId, draft.seatName ?? draft.name) })} options={givableRoles(roles, me).map((role) => ({ value: role.id, label: label(role.label) }))} />
      <Select
        label={t('people.seat')} hint={t('people.seatHint')} value={seat}
        onChange={(event) => {
          const value = event.target.value;
          change({ ...draft, seatId: value === '' || value === ownSeat ? null : value, seatName: value === ownSeat ? draft.name : null });
        }}
        options={[{ value: '', label: t('people.noSeat') }, { value: ownSeat, label: t('people.newSeat') }, ...seats.filter((one) => one.active).map((one) => ({ value: one.id as string, label: one.name }))]}
      />
      {draft.seatName !== null && <TextField label={t('people.seatName')} value={draft.seatName} maxLength={60} wrong={problem === 'seatName' ? t('people.seatNameWrong') : undefined} onChange={(event) => change({ ...draft, seatName: event.target.value })} />}
    </>
  );
}
