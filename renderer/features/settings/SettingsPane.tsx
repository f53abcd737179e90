/** Settings: pages on the left by what they are about, the chosen one beside; a page is shown only to those who may use it. */
import type { KeyboardEvent, ReactNode } from 'react';
import { stepLeft } from '#renderer/data/first-steps.ts';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { settingsGroups, settingsPages } from '#renderer/features/settings/settings-pages.ts';
import { useSettingsView } from '#renderer/features/settings/settings-view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import '#renderer/features/settings/settings.css';

export function SettingsPane(): ReactNode {
  const { t } = useWords();
  const lookup = useLookup();
  const chosen = useView((state) => state.settingsPage);
  const { inside, enter } = useSettingsView();
  const openSettings = useView((state) => state.openSettings);
  const shown = settingsPages.filter((page) => (page.right === null || lookup.may(page.right)) && (!page.whileSettingUp || chosen === page.id || stepLeft() !== null));
  const page = shown.find((one) => one.id === chosen) ?? shown[0];
  return (
    <div className={`settings-grid ${inside || page?.whileSettingUp ? 'settings-inside' : ''}`}>
      <div className="settings-side">
        <div className="panehead"><h1 className="heading">{t('settings.title')}</h1></div>
        <nav className="setnav scroll" aria-label={t('settings.title')} onKeyDown={moveBetween}>
          {settingsGroups.map((group) => {
            const pages = shown.filter((one) => one.group === group);
            return pages.length === 0 ? null : (
              <div key={group} role="group" aria-label={t(`settings.group.${group}`)}>
                <span className="grp">{t(`settings.group.${group}`)}</span>
                {pages.map((one) => (
                  <button
                    key={one.id} type="button" aria-current={one === page ? 'page' : undefined}
                    onClick={() => {
                      openSettings(one.id);
                      enter();
                    }}
                  >
                    <Icon of={one.icon} />{t(`settings.page.${one.id}`)}
                  </button>
                ))}
              </div>
            );
          })}
        </nav>
      </div>
      <div className="settings-main">{page && <page.Page key={page.id} />}</div>
    </div>
  );
}

/** Arrows go through the pages as through a list. */
function moveBetween(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (!next) return;
  event.preventDefault();
  event.stopPropagation();
  next.focus();
}
