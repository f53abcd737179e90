/** Our accounts in the messengers: how each is doing and what to do about it; adding one, renewing its access, its looks. */
import { useState } from 'react';
import type { ReactNode } from 'react';
import { AtSign, Plus } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { AccountPage } from '#renderer/features/settings/accounts/AccountPage.tsx';
import { accountHealth } from '#renderer/features/settings/accounts/account-health.ts';
import type { AccountRow } from '#renderer/features/settings/accounts/account-health.ts';
import { ConnectPage } from '#renderer/features/settings/accounts/ConnectPage.tsx';
import { HealthText } from '#renderer/features/settings/accounts/HealthText.tsx';
import { PageHead } from '#renderer/features/settings/PageHead.tsx';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { AccountBadge } from '#renderer/ui/AccountBadge.tsx';
import { Button } from '#renderer/ui/Button.tsx';
import { channelLabels, ChannelGlyph } from '#renderer/ui/ChannelGlyph.tsx';
import { EmptyState } from '#renderer/ui/EmptyState.tsx';
import { Menu } from '#renderer/ui/Menu.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';
import { TimeText } from '#renderer/ui/TimeText.tsx';
import { useNow } from '#renderer/ui/use-now.ts';
import { channelNames } from '#shared/model/channel.ts';
import type { ChannelName } from '#shared/model/channel.ts';

type Place = { kind: 'list' } | { kind: 'account'; id: string } | { kind: 'connect'; channel: ChannelName; accountId: string | null };

export function AccountsPage(): ReactNode {
  const { accounts } = useTeam();
  const [place, setPlace] = useState<Place>({ kind: 'list' });
  const account = place.kind === 'list' ? null : (accounts.find((one) => one.id === (place.kind === 'account' ? place.id : place.accountId)) ?? null);
  const toList = (): void => setPlace({ kind: 'list' });
  if (place.kind === 'connect') {
    return <ConnectPage key={`${place.channel} ${place.accountId}`} channel={place.channel} account={account} back={toList} connected={(id) => setPlace({ kind: 'account', id })} />;
  }
  if (place.kind === 'account' && account) return <AccountPage key={account.id} account={account} back={toList} renew={() => setPlace({ kind: 'connect', channel: account.channel, accountId: account.id })} />;
  return <AccountList accounts={accounts} open={(id) => setPlace({ kind: 'account', id })} add={(channel) => setPlace({ kind: 'connect', channel, accountId: null })} />;
}

function AccountList(props: { accounts: readonly AccountRow[]; open(id: string): void; add(channel: ChannelName): void }): ReactNode {
  const { accounts } = props;
  const { t, label } = useWords();
  const { team } = useTeam();
  const now = useNow(30_000);
  const groupName = (id: string): string => label(team?.groups.find((group) => group.id === id)?.label) || id;
  const adding = (
    <Menu align="end" trigger={<Button look="primary" size="sm" icon={Plus}>{t('accounts.add')}</Button>} entries={channelNames.map((channel) => ({ label: channelLabels[channel], run: () => props.add(channel) }))} />
  );
  return (
    <>
      <PageHead title={t('settings.page.accounts')}>{accounts.length > 0 && adding}</PageHead>
      {accounts.length === 0 ? (
        <EmptyState icon={AtSign} title={t('accounts.empty')} text={t('accounts.emptyText')}>
          <span className="row-x">{channelNames.map((channel, at) => <Button key={channel} look={at === 0 ? 'primary' : 'normal'} onClick={() => props.add(channel)}>{t(`accounts.addOne.${channel}`)}</Button>)}</span>
        </EmptyState>
      ) : (
        <div className="scroll settings-table">
          <table className="tbl accounts-table">
            <thead><tr><th>{t('accounts.column.name')}</th><th>{t('accounts.column.channel')}</th><th>{t('accounts.column.group')}</th><th>{t('accounts.column.state')}</th><th className="num">{t('accounts.column.last')}</th></tr></thead>
            <tbody>
              {accounts.map((account) => (
                <tr key={account.id} className="settings-row" onClick={() => props.open(account.id)}>
                  <td>
                    <span className="cellx">
                      <AccountBadge account={account} />
                      <button type="button" className="settings-open trunc" onClick={(event) => { event.stopPropagation(); props.open(account.id); }}><SafeText text={account.name} /></button>
                      <span className="small t3 trunc"><SafeText text={account.handle ? `@${account.handle}` : ''} /></span>
                    </span>
                  </td>
                  <td className="small t2"><span className="row-x tight"><ChannelGlyph channel={account.channel} />{channelLabels[account.channel]}</span></td>
                  <td className="small t2">{groupName(account.group)}</td>
                  <td className="small"><HealthText health={accountHealth(account, now)} /></td>
                  <td className="num small t3"><TimeText at={account.state?.lastInboundAt ?? null} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
