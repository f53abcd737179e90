/** How an account is doing, and its end. */
import { z } from 'zod';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import type { AccountId } from '#shared/base/ids.ts';
import { idSchema } from '#shared/base/ids.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { sameValue } from '#shared/base/same-value.ts';
import { identityClaim } from '#shared/commands/account/put.ts';

const accountId = idSchema<AccountId>();

export const accountStateSet = defineCommand({
  name: 'account.state',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({
    accountId,
    set: z.strictObject({
      health: z.enum(['ok', 'warning', 'error', 'paused']), code: z.string().max(100), lastInboundAt: z.number().nullable(), lagMs: z.number().nullable(),
      tokenExpiresAt: z.number().nullable(), waitingEffects: z.number().int().min(0),
    }).partial(),
  }),
  needs: () => ({}),
  decide: (_rows, input, ctx) => {
    if (ctx.dict.get('account', input.accountId) === null) return refuse('not_found');
    const state = ctx.dict.get('accountState', input.accountId);
    const base = state ?? { id: input.accountId, health: 'ok', code: '', lastInboundAt: null, lagMs: null, tokenExpiresAt: null, waitingEffects: 0 };
    const after = { ...base, ...input.set };
    // Readers report often; what has not changed is not told to everybody again.
    if (state !== null && sameValue(state, after)) return decided([]);
    return decided([put('accountState', after)]);
  },
});

/** The account answers no more; its conversations stay, and its identity is free for another account. */
export const accountRemove = defineCommand({
  name: 'account.remove',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({ accountId }),
  needs: () => ({}),
  decide: (_rows, input, ctx) => {
    const account = ctx.dict.get('account', input.accountId);
    if (account === null) return refuse('not_found');
    if (!account.active) return decided([]);
    return decided([patch('account', account.id, { active: false }), { op: 'unclaim', key: identityClaim(account) }]);
  },
});
