/** Adding an account, or renewing its access: paste the token, see live whom it belongs to, give it a name and a colour, done. */
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { Check, ChevronRight } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useCall } from '#renderer/data/use-press.ts';
import { codeOf, freeColour } from '#renderer/features/settings/accounts/account-colours.ts';
import type { AccountRow } from '#renderer/features/settings/accounts/account-health.ts';
import { CheckResult } from '#renderer/features/settings/accounts/CheckResult.tsx';
import type { CheckState } from '#renderer/features/settings/accounts/CheckResult.tsx';
import { lookOf, LookFields, lookProblem } from '#renderer/features/settings/accounts/LookFields.tsx';
import type { AccountLook } from '#renderer/features/settings/accounts/LookFields.tsx';
import { SecretFields } from '#renderer/features/settings/accounts/SecretFields.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { channelLabels } from '#renderer/ui/ChannelGlyph.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { channelForms } from '#shared/model/channel-forms.ts';
import type { ChannelName } from '#shared/model/channel.ts';

export interface ConnectProps {
  channel: ChannelName;
  /** The account whose access is renewed; null = a new one. */
  account: AccountRow | null;
  back(): void;
  connected(accountId: string): void;
}

export function ConnectPage(props: ConnectProps): ReactNode {
  const { t } = useWords();
  const { channel, account } = props;
  return (
    <>
      <PageHead title={account ? t('accounts.renewing', { name: account.name }) : t('accounts.adding', { channel: channelLabels[channel] })} parent={{ label: t('settings.page.accounts'), open: props.back }} />
      <ConnectSteps {...props} />
    </>
  );
}

/** The steps themselves, without a head: the first run shows them too. */
export function ConnectSteps(props: ConnectProps & { backLabel?: string }): ReactNode {
  const { channel, account } = props;
  const { t } = useWords();
  const { accounts } = useTeam();
  const call = useCall();
  const form = channelForms[channel];
  const formId = useId();
  const [secrets, setSecrets] = useState<Readonly<Record<string, string>>>({});
  const [endpoints, setEndpoints] = useState<Readonly<Record<string, string>>>(account?.endpoints ?? {});
  const [check, setCheck] = useState<CheckState>({ state: 'none' });
  const [look, setLook] = useState<AccountLook | null>(account ? lookOf(account) : null);
  const [checked, setChecked] = useState(false);
  const [connecting, setConnecting] = useState<'no' | 'yes' | { code: string; data: Record<string, unknown> }>('no');
  const complete = form.secrets.every((secret) => !secret.required || (secrets[secret.name] ?? '').trim() !== '');
  const typed = { channel, secrets: filled(secrets), endpoints: filled(endpoints) };
  const mistaken = account !== null && check.state === 'good' && check.who.identity !== account.identity;

  const ask = async (): Promise<void> => {
    if (!complete) return;
    setCheck({ state: 'asking' });
    const answer = await call('account.check', typed);
    if (!answer.ok) {
      setCheck({ state: 'bad', code: answer.code, reason: typeof answer.data['reason'] === 'string' ? answer.data['reason'] : null });
      return;
    }
    const who = answer.value;
    setCheck({ state: 'good', who });
    const name = who.name || who.handle || channelLabels[channel];
    if (!look) setLook({ name, code: codeOf(name) || channelLabels[channel].slice(0, 2).toLocaleUpperCase(), colour: freeColour(accounts.filter((one) => one.active).map((one) => one.colour)), group: '' });
  };
  const connect = async (): Promise<void> => {
    setChecked(true);
    if (!look || lookProblem(look) !== null || check.state !== 'good' || mistaken) return;
    setConnecting('yes');
    const answer = await call('account.connect', { ...typed, ...look, accountId: account?.id ?? null });
    if (answer.ok) props.connected(answer.value.accountId);
    else setConnecting({ code: answer.code, data: answer.data });
  };
  const known = check.state === 'good';
  return (
    <form
      id={formId}
      className="settings-connect"
      onSubmit={(event) => {
        event.preventDefault();
        void (known ? connect() : ask());
      }}
    >
      <ol className="steps scroll">
        <Step number={1} state={known ? 'done' : 'now'} title={t('accounts.step.access')}>
          {known ? <p className="row-x t2">{t('accounts.typed')}<Button look="quiet" size="xs" onClick={() => setCheck({ state: 'none' })}>{t('common.change')}</Button></p> : <p className="t2">{t(`account.${channel}.where`)}</p>}
          {!known && <SecretFields
            channel={channel} secrets={secrets} endpoints={endpoints}
            changeSecrets={(next) => { setSecrets(next); setCheck({ state: 'none' }); }}
            changeEndpoints={(next) => { setEndpoints(next); setCheck({ state: 'none' }); }}
          />}
        </Step>
        <Step number={2} state={known ? 'done' : complete ? 'now' : 'next'} title={t('accounts.step.check')}>
          <CheckResult check={check} channel={channel} mistaken={mistaken ? account.name : null} />
          {!known && <Button type="submit" disabled={!complete || check.state === 'asking'}>{check.state === 'asking' ? t('accounts.checking') : t('accounts.checkNow')}</Button>}
        </Step>
        <Step number={3} state={known ? 'now' : 'next'} title={t('accounts.step.looks')}>
          {known && look ? <LookFields look={look} change={setLook} channel={channel} accountId={account?.id ?? null} checked={checked} /> : <p className="t3">{t('accounts.step.looksText')}</p>}
        </Step>
        {form.hook && <Step number={4} state="next" title={t('accounts.step.webhook')}><p className="t3">{t('accounts.step.webhookText')}</p></Step>}
      </ol>
      {typeof connecting === 'object' && <p className="settings-refused" role="alert"><Refused {...connecting} channel={channel} /></p>}
      <div className="settings-foot">
        <Button onClick={props.back}>{props.backLabel ?? t('common.back')}</Button>
        <span className="grow" />
        <Button type="submit" look="primary" icon={known ? Check : ChevronRight} chord="Enter" disabled={!complete || connecting === 'yes' || check.state === 'asking' || mistaken}>
          {known ? (account ? t('accounts.renewNow') : t('accounts.connect')) : t('accounts.checkNow')}
        </Button>
      </div>
    </form>
  );
}

function Refused(props: { code: string; data: Record<string, unknown>; channel: ChannelName }): ReactNode {
  const { t, refusal } = useWords();
  const { accounts } = useTeam();
  if (props.code === 'account_exists') {
    const other = accounts.find((account) => account.id === props.data['accountId']);
    return <>{other ? t('accounts.existsAs', { name: other.name }) : refusal(props.code)}</>;
  }
  return <>{refusal(props.code, props.data)}</>;
}

function Step(props: { number: number; state: 'done' | 'now' | 'next'; title: string; children: ReactNode }): ReactNode {
  return (
    <li className={`step ${props.state === 'next' ? '' : props.state}`} aria-current={props.state === 'now' ? 'step' : undefined}>
      <span className="mark" aria-hidden>{props.state === 'done' ? <Icon of={Check} /> : props.number}</span>
      <div className="settings-step"><div className="hd">{props.title}</div>{props.children}</div>
    </li>
  );
}

function filled(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== ''));
}
