/** Makes or renews an account of ours in a messenger, after its token has been checked live; one account per identity in a team. */
import { z } from 'zod';
import type { AccountBody } from '#shared/model/bodies.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { claimOf, decided, defineCommand } from '#shared/engine/define-command.ts';
import { channelNames } from '#shared/model/channel.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { AccountId } from '#shared/base/ids.ts';
import type { Op } from '#shared/engine/ops.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

const accountSchema: z.ZodType<AccountBody> = z.strictObject({
  id: idSchema<AccountId>(),
  channel: z.enum(channelNames),
  name: z.string().trim().min(1).max(80),
  handle: z.string().max(200),
  code: z.string().trim().min(1).max(2),
  colour: z.number().int().min(1).max(16),
  group: z.string(),
  identity: z.string().min(1).max(200),
  endpoints: z.record(z.string(), z.string()),
  verifyToken: z.string(),
  active: z.boolean(),
  demo: z.boolean(),
  createdAt: z.number(),
});

/** One account per identity of a network. */
export function identityClaim(account: Pick<AccountBody, 'channel' | 'identity'>): string {
  return `identity:${account.channel}:${account.identity}`;
}

/** Another account of the same identity that is read: with both every message would come twice (S75). */
export function activeTwin(account: AccountBody, dict: Dictionary): AccountBody | null {
  return dict.all('account').find((other) => other.id !== account.id && other.active && other.channel === account.channel && other.identity === account.identity) ?? null;
}

export const accountPut = defineCommand({
  name: 'account.put',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({ account: accountSchema }),
  needs: ({ account }) => ({ owner: claimOf(identityClaim(account)) }),
  decide: ({ owner }, { account }, ctx) => {
    const twin = activeTwin(account, ctx.dict);
    if (twin !== null) return refuse('account_exists', { accountId: twin.id });
    // Held by an account that was switched off for good: the identity goes to the new one.
    const takesOver = owner !== null && owner !== account.id;
    const before = ctx.dict.get('account', account.id);
    if (before !== null && before.channel !== account.channel) return refuse('other_channel');
    const ops: Op[] = [];
    if (before !== null && before.identity !== account.identity) ops.push({ op: 'unclaim', key: identityClaim(before) });
    if (takesOver) ops.push({ op: 'unclaim', key: identityClaim(account) });
    if (owner !== account.id) ops.push({ op: 'claim', key: identityClaim(account), owner: account.id });
    ops.push(put('account', account));
    const state = ctx.dict.get('accountState', account.id);
    if (state === null) {
      ops.push(put('accountState', { id: account.id, health: 'ok', code: '', lastInboundAt: null, lagMs: null, tokenExpiresAt: null, waitingEffects: 0 }));
    } else ops.push(patch('accountState', account.id, { health: 'ok', code: '' }));
    return decided(ops);
  },
});
