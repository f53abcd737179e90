/** Choices of this person on this console: language, theme, keys, sounds; kept beside the outbox, live at once. */
import { createContext, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import type { ReactNode } from 'react';
import { useData } from '#renderer/data/DataProvider.tsx';
import { takeFirstLanguage } from '#renderer/data/first-steps.ts';
import { useLink } from '#renderer/data/use-press.ts';
import type { LocalSettings } from '#shared/port/port.ts';

export const defaultSettings: LocalSettings = {
  language: null, theme: 'system', singleKeys: true, enterSends: true, sound: true, cardOpen: true, lockAfter: 15, mutedAccounts: [], keys: {},
};

interface SettingsValue {
  settings: LocalSettings;
  loaded: boolean;
  change(set: Partial<LocalSettings>): void;
}

const SettingsContext = createContext<SettingsValue | null>(null);

export function SettingsProvider(props: { children: ReactNode }): ReactNode {
  const { connection } = useData();
  const { phase } = useLink();
  const [settings, setSettings] = useState(defaultSettings);
  const [loaded, setLoaded] = useState(false);

  useEffect(() => {
    if (phase !== 'open' || loaded) return;
    void connection.call('settings.get', {}).then((answer) => {
      if (answer.ok) {
        // Before there was a team nobody kept the choice of the first run.
        const first = answer.value.language === null ? takeFirstLanguage() : null;
        setSettings({ ...defaultSettings, ...answer.value, ...(first ? { language: first } : {}) });
        if (first) void connection.call('settings.set', { language: first });
      }
      setLoaded(true);
    });
  }, [connection, phase, loaded]);

  const change = useCallback(
    (set: Partial<LocalSettings>) => {
      setSettings((before) => ({ ...before, ...set }));
      void connection.call('settings.set', set);
    },
    [connection],
  );
  const value = useMemo(() => ({ settings, loaded, change }), [settings, loaded, change]);
  return <SettingsContext value={value}>{props.children}</SettingsContext>;
}

export function useSettings(): SettingsValue {
  const value = useContext(SettingsContext);
  if (!value) throw new Error('SettingsProvider is missing');
  return value;
}
