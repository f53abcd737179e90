/** Every key, by what it does; a press on one waits for the key that shall replace it. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { RotateCcw } from 'lucide';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Switch } from '#renderer/ui/Field.tsx';
import { IconButton } from '#renderer/ui/IconButton.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { actions, actionSections } from '#renderer/ui/keys/actions.ts';
import type { Action, ActionId } from '#renderer/ui/keys/actions.ts';
import { chordOf } from '#renderer/ui/keys/chord.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';
import { holderOf } from '#renderer/features/settings/program/holder-of.ts';

export function KeysPage(): ReactNode {
  const { t } = useWords();
  const { settings, change } = useSettings();
  const [asking, setAsking] = useState<ActionId | null>(null);
  const [clash, setClash] = useState<{ id: ActionId; chord: string; holder: ActionId } | null>(null);
  const set = (id: ActionId, chord: string | null): void => {
    setAsking(null);
    const { [id]: _old, ...rest } = settings.keys;
    if (chord === null) return change({ keys: rest });
    const holder = holderOf(chord, id, settings.keys);
    setClash(holder === null ? null : { id, chord, holder });
    if (holder === null) change({ keys: { ...rest, [id]: chord } });
  };
  return (
    <>
      <PageHead title={t('settings.page.keys')}>{Object.keys(settings.keys).length > 0 && <Button size="sm" look="quiet" icon={RotateCcw} onClick={() => change({ keys: {} })}>{t('keys.reset')}</Button>}</PageHead>
      <div className="scroll settings-body">
        <section className="settings-part"><Switch label={t('console.singleKeys')} on={settings.singleKeys} change={(singleKeys) => change({ singleKeys })} /><p className="small t3">{t('sheet.physical')}</p></section>
        {actionSections.map((section) => (
          <section key={section} className="settings-part settings-keys" aria-label={t(`sheet.section.${section}`)}>
            <h3 className="settings-h">{t(`sheet.section.${section}`)}</h3>
            {actions.filter((action) => action.section === section).map((action) => (
              <KeyLine
                key={action.id} action={action} asking={asking === action.id} own={settings.keys[action.id] !== undefined} clash={clash?.id === action.id ? clash : null}
                ask={() => { setClash(null); setAsking(asking === action.id ? null : action.id); }}
                set={(chord) => set(action.id, chord)}
              />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

function KeyLine(props: { action: Action; asking: boolean; own: boolean; clash: { chord: string; holder: ActionId } | null; ask(): void; set(chord: string | null): void }): ReactNode {
  const { action, asking, own, clash } = props;
  const { t } = useWords();
  const { keys } = useUi();
  const { settings } = useSettings();
  const taken = useEffectEvent((event: KeyboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (event.code === 'Escape') return props.ask();
    const chord = chordOf(event, keys.mac);
    if (chord !== null) props.set(chord);
  });
  useEffect(() => {
    if (!asking) return undefined;
    const listener = (event: KeyboardEvent): void => taken(event);
    // Before the window's own keys hear of it.
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, [asking]);
  const chosen = settings.keys[action.id];
  const chords = chosen && !action.fixed ? [chosen, ...action.keys.slice(1)] : action.keys;
  return (
    <div className="settings-key">
      <span className="grow">
        {t(`action.${action.id}`)}
        {clash && <span className="small is-alarm" role="alert"> {t('keys.clash', { key: clash.chord, name: t(`action.${clash.holder}`) })}</span>}
      </span>
      {own && <IconButton icon={RotateCcw} size="xs" label={t('keys.usual')} onClick={() => props.set(null)} />}
      {action.fixed ? <span className="settings-chords">{chords.map((chord) => <Kbd key={chord} chord={chord} />)}</span> : (
        <button type="button" className={`btn sm settings-chords ${asking ? 'is-focus' : ''}`} aria-label={t('keys.change', { name: t(`action.${action.id}`) })} aria-pressed={asking} onClick={props.ask}>
          {asking ? <span className="is-accent">{t('keys.press')}</span> : chords.map((chord) => <Kbd key={chord} chord={chord} />)}
        </button>
      )}
    </div>
  );
}
