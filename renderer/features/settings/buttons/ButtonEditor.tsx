/** One button: its words, key, where it stands and for whom, what it asks and what it does; told in words what is still wrong. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { ActionList } from '#renderer/features/settings/buttons/ActionList.tsx';
import { askableFields, buttonKeys, buttonProblems, finishedButton, pressingRoles } from '#renderer/features/settings/buttons/button-draft.ts';
import type { ProblemPlace } from '#renderer/features/settings/buttons/button-draft.ts';
import { LabelFields } from '#renderer/features/settings/LabelFields.tsx';
import { Toggles } from '#renderer/features/settings/buttons/Toggles.tsx';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Segments, Select, Switch } from '#renderer/ui/Field.tsx';
import { isOn } from '#shared/engine/buttons.ts';
import type { ButtonBody } from '#shared/model/preset.ts';

/** `fresh`: not saved yet; its problems are told once somebody has tried to. */
export function ButtonEditor(props: { button: ButtonBody; fresh: boolean; saved(id: string): void; dropped(): void }): ReactNode {
  const { button, fresh } = props;
  const { t, label } = useWords();
  const team = useTeam();
  const save = useSave();
  // Its place among the others is not of this form: a move must not throw away what is being written.
  const { order, ...stored } = button;
  const [edit, setEdit, edited] = useDraft(stored);
  const draft: ButtonBody = { ...edit, order };
  const [tried, setTried] = useState(false);
  const problems = buttonProblems(draft, team);
  const shown = fresh && !tried ? problems.filter((problem) => problem.at === 'key') : problems;
  const wrong = (at: ProblemPlace): string | undefined => {
    const problem = shown.find((one) => one.at === at);
    return problem && t(`buttons.wrong.${problem.code}`, problem.other ? { name: label(problem.other.label) } : {});
  };
  const set = (change: Partial<typeof stored>): void => setEdit({ ...edit, ...change });
  const stages = team.funnels.find((funnel) => funnel.id === draft.funnel)?.stages ?? [];
  const roles = pressingRoles(team.roles, draft.roles);
  const everybody = roles.map((role) => role.id);
  return (
    <form
      className="settings-editor" noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (problems.length > 0) return;
        const body = finishedButton(draft);
        void save('dictionary.save', { kind: 'button', body }, label(body.label)).then((done) => done && props.saved(body.id));
      }}
    >
      <div className="scroll settings-body">
        <LabelFields what={t('buttons.name')} label={draft.label} maxLength={40} autoFocus={fresh} wrong={wrong('name')} change={(next) => set({ label: next })} />
        <div className="settings-pair">
          <Select label={t('buttons.key')} value={draft.key ?? ''} wrong={wrong('key')} onChange={(event) => set({ key: event.target.value || null })} options={[{ value: '', label: t('buttons.noKey') }, ...[...new Set([...buttonKeys, ...(button.key ? [button.key] : [])])].map((key) => ({ value: key, label: key }))]} />
          {fresh && team.funnels.length > 1 && <Select label={t('buttons.funnel')} value={draft.funnel} onChange={(event) => set({ funnel: event.target.value, stages: 'open' })} options={team.funnels.map((funnel) => ({ value: funnel.id, label: label(funnel.label) }))} />}
        </div>
        <Part title={t('buttons.shownIn')} wrong={wrong('stages')}>
          <Segments
            label={t('buttons.shownIn')} value={draft.stages === 'open' ? 'open' : 'some'} options={[{ value: 'open', label: t('buttons.everywhere') }, { value: 'some', label: t('buttons.someStages') }]}
            change={(next) => set({ stages: next === 'open' ? 'open' : draft.stages === 'open' ? [] : draft.stages })}
          />
          {draft.stages !== 'open' && <Toggles label={t('buttons.someStages')} chosen={draft.stages} options={stages.map((stage) => ({ id: stage.id, label: label(stage.label) }))} change={(chosen) => set({ stages: stages.filter((stage) => chosen.includes(stage.id)).map((stage) => stage.id) })} />}
          <Switch label={t('buttons.needsPhoto')} on={draft.needsPhoto} change={(needsPhoto) => set({ needsPhoto })} />
        </Part>
        <Part title={t('buttons.for')}>
          <Toggles label={t('buttons.for')} least={1} chosen={draft.roles.length === 0 ? everybody : draft.roles} options={roles.map((role) => ({ id: role.id, label: label(role.label) }))} change={(next) => set({ roles: next })} />
        </Part>
        <Part title={t('buttons.asks')}>
          <Toggles label={t('buttons.asks')} chosen={draft.ask} options={askableFields(team.fields).map((field) => ({ id: field.id, label: label(field.label) }))} change={(ask) => set({ ask })} />
        </Part>
        <Part title={t('buttons.does')} wrong={wrong('actions')}>
          <ActionList actions={draft.actions} funnelId={draft.funnel} shown={shown} change={(actions) => set({ actions })} />
        </Part>
        <Part title={t('buttons.use')}>
          <Switch label={t('buttons.on')} on={isOn(draft)} change={(active) => set({ active })} />
        </Part>
      </div>
      <div className="settings-foot">
        {shown.length > 0 && <span className="small settings-refused trunc">{t('buttons.problems', { count: shown.length })}</span>}
        <span className="grow" />
        {fresh && <Button onClick={props.dropped}>{t('common.cancel')}</Button>}
        <Button type="submit" look="primary" disabled={shown.length > 0 || (!fresh && !edited)}>{t('common.save')}</Button>
      </div>
    </form>
  );
}

function Part(props: { title: string; wrong?: string | undefined; children: ReactNode }): ReactNode {
  return (
    <section className="settings-fields" aria-label={props.title}>
      <h3 className="settings-h">{props.title}</h3>
      {props.children}
      {props.wrong && <p className="settings-refused" role="alert">{props.wrong}</p>}
    </section>
  );
}
