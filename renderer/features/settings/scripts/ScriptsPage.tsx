/** The texts that buttons send: a list by groups, and the chosen one in every language it has. */
import { useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { MessageSquareText, Plus } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { ScriptEditor } from '#renderer/features/settings/scripts/ScriptEditor.tsx';
import { newScript } from '#renderer/features/settings/scripts/script-draft.ts';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import type { ScriptBody } from '#shared/model/preset.ts';

const groups = ['greeting', 'price', 'talk', 'feedback', 'other'] as const;

export function ScriptsPage(): ReactNode {
  const { t, label } = useWords();
  const { scripts } = useTeam();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [fresh, setFresh] = useState<ScriptBody | null>(null);
  const sorted = useMemo(() => scripts.toSorted((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || a.order - b.order), [scripts]);
  const chosen = fresh ?? sorted.find((script) => script.id === chosenId) ?? sorted[0] ?? null;
  const add = (): void => setFresh(newScript(scripts, chosen?.group ?? 'talk'));
  return (
    <>
      <PageHead title={t('settings.page.scripts')}><Button size="sm" icon={Plus} onClick={add}>{t('scripts.add')}</Button></PageHead>
      <div className="settings-split">
        <nav className="setnav scroll" aria-label={t('settings.page.scripts')}>
          {groups.map((group) => {
            const ofGroup = sorted.filter((script) => script.group === group);
            return ofGroup.length === 0 ? null : (
              <div key={group} role="group" aria-label={t(`scripts.group.${group}`)}>
                <span className="grp">{t(`scripts.group.${group}`)}</span>
                {ofGroup.map((script) => (
                  <button key={script.id} type="button" aria-current={script.id === chosen?.id ? 'page' : undefined} onClick={() => { setFresh(null); setChosenId(script.id); }}><span className="trunc">{label(script.label)}</span></button>
                ))}
              </div>
            );
          })}
        </nav>
        {chosen ? (
          <ScriptEditor
            key={chosen.id} script={chosen} fresh={fresh !== null}
            saved={(id) => { setFresh(null); setChosenId(id); }}
            removed={() => { setFresh(null); setChosenId(null); }}
          />
        ) : <EmptyState icon={MessageSquareText} title={t('scripts.empty')} text={t('scripts.emptyText')}><Button look="primary" onClick={add}>{t('scripts.add')}</Button></EmptyState>}
      </div>
    </>
  );
}
