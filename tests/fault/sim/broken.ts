/** What a check throws: an invariant does not hold. */

export class Broken extends Error {}
