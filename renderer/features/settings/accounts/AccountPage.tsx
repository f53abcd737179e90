/** One account: how it is doing, its looks, where the network must deliver, and the way to renew its access. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { KeyRound } from 'lucide';
import { accountHealth } from '#renderer/features/settings/accounts/account-health.ts';
import type { AccountRow } from '#renderer/features/settings/accounts/account-health.ts';
import { HealthText } from '#renderer/features/settings/accounts/HealthText.tsx';
import { lookOf, LookFields, lookProblem } from '#renderer/features/settings/accounts/LookFields.tsx';
import { WebhookSteps } from '#renderer/features/settings/accounts/WebhookSteps.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useDraft } from '#renderer/features/settings/use-draft.ts';
import { useSave } from '#renderer/features/settings/use-save.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { channelLabels } from '#renderer/ui/ChannelGlyph.tsx';
import { Switch } from '#renderer/ui/Field.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { channelForms } from '#shared/model/channel-forms.ts';

export function AccountPage(props: { account: AccountRow; back(): void; renew(): void }): ReactNode {
  const { account } = props;
  const { t, format } = useWords();
  const save = useSave();
  const now = useNow(10_000);
  const [look, setLook, edited] = useDraft(lookOf(account));
  const [checked, setChecked] = useState(false);
  const health = accountHealth(account, now);
  const { state } = account;

  const submit = (): void => {
    setChecked(true);
    if (lookProblem(look) === null) void save('account.update', { accountId: account.id, set: look }, look.name);
  };
  return (
    <>
      <PageHead title={account.name} parent={{ label: t('settings.page.accounts'), open: props.back }}>
        <Button size="sm" icon={KeyRound} onClick={props.renew}>{t('accounts.renew')}</Button>
      </PageHead>
      <div className="scroll settings-body">
        <section className="settings-part" aria-label={t('accounts.health')}>
          <h3 className="settings-h">{t('accounts.health')}</h3>
          <HealthText health={health} long />
          <dl className="settings-facts">
            <dt>{t('accounts.network')}</dt><dd>{channelLabels[account.channel]} · <SafeText text={account.handle ? `@${account.handle}` : account.identity} /></dd>
            <dt>{t('accounts.lastMessage')}</dt><dd>{state?.lastInboundAt == null ? t('accounts.noneYet') : format.dateTime(state.lastInboundAt)}</dd>
            {state?.lagMs != null && <><dt>{t('accounts.lag')}</dt><dd>{t('accounts.seconds', { seconds: format.number(Math.round(state.lagMs / 100) / 10) })}</dd></>}
            {state?.tokenExpiresAt != null && <><dt>{t('accounts.access')}</dt><dd>{t('accounts.accessUntil', { date: format.date(state.tokenExpiresAt, now) })}</dd></>}
            {(state?.waitingEffects ?? 0) > 0 && <><dt>{t('accounts.waiting')}</dt><dd>{t('accounts.waitingCount', { count: state!.waitingEffects })}</dd></>}
          </dl>
          <Switch label={t('accounts.active')} on={account.active} change={(active) => void save('account.update', { accountId: account.id, set: { active } }, account.name)} />
        </section>
        <form
          className="settings-part"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <h3 className="settings-h">{t('accounts.looks')}</h3>
          <LookFields look={look} change={setLook} channel={account.channel} accountId={account.id} checked={checked} />
          <div className="settings-actions"><Button type="submit" look="primary" disabled={!edited}>{t('common.save')}</Button></div>
        </form>
        {channelForms[account.channel].hook && <WebhookSteps accountId={account.id} channel={account.channel} />}
        {Object.keys(account.endpoints).length > 0 && (
          <section className="settings-part" aria-label={t('accounts.endpoints')}>
            <h3 className="settings-h">{t('accounts.endpoints')}</h3>
            <dl className="settings-facts">{Object.entries(account.endpoints).map(([name, address]) => <div key={name} className="settings-fact"><dt>{t(`account.${account.channel}.endpoint.${name}`)}</dt><dd><SafeText text={address} /></dd></div>)}</dl>
            <p className="small t3">{t('accounts.endpointsHow')}</p>
          </section>
        )}
      </div>
    </>
  );
}
