/** One script: its name, group, place, a text per language with what fills itself in, and the files that go with it. */
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { Trash2 } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useOutgoingFiles } from '#renderer/data/use-outgoing-files.ts';
import { finishedScript, scriptVariables, unknownVariables } from '#renderer/features/settings/scripts/script-draft.ts';
import { ScriptFiles } from '#renderer/features/settings/scripts/ScriptFiles.tsx';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { languageNames } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Select, TextArea, TextField } from '#renderer/ui/Field.tsx';
import { sameValue } from '#shared/base/same-value.ts';
import { channelFacts } from '#shared/model/channel.ts';
import type { Language } from '#shared/model/language.ts';
import type { ScriptBody } from '#shared/model/preset.ts';

const groups = ['greeting', 'price', 'talk', 'feedback', 'other'] as const;

export function ScriptEditor(props: { script: ScriptBody; fresh: boolean; saved(id: string): void; removed(): void }): ReactNode {
  const { script, fresh } = props;
  const { t } = useWords();
  const { team, accounts } = useTeam();
  const save = useSave();
  const [draft, setDraft] = useState(script);
  const [checked, setChecked] = useState(false);
  const [sure, setSure] = useState(false);
  const written = useRef<Partial<Record<Language, HTMLTextAreaElement | null>>>({});
  const lastWritten = useRef<Language | null>(null);
  const languages = team?.languages ?? (['uk', 'en'] as const);
  const variables = [...new Set<string>([...scriptVariables, ...Object.keys(team?.constants ?? {})])];
  const known = new Set(variables);
  const files = useOutgoingFiles(null, script.attachments);
  const finished = finishedScript({ ...draft, attachments: [...files.ready] });
  const withoutAddress = files.ready.length > 0 && !team?.publicUrl ? accounts.filter((account) => account.active && channelFacts[account.channel].mediaByUrl) : [];

  const insert = (name: string): void => {
    const language = lastWritten.current ?? languages[0]!;
    const area = written.current[language];
    const text = draft.texts[language] ?? '';
    const at = area?.selectionStart ?? text.length;
    const put = `{${name}}`;
    setDraft({ ...draft, texts: { ...draft.texts, [language]: `${text.slice(0, at)}${put}${text.slice(area?.selectionEnd ?? at)}` } });
    requestAnimationFrame(() => {
      area?.focus();
      area?.setSelectionRange(at + put.length, at + put.length);
    });
  };
  return (
    <form
      className="settings-editor"
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (finished && !files.taking) void save('script.save', { script: finished }, finished.label.uk).then((done) => done && props.saved(finished.id));
      }}
    >
      <div className="scroll settings-body">
        <div className="settings-pair">
          <TextField label={t('scripts.nameUk')} value={draft.label.uk} maxLength={60} autoFocus={fresh} wrong={checked && !finished && draft.label.uk.trim() === '' && draft.label.en.trim() === '' ? t('scripts.nameWrong') : undefined} onChange={(event) => setDraft({ ...draft, label: { ...draft.label, uk: event.target.value } })} />
          <TextField label={t('scripts.nameEn')} value={draft.label.en} maxLength={60} onChange={(event) => setDraft({ ...draft, label: { ...draft.label, en: event.target.value } })} />
        </div>
        <div className="settings-pair">
          <Select label={t('scripts.groupLabel')} value={draft.group} onChange={(event) => setDraft({ ...draft, group: event.target.value as ScriptBody['group'] })} options={groups.map((group) => ({ value: group, label: t(`scripts.group.${group}`) }))} />
          <TextField label={t('scripts.order')} type="number" min={0} max={999} value={draft.order} onChange={(event) => setDraft({ ...draft, order: Math.max(0, Math.trunc(Number(event.target.value) || 0)) })} />
        </div>
        {languages.map((language, at) => {
          const text = draft.texts[language] ?? '';
          const strange = unknownVariables(text, known);
          return (
            <TextArea
              key={language} ref={(area) => { written.current[language] = area; }} lang={language} rows={4} maxLength={4000} spellCheck
              label={at === 0 ? t('scripts.textDefault', { language: languageNames[language] }) : languageNames[language]}
              value={text} placeholder={at === 0 ? undefined : t('scripts.fallback', { language: languageNames[languages[0]!] })}
              wrong={strange.length > 0 ? t('scripts.strange', { names: strange.map((name) => `{${name}}`).join(', ') }) : checked && !finished && Object.values(draft.texts).every((one) => !one?.trim()) ? t('scripts.textWrong') : undefined}
              onFocus={() => { lastWritten.current = language; }}
              onChange={(event) => setDraft({ ...draft, texts: { ...draft.texts, [language]: event.target.value } })}
            />
          );
        })}
        <div className="settings-variables" role="group" aria-label={t('scripts.variables')}>
          <span className="small t3">{t('scripts.variables')}</span>
          {variables.map((name) => <Button key={name} size="xs" title={t('scripts.insert')} onClick={() => insert(name)}>{`{${name}}`}</Button>)}
        </div>
        <ScriptFiles files={files} withoutAddress={withoutAddress.map((account) => account.name)} />
      </div>
      <div className="settings-foot">
        {!fresh && (sure ? (
          <>
            <span className="small">{t('scripts.sure')}</span>
            <Button look="danger" onClick={() => void save('script.remove', { scriptId: script.id }, script.label.uk).then((done) => (done ? props.removed() : setSure(false)))}>{t('common.remove')}</Button>
            <Button look="quiet" onClick={() => setSure(false)}>{t('common.cancel')}</Button>
          </>
        ) : <Button look="quiet" icon={Trash2} onClick={() => setSure(true)}>{t('common.remove')}</Button>)}
        <span className="grow" />
        {fresh && <Button onClick={props.removed}>{t('common.cancel')}</Button>}
        <Button type="submit" look="primary" disabled={files.taking || (!fresh && sameValue({ ...draft, attachments: files.ready }, { ...script, attachments: script.attachments ?? [] }))}>{t('common.save')}</Button>
      </div>
    </form>
  );
}
