/** The first of the steps to a team of one's own: what business, what name, who I am. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { leaveStep, stepsInAll } from '#renderer/data/first-steps.ts';
import { useCall } from '#renderer/data/use-press.ts';
import { FirstForm } from '#renderer/features/first-run/FirstForm.tsx';
import type { Sending } from '#renderer/features/first-run/FirstForm.tsx';
import type { PresetChoice } from '#renderer/features/first-run/preset-choice.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { TextField } from '#renderer/ui/Field.tsx';

export function TeamForm(props: { preset: PresetChoice; presets: readonly PresetChoice[]; choose(id: string): void; back(): void }): ReactNode {
  const { preset } = props;
  const { t, label, refusal } = useWords();
  const call = useCall();
  const [teamName, setTeamName] = useState('');
  const [ownerName, setOwnerName] = useState('');
  const [checked, setChecked] = useState(false);
  const [making, setMaking] = useState<Sending>('no');
  const submit = async (): Promise<void> => {
    setChecked(true);
    if (teamName.trim() === '' || ownerName.trim() === '') return;
    setMaking('yes');
    // The page starts anew once the team stands, and goes on with the next step.
    leaveStep('password');
    const answer = await call('host.setupTeam', { presetId: preset.id, teamName: teamName.trim(), ownerName: ownerName.trim() });
    if (answer.ok) return;
    leaveStep(null);
    setMaking({ wrong: refusal(answer.code, answer.data) });
  };
  return (
    <FirstForm
      step={t('firstRun.step', { step: 1, of: stepsInAll })} question={t('firstRun.teamQuestion')} sending={making} submitLabel={t('firstRun.makeTeam')} busyLabel={t('firstRun.making')}
      submit={submit} back={props.back}
    >
      <div className="picks row-x first-picks" role="group" aria-label={t('firstRun.business')}>
        {props.presets.map((one) => <Button key={one.id} size="sm" pressed={one === preset} onClick={() => props.choose(one.id)}>{label(one.label)}</Button>)}
      </div>
      <p className="t2">{label(preset.about)}</p>
      <TextField label={t('firstRun.teamName')} hint={t('firstRun.teamNameHint')} value={teamName} maxLength={80} autoFocus wrong={checked && teamName.trim() === '' ? t('firstRun.needed') : undefined} onChange={(event) => setTeamName(event.target.value)} />
      <TextField label={t('firstRun.ownerName')} hint={t('firstRun.ownerNameHint')} value={ownerName} maxLength={80} autoComplete="name" wrong={checked && ownerName.trim() === '' ? t('firstRun.needed') : undefined} onChange={(event) => setOwnerName(event.target.value)} />
    </FirstForm>
  );
}
