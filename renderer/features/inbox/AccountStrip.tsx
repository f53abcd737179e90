/** One dot per account of ours: well, lagging, its access about to end, or broken; a press shows only its clients. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { X } from 'lucide';
import { useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { accountCondition } from '#renderer/features/inbox/account-condition.ts';
import type { AccountWithState } from '#renderer/features/inbox/account-condition.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Icon } from '#renderer/ui/Icon.tsx';
import { useNow } from '#renderer/ui/use-now.ts';

export function AccountStrip(): ReactNode {
  const { accounts } = useTeam();
  const { t } = useWords();
  const chosen = useView((view) => view.filter.accountId);
  const setFilter = useView((view) => view.setFilter);
  const now = useNow(30_000);
  const shown = accounts.filter((account) => account.active);
  if (shown.length < 2) return null;
  return (
    <div className={`strip${shown.length > 16 ? ' in-many' : ''}`} role="toolbar" aria-label={t('inbox.accounts')}>
      {shown.map((account) => (
        <Dot key={account.id} account={account} now={now} chosen={chosen === account.id} press={() => setFilter({ accountId: chosen === account.id ? null : account.id })} />
      ))}
    </div>
  );
}

const Dot = memo(function Dot(props: { account: AccountWithState; now: number; chosen: boolean; press(): void }): ReactNode {
  const { account, now, chosen } = props;
  const condition = accountCondition(account, now);
  const words = useConditionWords()(account, now);
  const looks = { well: '', lagging: 'lag', expiring: 'expiring', broken: 'broken' } as const;
  return (
    <button type="button" className={`src a${account.colour} ${looks[condition.kind]}`} title={words} aria-label={words} aria-pressed={chosen} onClick={props.press}>
      {condition.kind === 'broken' && <Icon of={X} size="sm" />}
    </button>
  );
}, (before, after) => before.account === after.account && before.now === after.now && before.chosen === after.chosen);

/** "Velvet Moon: last message 14:24, lag 2 s, access for 52 days". */
export function useConditionWords(): (account: AccountWithState, now: number) => string {
  const { t, has, format } = useWords();
  return (account, now) => {
    const condition = accountCondition(account, now);
    const { state } = account;
    const parts: string[] = [];
    if (condition.kind === 'broken') {
      const key = `account.state.${state?.code ?? ''}`;
      parts.push(has(key) ? t(key) : t('inbox.account.broken'));
    }
    if (state?.lastInboundAt) parts.push(t('inbox.account.last', { when: format.short(state.lastInboundAt, now) }));
    if (condition.lagMs !== null) parts.push(t('inbox.account.lag', { wait: format.wait(condition.lagMs) }));
    if (condition.daysLeft !== null) parts.push(t('inbox.account.days', { count: condition.daysLeft }));
    if (state && state.waitingEffects > 0) parts.push(t('inbox.account.waiting', { count: state.waitingEffects }));
    return parts.length === 0 ? account.name : `${account.name}: ${parts.join(', ')}`;
  };
}
