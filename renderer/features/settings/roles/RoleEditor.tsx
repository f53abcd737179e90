/** One role: its name, what it sees, which parts of it, what it may do. What one lacks oneself stands there and can't be pressed. */
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { finishedRole, givable } from '#renderer/features/settings/roles/role-draft.ts';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { LabelFields } from '#renderer/features/settings/LabelFields.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Select } from '#renderer/ui/Field.tsx';
import { facetsOf } from '#shared/engine/parts.ts';
import { isWithin } from '#shared/engine/role-reach.ts';
import { facetNames } from '#shared/model/facets.ts';
import { rights, sights } from '#shared/model/preset.ts';
import type { RoleBody } from '#shared/model/preset.ts';

export function RoleEditor(props: { role: RoleBody; fresh: boolean; saved(id: string): void; dropped(): void }): ReactNode {
  const { role, fresh } = props;
  const { t, label } = useWords();
  const { roles, me, people } = useTeam();
  const save = useSave();
  const [draft, setDraft, edited] = useDraft(role);
  const own = roles.find((one) => one.id === me?.roleId) ?? null;
  const offered = givable(own);
  const fixed = own === null || !isWithin(role, own);
  const nameless = draft.label.uk.trim() === '' && draft.label.en.trim() === '';
  const used = people.some((person) => person.roleId === role.id);
  const set = (change: Partial<RoleBody>): void => setDraft({ ...draft, ...change });
  return (
    <form
      className="settings-editor" noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const body = finishedRole(draft);
        if (!nameless) void save('role.save', { role: body }, label(body.label)).then((done) => done && props.saved(body.id));
      }}
    >
      <div className="scroll settings-body">
        {fixed && <p className="settings-note" role="note">{t('roles.beyond')}</p>}
        <fieldset className="settings-role" disabled={fixed}>
          <LabelFields what={t('roles.name')} label={draft.label} maxLength={40} autoFocus={fresh} change={(next) => set({ label: next })} />
          <Select
            label={t('roles.sees')} hint={t(`roles.seesHint.${draft.sees}`)} value={draft.sees} onChange={(event) => set({ sees: event.target.value as RoleBody['sees'] })}
            options={sights.filter((sees) => sees === role.sees || offered.sights.includes(sees)).map((sees) => ({ value: sees, label: t(`roles.sees.${sees}`) }))}
          />
          <Choices title={t('roles.facets')} names={facetNames} word={(name) => t(`roles.facet.${name}`)} chosen={facetsOf(draft)} fixed={['core']} offered={offered.facets} change={(facets) => set({ facets: facetNames.filter((name) => facets.includes(name)) })} />
          <Choices title={t('roles.may')} names={rights} word={(name) => t(`roles.right.${name}`)} chosen={draft.may} fixed={[]} offered={offered.rights} change={(may) => set({ may: rights.filter((right) => may.includes(right)) })} />
        </fieldset>
      </div>
      <div className="settings-foot">
        {!fresh && !fixed && <Button look="quiet" disabled={used} title={used ? t('refusal.role_used') : undefined} onClick={() => void save('role.remove', { roleId: role.id }, label(role.label))}>{t('roles.remove')}</Button>}
        <span className="grow" />
        {fresh && <Button onClick={props.dropped}>{t('common.cancel')}</Button>}
        <Button type="submit" look="primary" disabled={fixed || nameless || (!fresh && !edited)}>{t('common.save')}</Button>
      </div>
    </form>
  );
}

function Choices<Name extends string>(props: {
  title: string; names: readonly Name[]; word(name: Name): string; chosen: readonly Name[]; fixed: readonly Name[]; offered: readonly Name[]; change(chosen: Name[]): void;
}): ReactNode {
  const { title, names, chosen, fixed, offered } = props;
  return (
    <section className="settings-fields" aria-label={title}>
      <h3 className="settings-h">{title}</h3>
      <div className="settings-toggles" role="group" aria-label={title}>
        {names.map((name) => {
          const on = chosen.includes(name) || fixed.includes(name);
          return <Button key={name} size="xs" pressed={on} disabled={fixed.includes(name) || !offered.includes(name)} onClick={() => props.change(on ? chosen.filter((one) => one !== name) : [...chosen, name])}>{props.word(name)}</Button>;
        })}
      </div>
    </section>
  );
}
