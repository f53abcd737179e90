/** Two doors side by side: keys 1 and 2 open them. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { Check, Compass, Users } from 'lucide';
import { useCall } from '#renderer/data/use-press.ts';
import type { PresetChoice } from '#renderer/features/first-run/preset-choice.ts';
import { SampleRow } from '#renderer/features/first-run/SampleRow.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useChord } from '#renderer/ui/keys/use-action.ts';

export function Doors(props: { presets: readonly PresetChoice[]; preset: PresetChoice | null; choose(id: string): void; setUp(): void; join(): void }): ReactNode {
  const { preset } = props;
  const { t, label, refusal } = useWords();
  const call = useCall();
  const [opening, setOpening] = useState<'no' | 'yes' | { wrong: string }>('no');
  const lookAround = async (): Promise<void> => {
    if (opening === 'yes') return;
    setOpening('yes');
    const answer = await call('host.startDemo', {});
    // A good answer is followed by the restart of the page.
    if (!answer.ok) setOpening({ wrong: refusal(answer.code, answer.data) });
  };
  useChord('1', () => void lookAround());
  useChord('2', props.setUp, { enabled: preset !== null });
  return (
    <>
      <h1 className="first-question">{t('firstRun.question')}</h1>
      <p className="t2 first-sub">{t('firstRun.both')}</p>
      <div className="doors">
        <section className="door" aria-label={t('firstRun.look')}>
          <Icon of={Compass} />
          <h2 className="heading">{t('firstRun.look')}</h2>
          <p className="t2">{t('firstRun.lookText')}</p>
          <ul className="preview" aria-hidden><SampleRow which={1} /><SampleRow which={2} /></ul>
          <ul className="points">
            <li><Icon of={Check} />{t('firstRun.lookSafe')}</li>
            <li><Icon of={Check} />{t('firstRun.lookFree')}</li>
          </ul>
          {typeof opening === 'object' && <p className="first-wrong" role="alert">{opening.wrong}</p>}
          <Button size="lg" look="primary" chord="1" autoFocus disabled={opening === 'yes'} onClick={() => void lookAround()}>{opening === 'yes' ? t('firstRun.opening') : t('firstRun.enterDemo')}</Button>
        </section>
        <section className="door" aria-label={t('firstRun.setUp')}>
          <Icon of={Users} />
          <h2 className="heading">{t('firstRun.setUp')}</h2>
          <p className="t2">{t('firstRun.setUpText')}</p>
          <ol className="points">
            <li>
              <span className="t3">1</span>
              <div>
                {t('firstRun.business')}
                <div className="picks" role="group" aria-label={t('firstRun.business')}>
                  {props.presets.map((one) => <Button key={one.id} size="xs" pressed={one === preset} title={label(one.about)} onClick={() => props.choose(one.id)}>{label(one.label)}</Button>)}
                </div>
              </div>
            </li>
            <li><span className="t3">2</span>{t('setup.password')}</li>
            <li><span className="t3">3</span>{t('firstRun.stepAccount')}</li>
            <li><span className="t3">4</span>{t('firstRun.stepPeople')}</li>
          </ol>
          <Button size="lg" chord="2" disabled={preset === null} onClick={props.setUp}>{preset ? t('firstRun.setUpPreset', { preset: label(preset.label) }) : t('firstRun.setUp')}</Button>
        </section>
      </div>
      <p className="small t3 first-invited">{t('firstRun.invited')} <button type="button" className="link" onClick={props.join}>{t('firstRun.enterCode')}</button></p>
    </>
  );
}
