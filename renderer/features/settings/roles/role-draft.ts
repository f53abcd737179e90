/** A role as it is being edited: what the editor may offer, and what is still wrong. */
import { facetsOf } from '#shared/engine/parts.ts';
import { isWithin } from '#shared/engine/role-reach.ts';
import { facetNames } from '#shared/model/facets.ts';
import { rights, sights } from '#shared/model/preset.ts';
import type { RoleBody } from '#shared/model/preset.ts';

export function newRole(roles: readonly RoleBody[]): RoleBody {
  const ids = new Set(roles.map((role) => role.id));
  let number = roles.length + 1;
  while (ids.has(`role-${number}`)) number += 1;
  return { id: `role-${number}`, label: { en: '', uk: '' }, sees: 'own', facets: ['core'], may: [] };
}

/** Whole, in the order of the lists: the same choice is the same role. Labels fall back on each other. */
export function finishedRole(draft: RoleBody): RoleBody {
  const chosen = new Set(facetsOf(draft));
  const name = draft.label.uk.trim() || draft.label.en.trim();
  return {
    ...draft, label: { ...draft.label, en: draft.label.en.trim() || name, uk: draft.label.uk.trim() || name },
    facets: facetNames.filter((facet) => facet === 'core' || chosen.has(facet)), may: rights.filter((right) => draft.may.includes(right)),
  };
}

/** What of each list somebody of this role may give; null `own` = nothing. */
export function givable(own: RoleBody | null) {
  const within = (change: Partial<RoleBody>): boolean => own !== null && isWithin({ sees: 'participant', facets: [], may: [], ...change }, own);
  return { sights: sights.filter((sees) => within({ sees })), facets: facetNames.filter((facet) => within({ facets: [facet] })), rights: rights.filter((right) => within({ may: [right] })) };
}
