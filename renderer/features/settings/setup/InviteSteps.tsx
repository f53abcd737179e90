/** Invites people one after another: each gets a link, shown once. */
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { emptyInvite, inviteProblem } from '#renderer/features/settings/people/invite-draft.ts';
import { InviteForm } from '#renderer/features/settings/people/InviteForm.tsx';
import { InviteLink } from '#renderer/features/settings/people/InviteLink.tsx';
import { useInvite } from '#renderer/features/settings/people/use-invite.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import type { Calls } from '#shared/port/port.ts';

export function InviteSteps(props: { finish(): void }): ReactNode {
  const { t } = useWords();
  const { roles, me } = useTeam();
  const [draft, setDraft] = useState(() => emptyInvite(roles, me, null));
  const [checked, setChecked] = useState(false);
  const [made, setMade] = useState<readonly { name: string; value: Calls['person.invite']['value'] }[]>([]);
  const { asked, ask, again } = useInvite();
  const roleId = draft.roleId || emptyInvite(roles, me, null).roleId;
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setChecked(true);
    const filled = { ...draft, roleId };
    if (inviteProblem(filled) !== null) return;
    const link = await ask(filled);
    if (link === null) return;
    setMade([...made, { name: filled.name.trim(), value: link }]);
    setDraft(emptyInvite(roles, me, null));
    setChecked(false);
    again();
  };
  return (
    <form className="settings-connect" onSubmit={(event) => void submit(event)}>
      <div className="scroll settings-body">
        {/* A link just made is wanted at once: it stands above the form, in sight whatever its height. */}
        {made.map((one) => <div key={one.value.code} className="settings-part"><h3 className="settings-h">{one.name}</h3><InviteLink made={one.value} name={one.name} /></div>)}
        <div className="settings-part">
          {made.length === 0 && <p className="t2">{t('setup.peopleText')}</p>}
          <InviteForm key={made.length} draft={{ ...draft, roleId }} change={setDraft} checked={checked} />
          {asked.state === 'refused' && <p className="settings-refused" role="alert">{asked.text}</p>}
          <div className="settings-actions"><Button type="submit" disabled={asked.state === 'asking'}>{t('people.makeLink')}</Button></div>
        </div>
      </div>
      <div className="settings-foot"><span className="grow" /><Button look="primary" onClick={props.finish}>{made.length > 0 ? t('setup.finish') : t('setup.finishAlone')}</Button></div>
    </form>
  );
}
