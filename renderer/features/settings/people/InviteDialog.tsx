/** Invites a person: name, role, seat; then the link, shown once. */
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { InviteForm } from '#renderer/features/settings/people/InviteForm.tsx';
import { InviteLink } from '#renderer/features/settings/people/InviteLink.tsx';
import { useInvite } from '#renderer/features/settings/people/use-invite.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import type { PersonBody } from '#shared/model/bodies.ts';
import { emptyInvite, inviteProblem } from '#renderer/features/settings/people/invite-draft.ts';

/** `person` null = a new one; else a fresh link for one who is in the team already. */
export function InviteDialog(props: { person: PersonBody | null; close(): void }): ReactNode {
  const { person, close } = props;
  const { t } = useWords();
  const { roles, me } = useTeam();
  const [draft, setDraft] = useState(() => emptyInvite(roles, me, person));
  const [checked, setChecked] = useState(false);
  const { asked, ask } = useInvite();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setChecked(true);
    if (inviteProblem(draft) === null) void ask(draft);
  };
  return (
    <Dialog open close={close} title={person ? t('people.newLinkFor', { name: person.name }) : t('people.invite')}>
      {asked.state === 'made' ? (
        <div className="settings-fields">
          <InviteLink made={asked.value} name={draft.name} />
          <div className="settings-actions"><Button look="primary" onClick={close} autoFocus>{t('people.linkTaken')}</Button></div>
        </div>
      ) : (
        <form className="settings-fields" onSubmit={submit}>
          {person ? <p className="t2">{t('people.newLinkText')}</p> : <InviteForm draft={draft} change={setDraft} checked={checked} />}
          {asked.state === 'refused' && <p className="settings-refused" role="alert">{asked.text}</p>}
          <div className="settings-actions">
            <Button onClick={close}>{t('common.cancel')}</Button>
            <Button type="submit" look="primary" chord="Enter" disabled={asked.state === 'asking'}>{t('people.makeLink')}</Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
