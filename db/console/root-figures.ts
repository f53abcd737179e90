/** What a copy holds, root by root: number, combined hash and newest version of the confirmed rows of each facet (S33, S71). */
import { bucketOf, createDigestSum, digestBuckets } from '#shared/sync/digest.ts';
import type { DigestSum } from '#shared/sync/digest.ts';
import type { DigestLine, HaveLine } from '#shared/sync/protocol.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import type { Replica } from '#db/console/replica.ts';

export type RootFigures = ReturnType<typeof createRootFigures>;

/** Call while nothing pending lies over the rows. */
export function createRootFigures(replica: Replica, place: PlaceInLog, personId: PersonId) {
  const { roots } = replica;
  const rootsOf = (bucket: number): string[] =>
    [...roots.ofBucket(bucket), 'dictionary:team', `person:${personId}`].filter((root) => bucketOf(root) === bucket);
  const figures = (root: string): HaveLine[] => {
    const facets = new Map<number, { count: number; sum: DigestSum; ver: number }>();
    for (const row of roots.list(root)) {
      const line = facets.get(row.facet) ?? { count: 0, sum: createDigestSum(), ver: 0 };
      line.count += 1;
      line.sum.turn(row.kind, row.id, row.ver);
      line.ver = Math.max(line.ver, row.ver);
      facets.set(row.facet, line);
    }
    return [...facets].map(([facet, { count, sum, ver }]) => [root, facet, count, sum.text, ver]);
  };
  return {
    /** Every root that is held whole. */
    have(): HaveLine[] {
      const wanted = new Set(place.wantedRoots());
      return Array.from({ length: digestBuckets }, (_, bucket) => bucket).flatMap(rootsOf).filter((root) => !wanted.has(root)).flatMap(figures);
    },
    digest(bucket: number): DigestLine[] {
      const wanted = new Set(place.wantedRoots().filter((root) => bucketOf(root) === bucket));
      const whole = rootsOf(bucket).filter((root) => !wanted.has(root)).flatMap(figures);
      return [...whole.map(([root, facet, count, xor]): DigestLine => [root, facet, count, xor]), ...[...wanted].map((root): DigestLine => [root, 0, 0, ''])];
    },
  };
}
