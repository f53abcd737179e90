/** Roles this person may give: none that sees or may more than their own, and never an owner's (R15, R17; the server decides again). */
import type { RoleBody } from '#shared/model/preset.ts';
import { isWithin, ownsTeam } from '#shared/engine/role-reach.ts';
import type { Me } from '#shared/queries/rows.ts';


export function givableRoles(roles: readonly RoleBody[], me: Me | null): RoleBody[] {
  const own = roles.find((role) => role.id === me?.roleId);
  return own === undefined ? [] : roles.filter((role) => !ownsTeam(role) && isWithin(role, own));
}
