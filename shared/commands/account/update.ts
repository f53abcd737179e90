/** How an account looks to the team, and whether it is read at all; what it is to the network needs its token (account.connect). */
import { z } from 'zod';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { AccountId } from '#shared/base/ids.ts';
import { idSchema } from '#shared/base/ids.ts';
import { activeTwin, identityClaim } from '#shared/commands/account/put.ts';
import type { Op } from '#shared/engine/ops.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

export const accountUpdate = defineCommand({
  name: 'account.update',
  runs: 'both',
  right: 'accounts',
  input: z.strictObject({
    accountId: idSchema<AccountId>(),
    set: z.strictObject({
      name: z.string().trim().min(1).max(80), code: z.string().trim().min(1).max(2), colour: z.number().int().min(1).max(16), group: z.string().max(64), active: z.boolean(),
    }).partial(),
  }),
  needs: ({ accountId }) => ({ account: one('account', accountId) }),
  decide: ({ account }, { set }, ctx) => {
    if (account === null) return refuse('not_found');
    if (Object.keys(set).length === 0) return decided([]);
    const on = set.active === true && !account.active;
    const twin = on ? activeTwin(account, ctx.dict) : null;
    if (twin !== null) return refuse('account_exists', { accountId: twin.id });
    // An account that was removed had given its identity back.
    const claim: Op[] = on ? [{ op: 'claim', key: identityClaim(account), owner: account.id }] : [];
    return decided([...claim, patch('account', account.id, set)]);
  },
});
