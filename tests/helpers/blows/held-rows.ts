/** What a console's file holds, read when its process is gone. */
import { createPlaceInLog } from '#db/console/place-in-log.ts';
import { openReplica } from '#db/console/open-replica.ts';
import { createReplica } from '#db/console/replica.ts';
import { digestBuckets } from '#shared/sync/digest.ts';
import type { PersonId } from '#shared/base/ids.ts';

export interface HeldCopy {
  /** `kind|id` → ver. */
  rows: Map<string, number>;
  wanted: number;
  seq: number;
  whole: boolean;
}

export function heldCopy(path: string, personId: string): HeldCopy {
  const { db, movedTo } = openReplica(path, 'x');
  try {
    const replica = createReplica(db, personId as PersonId);
    const place = createPlaceInLog(replica.prepare);
    const roots = ['dictionary:team', `person:${personId}`, ...Array.from({ length: digestBuckets }, (_, bucket) => replica.roots.ofBucket(bucket)).flat()];
    const rows = [...new Set(roots)].flatMap((root) => replica.roots.list(root).map((row): [string, number] => [`${row.kind}|${row.id}`, row.ver]));
    return { rows: new Map(rows.sort()), wanted: place.wantedRoots().length, seq: place.cursor()?.[0] ?? 0, whole: movedTo === null && db.pragma('integrity_check', { simple: true }) === 'ok' };
  } finally {
    db.close();
  }
}
