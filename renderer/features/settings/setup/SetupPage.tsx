/** The rest of the first run: the owner's password, the first account with a live check, then the people; each can be left for later. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { leaveStep, stepLeft, stepsInAll } from '#renderer/data/first-steps.ts';
import type { StepLeft } from '#renderer/data/first-steps.ts';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { ConnectSteps } from '#renderer/features/settings/accounts/ConnectPage.tsx';
import { WebhookSteps } from '#renderer/features/settings/accounts/WebhookSteps.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { PasswordStep } from '#renderer/features/settings/setup/PasswordStep.tsx';
import { InviteSteps } from '#renderer/features/settings/setup/InviteSteps.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { channelLabels } from '#renderer/ui/ChannelGlyph.tsx';
import { Segments } from '#renderer/ui/Field.tsx';
import { channelForms } from '#shared/model/channel-forms.ts';
import { channelNames } from '#shared/model/channel.ts';
import type { ChannelName } from '#shared/model/channel.ts';

export function SetupPage(): ReactNode {
  const { t } = useWords();
  const [step, setStep] = useState<StepLeft>(stepLeft() ?? 'password');
  const go = useView((state) => state.go);
  const openSettings = useView((state) => state.openSettings);
  const to = (next: StepLeft) => (): void => {
    leaveStep(next);
    setStep(next);
  };
  const finish = (): void => {
    leaveStep(null);
    openSettings(null);
    go('inbox');
  };
  if (step === 'password') return <PasswordStep next={to('account')} />;
  return step === 'account' ? <AccountStep next={to('people')} /> : (
    <>
      <PageHead title={t('setup.people')}><span className="small t3">{t('firstRun.step', { step: 4, of: stepsInAll })}</span></PageHead>
      <InviteSteps finish={finish} />
    </>
  );
}

function AccountStep(props: { next(): void }): ReactNode {
  const { t } = useWords();
  const { accounts } = useTeam();
  const [channel, setChannel] = useState<ChannelName>('instagram');
  const [connectedId, setConnectedId] = useState<string | null>(null);
  const connected = accounts.find((account) => account.id === connectedId);
  return (
    <>
      <PageHead title={t('setup.account')}>
        {connectedId === null && <Segments<ChannelName> label={t('accounts.column.channel')} value={channel} options={channelNames.map((value) => ({ value, label: channelLabels[value] }))} change={setChannel} />}
        <span className="small t3">{t('firstRun.step', { step: 3, of: stepsInAll })}</span>
      </PageHead>
      {connectedId === null ? (
        <ConnectSteps key={channel} channel={channel} account={null} back={props.next} backLabel={t('setup.later')} connected={(id) => (channelForms[channel].hook ? setConnectedId(id) : props.next())} />
      ) : (
        <>
          <div className="scroll settings-body">
            <p className="settings-part is-success">{t('setup.connected', { name: connected?.name ?? channelLabels[channel] })}</p>
            <WebhookSteps accountId={connectedId} channel={channel} />
          </div>
          <div className="settings-foot"><span className="grow" /><Button look="primary" chord="Enter" autoFocus onClick={props.next}>{t('setup.next')}</Button></div>
        </>
      )}
    </>
  );
}
