/** The one-click buttons: those of each funnel in their order, the chosen one to be edited, new ones to be made. */
import { useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { ArrowDown, ArrowUp, LayoutGrid, Plus } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { newButton } from '#renderer/features/settings/buttons/button-draft.ts';
import { ButtonEditor } from '#renderer/features/settings/buttons/ButtonEditor.tsx';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { isOn } from '#shared/engine/buttons.ts';
import type { ButtonBody } from '#shared/model/preset.ts';

export function ButtonsPage(): ReactNode {
  const { t, label } = useWords();
  const { buttons, funnels, roles } = useTeam();
  const save = useSave();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [fresh, setFresh] = useState<ButtonBody | null>(null);
  const sorted = buttons.toSorted((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  const groups = funnels.map((funnel) => ({ funnel, buttons: sorted.filter((button) => button.funnel === funnel.id) })).filter((group) => group.buttons.length > 0);
  const chosen = fresh ?? sorted.find((button) => button.id === chosenId) ?? groups[0]?.buttons[0] ?? null;
  const mates = fresh === null ? (groups.find((group) => group.funnel.id === chosen?.funnel)?.buttons ?? []) : [];
  const at = mates.findIndex((button) => button.id === chosen?.id);

  const add = (): void => {
    const funnelId = chosen?.funnel ?? funnels.find((funnel) => funnel.holds === 'deal')?.id;
    if (funnelId !== undefined) setFresh(newButton(buttons, funnelId, roles));
  };
  const shift = (by: -1 | 1): void => {
    const other = mates[at + by];
    if (chosen === null || at < 0 || !other) return;
    const ids = mates.map((button) => button.id);
    ids[at] = other.id;
    ids[at + by] = chosen.id;
    setChosenId(chosen.id);
    void save('button.order', { buttonIds: ids }, label(chosen.label));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const by = event.code === 'ArrowUp' ? -1 : event.code === 'ArrowDown' ? 1 : null;
    if (!event.altKey || by === null) return;
    event.preventDefault();
    event.stopPropagation();
    shift(by);
  };
  return (
    <>
      <PageHead title={t('settings.page.buttons')}>
        <IconButton icon={ArrowUp} label={t('buttons.up')} disabled={at <= 0} onClick={() => shift(-1)} />
        <IconButton icon={ArrowDown} label={t('buttons.down')} disabled={at < 0 || at === mates.length - 1} onClick={() => shift(1)} />
        <Button size="sm" icon={Plus} onClick={add}>{t('buttons.add')}</Button>
      </PageHead>
      {chosen === null ? <EmptyState icon={LayoutGrid} title={t('buttons.empty')} text={t('buttons.emptyText')} /> : (
        <div className="settings-split">
          <nav className="setnav scroll" aria-label={t('settings.page.buttons')} onKeyDown={onKeyDown}>
            {groups.map((group) => (
              <div key={group.funnel.id} role="group" aria-label={label(group.funnel.label)}>
                <span className="grp">{label(group.funnel.label)}</span>
                {group.buttons.map((button) => (
                  <button
                    key={button.id} type="button" className={isOn(button) ? '' : 'settings-gone'} aria-current={button.id === chosen.id ? 'page' : undefined}
                    onClick={() => {
                      setFresh(null);
                      setChosenId(button.id);
                    }}
                  >
                    <span className="trunc grow">{label(button.label)}</span>
                    {!isOn(button) && <span className="small t3">{t('buttons.off')}</span>}
                    <Kbd chord={button.key} />
                  </button>
                ))}
              </div>
            ))}
          </nav>
          <ButtonEditor
            key={chosen.id} button={chosen} fresh={fresh !== null} dropped={() => setFresh(null)}
            saved={(id) => {
              setFresh(null);
              setChosenId(id);
            }}
          />
        </div>
      )}
    </>
  );
}
