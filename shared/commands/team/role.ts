/** Edits roles: what each sees, with which parts, and which commands it may give (mission c7, R15). */
import { z } from 'zod';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { Refusal } from '#shared/base/result.ts';
import type { RoleBody } from '#shared/model/preset.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { isWithin, ownsTeam } from '#shared/engine/role-reach.ts';
import { put, remove } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import { roleSchema } from '#shared/model/preset.ts';

export const roleSave = defineCommand({
  name: 'role.save',
  runs: 'both',
  right: 'people',
  sure: true,
  input: z.strictObject({ role: roleSchema }),
  needs: () => ({}),
  decide: (_rows, { role }, ctx) => {
    const before = ctx.dict.get('role', role.id);
    return beyond(ctx.actor.roleId, [before, role], ctx.dict) ?? ownerless(role.id, role, ctx.dict) ?? decided([put('role', role)]);
  },
});

export const roleRemove = defineCommand({
  name: 'role.remove',
  runs: 'both',
  right: 'people',
  sure: true,
  input: z.strictObject({ roleId: z.string() }),
  needs: () => ({}),
  decide: (_rows, { roleId }, ctx) => {
    const role = ctx.dict.get('role', roleId);
    if (role === null) return refuse('no_role', { roleId });
    const refusal = beyond(ctx.actor.roleId, [role], ctx.dict);
    if (refusal !== null) return refusal;
    return isUsed(roleId, ctx.dict) ? refuse('role_used', { roleId }) : decided([remove('role', roleId)]);
  },
});

/** The robot (`roleId` null) acts for a rule, not for itself. */
function beyond(roleId: string | null, touched: readonly (RoleBody | null)[], dict: Dictionary): Refusal | null {
  if (roleId === null) return null;
  const own = dict.get('role', roleId);
  const wider = touched.find((role) => role !== null && (own === null || !isWithin(role, own)));
  return wider ? refuse('beyond_own_rights', { roleId: wider.id }) : null;
}

function ownerless(roleId: string, after: RoleBody, dict: Dictionary): Refusal | null {
  const owned = dict.all('person').some((person) => {
    const role = person.roleId === roleId ? after : dict.get('role', person.roleId);
    return person.active && role !== null && ownsTeam(role);
  });
  return owned ? null : refuse('last_owner');
}

function isUsed(roleId: string, dict: Dictionary): boolean {
  return dict.all('person').some((person) => person.roleId === roleId)
    || dict.all('button').some((button) => button.roles.includes(roleId))
    || dict.all('funnel').some((funnel) => funnel.stages.some((stage) => (stage.movesToFor ?? []).some((row) => row.roles.includes(roleId))));
}
