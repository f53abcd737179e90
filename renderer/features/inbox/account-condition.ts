/** In which of four conditions an account of ours is, from its last reported state. */
import type { TeamView } from '#shared/queries/rows.ts';

export type AccountWithState = TeamView['accounts'][number];

export interface AccountCondition {
  kind: 'well' | 'lagging' | 'expiring' | 'broken';
  /** How far behind the network we read; null when unknown. */
  lagMs: number | null;
  /** Whole days until the access ends; null when it does not. */
  daysLeft: number | null;
}

const dayMs = 24 * 3_600_000;
/** An answer within three minutes means little when messages come a minute late. */
const lagLimitMs = 60_000;
const expiringDays = 7;

export function accountCondition(account: AccountWithState, now: number): AccountCondition {
  const { state } = account;
  const lagMs = state?.lagMs ?? null;
  const daysLeft = state?.tokenExpiresAt == null ? null : Math.max(0, Math.floor((state.tokenExpiresAt - now) / dayMs));
  const kind = state?.health === 'error' ? 'broken'
    : lagMs !== null && lagMs >= lagLimitMs ? 'lagging'
    : daysLeft !== null && daysLeft <= expiringDays ? 'expiring'
    : state?.health === 'warning' ? 'lagging'
    : 'well';
  return { kind, lagMs, daysLeft };
}
