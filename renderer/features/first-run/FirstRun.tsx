/** The first screen of all: two doors, a look around or a team of one's own; or the invitation one has been given. */
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { Globe } from 'lucide';
import { keepFirstLanguage } from '#renderer/data/first-steps.ts';
import { useSettings } from '#renderer/data/SettingsProvider.tsx';
import { useCall, useLink } from '#renderer/data/use-press.ts';
import { Doors } from '#renderer/features/first-run/Doors.tsx';
import { InvitationForm } from '#renderer/features/first-run/InvitationForm.tsx';
import { LoginForm } from '#renderer/features/first-run/LoginForm.tsx';
import type { PresetChoice } from '#renderer/features/first-run/preset-choice.ts';
import { TeamForm } from '#renderer/features/first-run/TeamForm.tsx';
import { languageNames, offeredLanguages } from '#renderer/i18n/locales.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Segments } from '#renderer/ui/Field.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { Logo } from '#renderer/ui/Logo.tsx';
import '#renderer/features/first-run/first-run.css';

type Face = 'doors' | 'team' | 'invitation' | 'login';

export function FirstRun(): ReactNode {
  const { t, language } = useWords();
  const { change } = useSettings();
  const { host } = useLink();
  const call = useCall();
  const [face, setFace] = useState<Face>('doors');
  const [presets, setPresets] = useState<readonly PresetChoice[]>([]);
  const [presetId, setPresetId] = useState<string | null>(null);
  useEffect(() => {
    let live = true;
    void call('host.presets', {}).then((answer) => {
      if (live && answer.ok) setPresets(answer.value);
    });
    return () => {
      live = false;
    };
  }, [call]);
  const preset = presets.find((one) => one.id === presetId) ?? presets[0] ?? null;
  const toDoors = (): void => setFace('doors');
  return (
    <main className="first scroll">
      <div className="top"><span className="first-logo"><Logo /></span>Pult</div>
      <div className="mid">
        {face === 'doors' && <Doors presets={presets} preset={preset} choose={setPresetId} setUp={() => setFace('team')} join={() => setFace('invitation')} />}
        {face === 'team' && preset && <TeamForm preset={preset} presets={presets} choose={setPresetId} back={toDoors} />}
        {face === 'invitation' && <InvitationForm back={toDoors} signIn={() => setFace('login')} />}
        {face === 'login' && <LoginForm back={() => setFace('invitation')} />}
      </div>
      <div className="bot">
        <Icon of={Globe} />
        <Segments
          label={t('firstRun.language')} value={language} options={offeredLanguages.map((value) => ({ value, label: languageNames[value] }))}
          change={(value) => {
            keepFirstLanguage(value);
            change({ language: value });
          }}
        />
        <span className="grow" />
        <span>{t(host?.kind === 'hosted' ? 'firstRun.dataHosted' : 'firstRun.dataHere')}</span>
      </div>
    </main>
  );
}
