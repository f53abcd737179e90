/** Applies one whole delta to the confirmed rows, in the order of S22. Call inside a transaction, with the overlay lifted. */
import { wantOrder } from '#shared/sync/protocol.ts';
import type { DeltaFrame, WireRow } from '#shared/sync/protocol.ts';
import { placeOf } from '#shared/sync/place.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import type { Replica } from '#db/console/replica.ts';

/** True when a delta brings nothing but a new cursor. */
export function isEmptyDelta(pages: readonly DeltaFrame[]): boolean {
  return pages.every((page) => page.prev !== null && page.lv.length + page.del.length + page.todo.length + page.up.length + page.slices.length === 0);
}

export function applyDelta(replica: Replica, place: PlaceInLog, pages: readonly DeltaFrame[], now: number): void {
  const last = pages.at(-1)!;
  if (last.prev === null) {
    // What is held in part can't be compared: the list that follows names it anew (S33).
    for (const root of place.wantedRoots()) replica.leave(root, 0);
    place.forgetWants();
    place.dropMarksAbove(last.to - 1);
  }
  for (const page of pages) {
    for (const [root, mask] of page.lv) {
      replica.leave(root, mask);
      if (mask === 0) place.dropWant(root);
    }
  }
  for (const page of pages) for (const [kind, id] of page.del) replica.write(kind, id, null);
  for (const page of pages) {
    for (const [root, cls] of page.todo) {
      replica.leave(root, 0);
      place.setWant(root, '', cls);
    }
  }
  for (const page of pages) for (const row of page.up) takeRow(replica, place, row);
  for (const page of pages) {
    for (const slice of page.slices) {
      const want = place.want(slice.root);
      // Asked for in another state of this root: what is held has changed since (S30).
      if (!want || want.after !== slice.after) continue;
      if (slice.after === '') replica.leave(slice.root, 0);
      for (const row of slice.rows) store(replica, row);
      if (slice.next === null) place.dropWant(slice.root);
      else place.moveWant(slice.root, slice.next);
    }
  }
  place.moveTo(last.to, last.mark, now);
}

/** A row of a part that is not held is not stored: it comes with its slice (S23). */
function takeRow(replica: Replica, place: PlaceInLog, row: WireRow): void {
  const [kind, id, root] = row;
  const want = place.want(root);
  if (!want || placeOf(kind, id) <= want.after) return store(replica, row);
  replica.write(kind, id, null);
  if (want.cls >= wantOrder.onDemand) place.demand(root);
}

function store(replica: Replica, [kind, id, , facet, ver, body]: WireRow): void {
  const held = replica.rows.get(kind, id);
  if (held && held.ver > ver) return;
  replica.write(kind, id, { facet, ver, body });
}
