/** This console: language, theme, keys and sounds of the person at it; nothing here touches the team. */
import type { ReactNode } from 'react';
import { Bell, FolderOpen, Volume2 } from 'lucide';
import { useData } from '#renderer/data/DataProvider.tsx';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useTestTone } from '#renderer/data/use-test-tone.ts';
import { useLink } from '#renderer/data/use-press.ts';
import { CopyField } from '#renderer/features/settings/CopyField.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { languageNames, offeredLanguages } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Segments, Switch } from '#renderer/ui/Field.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';

const themes = ['system', 'light', 'dark'] as const;
const tones = ['message', 'alarm', 'escalation'] as const;

export function ConsolePage(): ReactNode {
  const { t, language } = useWords();
  const { settings, change } = useSettings();
  const play = useTestTone();
  return (
    <>
      <PageHead title={t('settings.page.console')} />
      <div className="scroll settings-body">
        <section className="settings-part" aria-label={t('console.look')}>
          <h3 className="settings-h">{t('console.look')}</h3>
          <div className="settings-line"><span>{t('console.language')}</span><Segments label={t('console.language')} value={language} options={offeredLanguages.map((value) => ({ value, label: languageNames[value] }))} change={(value) => change({ language: value })} /></div>
          <div className="settings-line"><span>{t('console.theme')}</span><Segments label={t('console.theme')} value={settings.theme} options={themes.map((value) => ({ value, label: t(`console.theme.${value}`) }))} change={(theme) => change({ theme })} /></div>
        </section>
        <section className="settings-part" aria-label={t('console.writing')}>
          <h3 className="settings-h">{t('console.writing')}</h3>
          <Switch label={t('console.enterSends')} on={settings.enterSends} change={(enterSends) => change({ enterSends })} />
          <p className="small t3">{t(settings.enterSends ? 'console.enterSendsOn' : 'console.enterSendsOff')}</p>
          <Switch label={t('console.singleKeys')} on={settings.singleKeys} change={(singleKeys) => change({ singleKeys })} />
          <p className="small t3">{t('console.singleKeysText')}</p>
        </section>
        <section className="settings-part" aria-label={t('console.sound')}>
          <h3 className="settings-h">{t('console.sound')}</h3>
          <Switch label={t('console.soundOn')} on={settings.sound} change={(sound) => change({ sound })} />
          <div className="row-x">{tones.map((tone) => <Button key={tone} size="sm" icon={Volume2} onClick={() => play(tone)}>{t(`console.tone.${tone}`)}</Button>)}</div>
          <Muted />
          <Notices />
        </section>
        <About />
      </div>
    </>
  );
}

function Muted(): ReactNode {
  const { t } = useWords();
  const { accounts } = useTeam();
  const { settings, change } = useSettings();
  const active = accounts.filter((account) => account.active);
  if (active.length < 2) return null;
  const muted = new Set(settings.mutedAccounts);
  const turn = (id: string): void => change({ mutedAccounts: muted.has(id) ? settings.mutedAccounts.filter((one) => one !== id) : [...settings.mutedAccounts, id] });
  return (
    <details className="settings-more">
      <summary>{t('console.muted', { count: active.filter((account) => muted.has(account.id)).length })}</summary>
      <ul className="settings-muted">
        {active.map((account) => (
          <li key={account.id}>
            <label className="row-x"><input type="checkbox" checked={!muted.has(account.id)} onChange={() => turn(account.id)} /><AccountBadge account={account} /><span className="trunc"><SafeText text={account.name} /></span></label>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Notices(): ReactNode {
  const { t } = useWords();
  const { notices } = useData();
  if (notices.allowed()) return <p className="small t3">{t('console.noticesOn')}</p>;
  return <div className="row-x"><Button size="sm" icon={Bell} onClick={() => void notices.ask()}>{t('console.noticesAsk')}</Button><span className="small t3">{t('console.noticesText')}</span></div>;
}

function About(): ReactNode {
  const { t } = useWords();
  const { host } = useLink();
  const { desktop } = useData();
  const folder = host?.dataFolder ?? null;
  return (
    <section className="settings-part" aria-label={t('console.about')}>
      <h3 className="settings-h">{t('console.about')}</h3>
      <dl className="settings-facts">
        <dt>{t('console.version')}</dt><dd>{host?.version ?? ''}</dd>
        <dt>{t('console.kind')}</dt><dd>{t(`console.kind.${host?.kind ?? 'console'}`)}</dd>
        <dt>{t('console.platform')}</dt><dd>{host?.platform ?? ''}</dd>
      </dl>
      <p className="small t3">{t(host?.kind === 'hosted' ? 'console.dataHosted' : 'console.dataHere')}</p>
      {folder !== null && (
        <>
          <CopyField label={t('console.dataFolder')} value={folder} />
          {desktop && <div className="row-x"><Button size="sm" icon={FolderOpen} onClick={() => desktop.showDataFolder()}>{t('console.showFolder')}</Button></div>}
          <p className="small t3">{t('console.dataFolderText')}</p>
          {host?.keys && <p className={host.keys === 'keychain' ? 'small t3' : 'settings-note small'}>{t(`console.keys.${host.keys}`)}</p>}
        </>
      )}
    </section>
  );
}
