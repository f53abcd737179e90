/** An account of ours wherever it must be recognised at a glance: two letters on its colour, or its name in its colour. */
import { memo } from 'react';
import type { ReactNode } from 'react';
import { SafeText } from '#renderer/ui/SafeText.tsx';

interface AccountLook {
  code: string;
  name: string;
  handle: string;
  colour: number;
}

export const AccountBadge = memo(function AccountBadge(props: { account: AccountLook | null; show?: 'code' | 'handle' | 'dot' }): ReactNode {
  const { account, show = 'code' } = props;
  if (!account) return null;
  if (show === 'dot') return <span className={`acc-dot a${account.colour}`} title={account.name} />;
  if (show === 'handle') return <span className={`acc-name trunc a${account.colour}`} title={account.name}><SafeText text={account.handle || account.name} /></span>;
  return <span className={`acc a${account.colour}`} title={account.name}><SafeText text={account.code} /></span>;
});
