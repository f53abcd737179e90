/** The one-click buttons: their words, keys and place; what each does, in words. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { LayoutGrid } from 'lucide-react';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { keyTaken } from '#renderer/features/settings/work/button-keys.ts';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Select, TextField } from '#renderer/ui/Field.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import type { Action, ButtonBody } from '#shared/model/preset.ts';

const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'Shift+S', 'Shift+D'];

export function ButtonsPage(): ReactNode {
  const { t, label } = useWords();
  const { buttons, funnels } = useTeam();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const sorted = buttons.toSorted((a, b) => a.order - b.order);
  const chosen = sorted.find((button) => button.id === chosenId) ?? sorted[0] ?? null;
  return (
    <>
      <PageHead title={t('settings.page.buttons')} />
      {chosen === null ? <EmptyState icon={LayoutGrid} title={t('buttons.empty')} text={t('buttons.emptyText')} /> : (
        <div className="settings-split">
          <nav className="setnav scroll" aria-label={t('settings.page.buttons')}>
            {funnels.filter((funnel) => sorted.some((button) => button.funnel === funnel.id)).map((funnel) => (
              <div key={funnel.id} role="group" aria-label={label(funnel.label)}>
                <span className="grp">{label(funnel.label)}</span>
                {sorted.filter((button) => button.funnel === funnel.id).map((button) => (
                  <button key={button.id} type="button" aria-current={button.id === chosen.id ? 'page' : undefined} onClick={() => setChosenId(button.id)}><span className="trunc grow">{label(button.label)}</span><Kbd chord={button.key} /></button>
                ))}
              </div>
            ))}
          </nav>
          <ButtonEditor key={chosen.id} button={chosen} />
        </div>
      )}
    </>
  );
}

function ButtonEditor(props: { button: ButtonBody }): ReactNode {
  const { button } = props;
  const { t, label } = useWords();
  const { buttons, roles } = useTeam();
  const lookup = useLookup();
  const save = useSave();
  const [draft, setDraft, edited] = useDraft(button);
  const taken = keyTaken(draft, buttons);
  const named = draft.label.uk.trim() !== '' && draft.label.en.trim() !== '';
  const stages = button.stages === 'open' ? [t('buttons.everywhere')] : button.stages.map((id) => label(lookup.stage(button.funnel, id)?.label) || id);
  return (
    <form
      className="settings-editor"
      onSubmit={(event) => {
        event.preventDefault();
        if (taken || !named) return;
        void save('dictionary.save', { kind: 'button', body: { ...draft, label: { ...draft.label, uk: draft.label.uk.trim(), en: draft.label.en.trim() } } }, draft.label.uk);
      }}
    >
      <div className="scroll settings-body">
        <div className="settings-pair">
          <TextField label={t('scripts.nameUk')} value={draft.label.uk} maxLength={40} wrong={draft.label.uk.trim() === '' ? t('scripts.nameWrong') : undefined} onChange={(event) => setDraft({ ...draft, label: { ...draft.label, uk: event.target.value } })} />
          <TextField label={t('scripts.nameEn')} value={draft.label.en} maxLength={40} wrong={draft.label.en.trim() === '' ? t('scripts.nameWrong') : undefined} onChange={(event) => setDraft({ ...draft, label: { ...draft.label, en: event.target.value } })} />
        </div>
        <div className="settings-pair">
          <Select label={t('buttons.key')} value={draft.key ?? ''} wrong={taken ? t('buttons.keyTaken', { name: label(taken.label) }) : undefined} onChange={(event) => setDraft({ ...draft, key: event.target.value || null })} options={[{ value: '', label: t('buttons.noKey') }, ...[...new Set([...keys, ...(button.key ? [button.key] : [])])].map((key) => ({ value: key, label: key }))]} />
          <TextField label={t('scripts.order')} type="number" min={0} max={999} value={draft.order} onChange={(event) => setDraft({ ...draft, order: Math.trunc(Number(event.target.value) || 0) })} />
        </div>
        <dl className="settings-facts">
          <dt>{t('buttons.shownIn')}</dt><dd>{stages.join(', ')}</dd>
          <dt>{t('buttons.for')}</dt><dd>{button.roles.map((id) => label(roles.find((role) => role.id === id)?.label) || id).join(', ')}</dd>
          {button.ask.length > 0 && <><dt>{t('buttons.asks')}</dt><dd>{button.ask.map((id) => label(lookup.field(id)?.label) || id).join(', ')}</dd></>}
          <dt>{t('buttons.does')}</dt><dd><ul>{button.actions.map((action, at) => <li key={at}><ActionWords action={action} funnelId={button.funnel} /></li>)}</ul></dd>
        </dl>
      </div>
      <div className="settings-foot"><span className="grow" /><Button type="submit" look="primary" disabled={taken !== null || !named || !edited}>{t('common.save')}</Button></div>
    </form>
  );
}

function ActionWords(props: { action: Action; funnelId: string }): ReactNode {
  const { action } = props;
  const { t, label } = useWords();
  const lookup = useLookup();
  switch (action.do) {
    case 'send': return t('buttons.do.send', { script: label(lookup.script(action.script)?.label) || action.script });
    case 'move': return t('buttons.do.move', { stage: label(lookup.stage(props.funnelId, action.stage)?.label) || action.stage });
    case 'set': return t('buttons.do.set', { field: label(lookup.field(action.field)?.label) || action.field, value: String(action.value) });
    case 'task': return t('buttons.do.task', { title: label(action.title), count: action.dueMinutes });
    case 'notify': return t('buttons.do.notify', { text: label(action.label) });
    case 'take': case 'offer': case 'closeTasks': case 'savePhotos': case 'removeContact': case 'draft': return t(`buttons.do.${action.do}`);
  }
}
