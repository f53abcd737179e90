/** Parts of a record that a grant opens, as bits of a mask (replication rule S3, presets 0.2). */

/**
 * core: number, stage, dates, what · contacts: phone, e-mail, profiles, address · talk: messages, comments, tasks · money: amounts, payments ·
 * internal: notes · exec: what the maker needs.
 */
export const facets = { core: 1, contacts: 2, talk: 4, money: 8, internal: 16, exec: 32 } as const;
export type FacetName = keyof typeof facets;
export const facetNames = Object.keys(facets) as [FacetName, ...FacetName[]];

export const allFacets = facetNames.reduce((mask, name) => mask | facets[name], 0);

export function maskOf(names: readonly FacetName[]): number {
  return names.reduce((mask, name) => mask | facets[name], 0);
}
