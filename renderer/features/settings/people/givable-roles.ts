/** Roles this person may give: none that sees or may more than their own, and never an owner's (R15, R17; the server decides again). */
import type { RoleBody } from '#shared/model/preset.ts';
import type { Me } from '#shared/queries/rows.ts';

const breadth: Readonly<Record<RoleBody['sees'], number>> = { participant: 0, own: 1, people: 2, all: 3 };

export function givableRoles(roles: readonly RoleBody[], me: Me | null): RoleBody[] {
  if (me === null) return [];
  return roles.filter((role) => !(role.sees === 'all' && role.may.includes('people')) && breadth[role.sees] <= breadth[me.sees] && role.may.every((right) => me.may.includes(right)));
}
