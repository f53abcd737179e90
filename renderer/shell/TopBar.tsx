/** Team, search, how fresh the copy is, and who sits here. */
import type { ReactNode } from 'react';
import { CircleCheck, Headset, Keyboard, Languages, Lock, LogOut, Moon, Search, Settings, Sun, SunMoon, TriangleAlert } from 'lucide';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useCall, useLink } from '#renderer/data/use-press.ts';
import { useView } from '#renderer/data/view.ts';
import { languageNames, offeredLanguages } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Avatar } from '#renderer/ui/Avatar.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Kbd } from '#renderer/ui/Kbd.tsx';
import { Logo } from '#renderer/ui/Logo.tsx';
import { Menu } from '#renderer/ui/Menu.tsx';
import type { MenuEntry } from '#renderer/ui/Menu.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import type { HostInfo } from '#shared/port/port.ts';

/** A copy older than this is shown as such. */
const staleMs = 30_000;

export function TopBar(props: { host: HostInfo; openPalette(): void; openSheet(): void }): ReactNode {
  const { t } = useWords();
  const { team, me } = useTeam();
  return (
    <header className="topbar">
      <div className="brand">
        <span className="logo"><Logo /></span>
        <span className="trunc"><SafeText text={team?.name ?? 'Pult'} /></span>
        {props.host.demo && <DemoMark host={props.host} />}
      </div>
      <button type="button" className="find" aria-keyshortcuts="Control+K" onClick={props.openPalette}>
        <Icon of={Search} /><span className="trunc grow">{t('shell.search')}</span><Kbd action="palette.open" />
      </button>
      <div className="right">
        <SyncState />
        {me && <><span className="vline" /><span className="row-x"><Icon of={Headset} /><span className="trunc"><SafeText text={me.seatName ? t('shell.seat', { seat: me.seatName, name: me.name }) : me.name} /></span></span></>}
        <PersonMenu host={props.host} openSheet={props.openSheet} />
      </div>
    </header>
  );
}

/** Always there while everything is simulated, with the way out of it. A guest of somebody's demo has none. */
function DemoMark(props: { host: HostInfo }): ReactNode {
  const { t } = useWords();
  const call = useCall();
  return (
    <>
      <span className="demo-mark" title={t('banner.demo')}>{t('shell.demo')}</span>
      {props.host.kind !== 'hosted' && <button type="button" className="link small trunc" onClick={() => void call('host.leaveDemo', {})}>{t('banner.leaveDemo')}</button>}
    </>
  );
}

function SyncState(): ReactNode {
  const { t, format } = useWords();
  const { phase, status } = useLink();
  const now = useNow(1000);
  if (phase !== 'open' || !status || status.state === 'connecting') return <span className="sync off" role="status"><Icon of={TriangleAlert} />{t('shell.connecting')}</span>;
  if (status.firstCopy !== null) return <span className="sync" role="status">{t('shell.firstCopy', { percent: Math.round(status.firstCopy * 100) })}</span>;
  const pending = status.pending > 0 ? <span className="t3">· {t('shell.pending', { count: status.pending })}</span> : null;
  if (status.state !== 'live' || status.syncedAt === null) return <span className="sync off"><Icon of={TriangleAlert} />{t('shell.noServer')}{pending}</span>;
  const age = Math.max(0, now - status.syncedAt);
  return <span className={`sync ${age > staleMs ? 'off' : ''}`}><Icon of={age > staleMs ? TriangleAlert : CircleCheck} />{t('shell.synced', { ago: format.ago(age) })}{pending}</span>;
}

function PersonMenu(props: { host: HostInfo; openSheet(): void }): ReactNode {
  const { t } = useWords();
  const { me } = useTeam();
  const { settings, change } = useSettings();
  const go = useView((state) => state.go);
  const call = useCall();
  const name = me?.name ?? '';
  const entries: MenuEntry[] = [
    { kind: 'group', label: <SafeText text={t('shell.me', { name })} /> },
    { label: t('action.go.settings'), icon: Settings, hint: <Kbd action="go.settings" />, run: () => go('settings') },
    { label: t('sheet.title'), icon: Keyboard, hint: <Kbd action="sheet.open" />, run: props.openSheet },
    { kind: 'line' },
    { label: t('theme.light'), icon: Sun, hint: settings.theme === 'light' ? '✓' : null, run: () => change({ theme: 'light' }) },
    { label: t('theme.dark'), icon: Moon, hint: settings.theme === 'dark' ? '✓' : null, run: () => change({ theme: 'dark' }) },
    { label: t('theme.system'), icon: SunMoon, hint: settings.theme === 'system' ? '✓' : null, run: () => change({ theme: 'system' }) },
    { kind: 'line' },
    ...offeredLanguages.map((language): MenuEntry => ({ label: languageNames[language], icon: Languages, hint: settings.language === language ? '✓' : null, run: () => change({ language }) })),
    ...(props.host.seats?.people.some((one) => one.hasPin) ? [
      { kind: 'line' } as const,
      { label: t('action.window.lock'), icon: Lock, hint: <Kbd action="window.lock" />, run: () => void call('seat.lock', { why: 'key' }) },
    ] : []),
    ...(props.host.kind === 'electron' ? [] : [
      { kind: 'line' } as const,
      { label: t('shell.signOut'), icon: LogOut, run: () => void call('session.end', {}).then(() => location.reload()) },
    ]),
  ];
  return <Menu align="end" trigger={<button type="button" aria-label={t('shell.profile')}><Avatar name={name} size={24} me /></button>} entries={entries} />;
}
