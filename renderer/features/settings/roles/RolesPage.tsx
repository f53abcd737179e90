/** Roles: what each sees, with which parts, and what it may do; nobody gives what they lack (mission c7, R15). */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Plus } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { newRole } from '#renderer/features/settings/roles/role-draft.ts';
import { RoleEditor } from '#renderer/features/settings/roles/RoleEditor.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import type { RoleBody } from '#shared/model/preset.ts';

export function RolesPage(): ReactNode {
  const { t, label } = useWords();
  const { roles, people } = useTeam();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [fresh, setFresh] = useState<RoleBody | null>(null);
  const chosen = fresh ?? roles.find((role) => role.id === chosenId) ?? roles[0] ?? null;
  return (
    <>
      <PageHead title={t('settings.page.roles')}><Button size="sm" icon={Plus} onClick={() => setFresh(newRole(roles))}>{t('roles.add')}</Button></PageHead>
      <div className="settings-split">
        <nav className="setnav scroll" aria-label={t('settings.page.roles')}>
          {roles.map((role) => (
            <button
              key={role.id} type="button" aria-current={role.id === chosen?.id ? 'page' : undefined}
              onClick={() => {
                setFresh(null);
                setChosenId(role.id);
              }}
            >
              <span className="trunc grow">{label(role.label)}</span>
              <span className="small t3">{people.filter((person) => person.active && person.roleId === role.id).length || ''}</span>
            </button>
          ))}
        </nav>
        {chosen && (
          <RoleEditor
            key={chosen.id} role={chosen} fresh={fresh !== null} dropped={() => setFresh(null)}
            saved={(id) => {
              setFresh(null);
              setChosenId(id);
            }}
          />
        )}
      </div>
    </>
  );
}
