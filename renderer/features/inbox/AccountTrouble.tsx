/** The line about accounts that no longer work: which one, what waits in its queue, and the way to put it right. */
import type { ReactNode } from 'react';
import { OctagonAlert } from 'lucide';
import { useLookup, useTeam } from '#renderer/data/TeamProvider.tsx';
import { useView } from '#renderer/data/view.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import { Banner } from '#renderer/ui/Banner.tsx';
import { SafeText } from '#renderer/ui/SafeText.tsx';

export function AccountTrouble(): ReactNode {
  const { accounts } = useTeam();
  const lookup = useLookup();
  const { t, has } = useWords();
  const openSettings = useView((view) => view.openSettings);
  const broken = accounts.filter((account) => account.active && account.state?.health === 'error');
  const first = broken[0];
  if (!first?.state) return null;
  const key = `account.state.${first.state.code}`;
  const waiting = first.state.waitingEffects;
  return (
    <Banner tone="alarm" icon={OctagonAlert} action={lookup.may('accounts') ? { label: t('inbox.account.repair'), run: () => openSettings('accounts') } : null}>
      <b className="medium"><SafeText text={first.name} /></b>: {has(key) ? t(key) : t('inbox.account.broken')}
      {waiting > 0 && <>, {t('inbox.account.waiting', { count: waiting })}</>}
      {broken.length > 1 && <> · {t('inbox.account.others', { count: broken.length - 1 })}</>}
    </Banner>
  );
}
