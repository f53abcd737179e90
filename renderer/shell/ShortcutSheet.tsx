/** All keys a person has a use for on one sheet, as they are now. */
import type { ReactNode } from 'react';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useLookup } from '#renderer/data/TeamProvider.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Dialog } from '#renderer/ui/Dialog.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { actions, actionSections } from '#renderer/ui/keys/actions.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';

export function ShortcutSheet(props: { close(): void }): ReactNode {
  const { t } = useWords();
  const { keys } = useUi();
  const { settings } = useSettings();
  const checks = useLookup().may('approve');
  const shown = actions.filter((action) => !/^button\.[2-9]$/.test(action.id) && (checks || !/^payment\.|^go\.payments$/.test(action.id)));
  return (
    <Dialog open close={props.close} title={t('sheet.title')} wide>
      <p className="small t2">{t('sheet.physical')}{!settings.singleKeys && ` ${t('sheet.singleOff')}`}</p>
      <div className="sheetlist">
        {actionSections.map((section) => (
          <section key={section}>
            <h3>{t(`sheet.section.${section}`)}</h3>
            {shown.filter((action) => action.section === section).map((action) => (
              <div key={action.id} className="sk">
                <span className="grow trunc">{action.id === 'button.1' ? t('sheet.buttons') : t(`action.${action.id}`)}</span>
                {keys.chordsOf(action.id).map((chord) => <Kbd key={chord} chord={chord} />)}
              </div>
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  );
}
