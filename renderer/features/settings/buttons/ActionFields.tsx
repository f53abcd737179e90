/** What one action needs to know: which text, which stage, which field and value, whose task and when. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { settableFields } from '#renderer/features/settings/buttons/button-draft.ts';
import { LabelFields } from '#renderer/features/settings/LabelFields.tsx';
import { Toggles } from '#renderer/features/settings/buttons/Toggles.tsx';
import { languageNames } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Segments, Select, TextField } from '#renderer/ui/Field.tsx';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { inputText, parseInput } from '#renderer/ui/values/value-text.ts';
import { ValueInput } from '#renderer/ui/values/ValueInput.tsx';
import type { Language } from '#shared/model/language.ts';
import { scriptGroups } from '#shared/model/preset.ts';
import type { Action } from '#shared/model/preset.ts';

type Of<Kind extends Action['do']> = Extract<Action, { do: Kind }>;
interface Editing<Kind extends Action['do']> { action: Of<Kind>; change(action: Action): void }

export function ActionFields(props: { action: Action; funnelId: string; change(action: Action): void }): ReactNode {
  const { action, change } = props;
  switch (action.do) {
    case 'send': return <Send action={action} change={change} />;
    case 'offer': return <Offer action={action} change={change} />;
    case 'move': return <Move action={action} change={change} funnelId={props.funnelId} />;
    case 'set': return <SetField key={action.field} action={action} change={change} />;
    case 'task': return <TaskFields action={action} change={change} />;
    case 'notify': return <Notify action={action} change={change} />;
    case 'take': case 'closeTasks': case 'savePhotos': case 'removeContact': case 'draft': return null;
  }
}

function useScripts(): { id: string; label: string }[] {
  const { scripts } = useTeam();
  const { label } = useWords();
  return scripts.toSorted((a, b) => scriptGroups.indexOf(a.group) - scriptGroups.indexOf(b.group) || a.order - b.order).map((script) => ({ id: script.id, label: label(script.label) }));
}

function Send({ action, change }: Editing<'send'>): ReactNode {
  const { t } = useWords();
  const options = useScripts().map(({ id, label }) => ({ value: id, label }));
  return <Select small label={t('buttons.script')} value={action.script} onChange={(event) => change({ ...action, script: event.target.value })} options={[{ value: '', label: t('buttons.choose') }, ...options]} />;
}

function Offer({ action, change }: Editing<'offer'>): ReactNode {
  const { t } = useWords();
  const { team } = useTeam();
  const scripts = useScripts();
  const from = action.scripts !== undefined ? 'named' : action.groups !== undefined ? 'groups' : 'all';
  const { scripts: _scripts, groups: _groups, ...rest } = action;
  const { language: _language, ...spoken } = action;
  const languages = [...new Set<Language>([...(team?.languages ?? []), ...(action.language ? [action.language] : [])])];
  return (
    <>
      <Segments
        label={t('buttons.offered')} value={from} options={(['all', 'groups', 'named'] as const).map((value) => ({ value, label: t(`buttons.offered.${value}`) }))}
        change={(next) => change(next === 'all' ? rest : next === 'groups' ? { ...rest, groups: [] } : { ...rest, scripts: [] })}
      />
      {from === 'groups' && (
        <Toggles
          label={t('buttons.offered.groups')} chosen={action.groups ?? []} options={scriptGroups.map((id) => ({ id, label: t(`scripts.group.${id}`) }))}
          change={(groups) => change({ ...action, groups: scriptGroups.filter((group) => groups.includes(group)) })}
        />
      )}
      {from === 'named' && <Toggles label={t('buttons.offered.named')} chosen={action.scripts ?? []} options={scripts} change={(chosen) => change({ ...action, scripts: chosen })} />}
      <Select
        small label={t('buttons.language')} value={action.language ?? ''} onChange={(event) => change(event.target.value === '' ? spoken : { ...action, language: event.target.value as Language })}
        options={[{ value: '', label: t('buttons.languageClient') }, ...languages.map((value) => ({ value, label: languageNames[value] }))]}
      />
    </>
  );
}

function Move({ action, change, funnelId }: Editing<'move'> & { funnelId: string }): ReactNode {
  const { t, label } = useWords();
  const lookup = useLookup();
  const stages = lookup.funnel(funnelId)?.stages ?? [];
  return <Select small label={t('buttons.stage')} value={action.stage} onChange={(event) => change({ ...action, stage: event.target.value })} options={[{ value: '', label: t('buttons.choose') }, ...stages.map((stage) => ({ value: stage.id, label: label(stage.label) }))]} />;
}

function SetField({ action, change }: Editing<'set'>): ReactNode {
  const { t, label } = useWords();
  const { fields, people, team } = useTeam();
  const lookup = useLookup();
  const { zone } = useUi();
  const around = { zone, currency: team?.currency ?? '' };
  const field = lookup.field(action.field);
  const [text, setText] = useState(field === null || action.value === '' ? '' : inputText(field, action.value, around));
  const typed = (next: string): void => {
    setText(next);
    const parsed = field === null ? null : parseInput(field, next, around);
    const value = parsed?.ok ? parsed.value : null;
    change({ ...action, value: typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : '' });
  };
  const known = settableFields(fields);
  const options = field === null || known.includes(field) ? known : [...known, field];
  return (
    <div className="settings-pair">
      <Select small label={t('buttons.field')} value={field?.id ?? ''} onChange={(event) => change({ do: 'set', field: event.target.value, value: '' })} options={[{ value: '', label: t('buttons.choose') }, ...options.map((one) => ({ value: one.id, label: label(one.label) }))]} />
      {field && <ValueInput small label={t('buttons.value')} field={field} list={lookup.list(field.list)} people={people.filter((person) => person.active)} text={text} change={typed} />}
    </div>
  );
}

function Who(props: { who: Of<'task'>['who']; change(who: Of<'task'>['who']): void }): ReactNode {
  const { t } = useWords();
  return <Select small label={t('buttons.who')} value={props.who} onChange={(event) => props.change(event.target.value as Of<'task'>['who'])} options={(['seat', 'head', 'presser'] as const).map((value) => ({ value, label: t(`buttons.who.${value}`) }))} />;
}

function TaskFields({ action, change }: Editing<'task'>): ReactNode {
  const { t } = useWords();
  return (
    <>
      <LabelFields small what={t('buttons.title')} label={action.title} maxLength={120} change={(title) => change({ ...action, title })} />
      <div className="settings-pair">
        <TextField small label={t('buttons.due')} type="number" min={1} max={525_600} value={action.dueMinutes || ''} onChange={(event) => change({ ...action, dueMinutes: Math.trunc(Number(event.target.value) || 0) })} />
        <Who who={action.who} change={(who) => change({ ...action, who })} />
      </div>
    </>
  );
}

function Notify({ action, change }: Editing<'notify'>): ReactNode {
  const { t } = useWords();
  return (
    <>
      <LabelFields small what={t('buttons.text')} label={action.label} maxLength={120} change={(label) => change({ ...action, label })} />
      <Who who={action.who} change={(who) => change({ ...action, who })} />
    </>
  );
}
