/** How an account of ours is doing, as one word with a tone and a sentence about what to do. */
import type { TeamView } from '#shared/queries/rows.ts';

export type AccountRow = TeamView['accounts'][number];

export interface AccountHealthView {
  tone: 'well' | 'warning' | 'alarm' | 'off';
  /** Words stand under `account.state.<code>`, what to do under `account.todo.<code>`. */
  code: string;
  /** For the words: whole days the access still lasts, seconds behind the network. */
  days: number | null;
  seconds: number | null;
}

const day = 24 * 60 * 60_000;
const expiresSoonDays = 10;
const lagLimitMs = 60_000;

/** `now`: UTC ms. */
export function accountHealth(account: AccountRow, now: number): AccountHealthView {
  const { state } = account;
  const days = state?.tokenExpiresAt == null ? null : Math.max(0, Math.floor((state.tokenExpiresAt - now) / day));
  const seconds = state?.lagMs == null ? null : Math.round(state.lagMs / 1000);
  const view = (tone: AccountHealthView['tone'], code: string): AccountHealthView => ({ tone, code, days, seconds });
  if (!account.active) return view('off', 'off');
  if (!state) return view('warning', 'starting');
  if (state.health === 'paused') return view('warning', state.code || 'paused');
  if (state.health === 'error') return view('alarm', state.code || 'error');
  if (days === 0) return view('alarm', 'token_invalid');
  if (state.health === 'warning') return view('warning', state.code || 'warning');
  if (state.lagMs !== null && state.lagMs >= lagLimitMs) return view('warning', 'lag');
  if (days !== null && days <= expiresSoonDays) return view('warning', 'expiring');
  return view('well', 'ok');
}
