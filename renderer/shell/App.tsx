/** The whole page: what everything below may ask for, and which of the four faces is shown (no way in, opening, first run, the window). */
import { useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { DataProvider } from '#renderer/data/DataProvider.tsx';
import type { Data } from '#renderer/data/DataProvider.tsx';
import type { Feature } from '#renderer/data/feature.ts';
import { SettingsProvider, useSettings } from '#renderer/data/SettingsProvider.tsx';
import { TeamProvider, useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useLink, useMediaUrl } from '#renderer/data/use-press.ts';
import { offeredLanguages } from '#renderer/i18n/locales.ts';
import { useWords, WordsProvider } from '#renderer/i18n/WordsProvider.tsx';
import type { NamesOf } from '#renderer/i18n/WordsProvider.tsx';
import { Gate } from '#renderer/shell/Gate.tsx';
import { useKeyboard } from '#renderer/shell/use-keyboard.ts';
import { useTheme } from '#renderer/shell/use-theme.ts';
import { WorkWindow } from '#renderer/shell/WorkWindow.tsx';
import { createKeyMap } from '#renderer/ui/keys/key-map.ts';
import { UiProvider } from '#renderer/ui/UiProvider.tsx';
import type { Language } from '#shared/model/language.ts';

export function App(props: { data: Data; features: readonly Feature[] }): ReactNode {
  return (
    <CSPProvider disableStyleElements>
      <DataProvider data={props.data}>
        <SettingsProvider>
          <TeamProvider>
            <Dressed features={props.features} />
          </TeamProvider>
        </SettingsProvider>
      </DataProvider>
    </CSPProvider>
  );
}

/** Language, theme, keys and limits follow the settings while the page stays as it is. */
function Dressed(props: { features: readonly Feature[] }): ReactNode {
  const { settings } = useSettings();
  const team = useTeam();
  const lookup = useLookup();
  const link = useLink();
  const mediaUrl = useMediaUrl();
  useTheme(settings.theme);

  const language = languageOf(settings.language ?? link.host?.language ?? null);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const [keys] = useState(() => createKeyMap({ mac: isMac(link.host?.platform), now: () => performance.now() }));
  useEffect(() => keys.configure(settings), [keys, settings]);

  const names = useMemo<NamesOf>(
    () => (data) => ({
      seatName: typeof data['seatId'] === 'string' ? lookup.seatPerson(data['seatId']) : '',
      accountName: typeof data['accountId'] === 'string' ? (lookup.account(data['accountId'])?.name ?? '') : '',
    }),
    [lookup],
  );
  const { clock, team: body } = team;
  const ui = useMemo(() => ({ mediaUrl, clock, hours: body?.hours ?? [], zone: body?.zone ?? '', keys }), [mediaUrl, clock, body, keys]);

  return (
    <WordsProvider language={language} zone={body?.zone} names={names}>
      <UiProvider value={ui}>
        <Faces features={props.features} />
      </UiProvider>
    </WordsProvider>
  );
}

function Faces(props: { features: readonly Feature[] }): ReactNode {
  const link = useLink();
  useKeyboard();
  const { t } = useWords();
  const SignIn = props.features.find((feature) => feature.SignIn)?.SignIn;
  const Lock = props.features.find((feature) => feature.Lock)?.Lock;
  if (link.phase === 'refused' && link.code === 'sign_in' && SignIn) return <SignIn />;
  if (link.phase === 'refused') return <Gate kind="refused" code={link.code} />;
  if (!link.host) return <Gate kind="opening" code="" />;
  if (link.host.seats?.signIn && SignIn) return <SignIn />;
  if (link.host.seats?.locked && Lock) return <Lock />;
  if (!link.host.ready) {
    const FirstRun = props.features.find((feature) => feature.FirstRun)?.FirstRun;
    return FirstRun ? <FirstRun /> : <p>{t('shell.loading')}</p>;
  }
  return <WorkWindow features={props.features} host={link.host} />;
}

function languageOf(chosen: Language | null): Language {
  if (chosen && offeredLanguages.includes(chosen)) return chosen;
  return offeredLanguages.find((language) => navigator.languages.some((wanted) => wanted.toLowerCase().startsWith(language))) ?? 'en';
}

function isMac(platform: string | undefined): boolean {
  return platform === 'darwin' || /Mac|iPhone|iPad/.test(navigator.userAgent);
}
