/** Applies one whole delta to the confirmed rows, in the order of S22. Call inside a transaction. */
import { wantOrder } from '#shared/sync/protocol.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { DeltaFrame, WireRow } from '#shared/sync/protocol.ts';
import { placeOf } from '#shared/sync/place.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import type { Replica } from '#db/console/replica.ts';

/** Takes pending commands off the rows that are about to change: those that have read or written them. */
export interface Lifter {
  /** A row comes, as `body`, or goes. */
  touch(kind: RecordKind, id: string, body: unknown): void;
  /** Rows of this root go. */
  touchRoot(root: string): void;
}

/** For a copy that nobody presses on. */
export const nothingPending: Lifter = { touch: () => undefined, touchRoot: () => undefined };

/** True when a delta brings nothing but a new cursor. */
export function isEmptyDelta(pages: readonly DeltaFrame[]): boolean {
  return pages.every((page) => page.prev !== null && page.lv.length + page.del.length + page.todo.length + page.up.length + page.slices.length === 0);
}

export function applyDelta(replica: Replica, place: PlaceInLog, pages: readonly DeltaFrame[], now: number, lifter: Lifter): void {
  const last = pages.at(-1)!;
  const leave = (root: string, mask: number): void => {
    lifter.touchRoot(root);
    const gone = replica.leave(root, mask);
    for (const { kind, id } of gone) lifter.touch(kind, id, null);
  };
  const remove = (kind: RecordKind, id: string): void => {
    lifter.touch(kind, id, null);
    replica.write(kind, id, null);
  };
  const store = ([kind, id, , facet, ver, body]: WireRow): void => {
    lifter.touch(kind, id, body);
    const held = replica.rows.get(kind, id);
    if (held && held.ver > ver) return;
    replica.write(kind, id, { facet, ver, body });
  };
  /** A row of a part that is not held is not stored: it comes with its slice (S23). */
  const takeRow = (row: WireRow): void => {
    const [kind, id, root] = row;
    const want = place.want(root);
    if (!want || placeOf(kind, id) <= want.after) return store(row);
    remove(kind, id);
    if (want.cls >= wantOrder.onDemand) place.demand(root);
  };
  if (last.prev === null) {
    // What is held in part can't be compared: the list that follows names it anew (S33).
    for (const root of place.wantedRoots()) leave(root, 0);
    place.forgetWants();
    place.dropMarksAbove(last.to - 1);
  }
  for (const page of pages) {
    for (const [root, mask] of page.lv) {
      leave(root, mask);
      if (mask === 0) place.dropWant(root);
    }
  }
  for (const page of pages) for (const [kind, id] of page.del) remove(kind, id);
  for (const page of pages) {
    for (const [root, cls] of page.todo) {
      leave(root, 0);
      place.setWant(root, '', cls);
    }
  }
  for (const page of pages) for (const row of page.up) takeRow(row);
  for (const page of pages) {
    for (const slice of page.slices) {
      const want = place.want(slice.root);
      // Asked for in another state of this root: what is held has changed since (S30).
      if (!want || want.after !== slice.after) continue;
      if (slice.after === '') leave(slice.root, 0);
      for (const row of slice.rows) store(row);
      if (slice.next === null) place.dropWant(slice.root);
      else place.moveWant(slice.root, slice.next);
    }
  }
  place.moveTo(last.to, last.mark, now);
}
