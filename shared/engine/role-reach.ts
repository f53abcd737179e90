/** Whether one role lies within another: nobody gives, takes or edits what they do not hold themselves (R15). */
import { facetsOf } from '#shared/engine/parts.ts';
import type { Right, RoleBody } from '#shared/model/preset.ts';

type Reach = Pick<RoleBody, 'sees' | 'facets' | 'may'>;

/** Deals that wait for a check are anybody's deals: only who sees all may give that sight. */
const breadth: Readonly<Record<RoleBody['sees'], number>> = { participant: 0, own: 1, people: 2, claims: 3, all: 3 };
/** Came after teams had been set up: stored owners' roles do not name them. */
const newer: ReadonlySet<Right> = new Set<Right>(['pay', 'approve']);

export function ownsTeam(role: Reach): boolean {
  return role.sees === 'all' && role.may.includes('people');
}

export function isWithin(role: Reach, own: Reach): boolean {
  const held = new Set(facetsOf(own));
  return breadth[role.sees] <= (own.sees === 'claims' ? 0 : breadth[own.sees])
    && facetsOf(role).every((facet) => held.has(facet))
    && role.may.every((right) => own.may.includes(right) || (newer.has(right) && ownsTeam(own)));
}
