/** Changes the replica: whole deltas under what is pending, in one transaction each; tells what changed and which answers have become due. */
import type { PersonId } from '#shared/base/ids.ts';
import type { Cursor, DeltaFrame, DigestLine, HaveLine, SyncUpFrame, Want } from '#shared/sync/protocol.ts';
import { applyDelta, isEmptyDelta } from '#db/console/apply-delta.ts';
import type { PlaceInLog } from '#db/console/place-in-log.ts';
import { createRootFigures } from '#db/console/root-figures.ts';
import type { Changed, Replica } from '#db/console/replica.ts';
import type { Outbox } from '#db/console/outbox.ts';
import type { Optimism } from '#backend/optimism.ts';
import type { PendingPress, PendingPresses } from '#backend/pending-presses.ts';
import type { Timers } from '#backend/timers.ts';

export interface CopyDeps {
  replica: Replica;
  place: PlaceInLog;
  outbox: Outbox;
  presses: PendingPresses;
  optimism: Optimism;
  personId: PersonId;
  timers: Timers;
  onChanged(changed: Changed): void;
  onDue(presses: readonly PendingPress[]): void;
}

/** Lines of one frame. */
const haveAtOnce = 4000;

export type CopyKeeper = ReturnType<typeof createCopyKeeper>;

export function createCopyKeeper(deps: CopyDeps) {
  const { replica, place, outbox, presses, optimism, timers } = deps;
  const figures = createRootFigures(replica, place, deps.personId);
  let firstCopy = 0;

  /**
   * Lets `work` change confirmed rows, from which it lifts what is pending as it goes (`all`: at once), then shows what is pending still; in one
   * transaction (S55). Presses whose rows nobody touches stay as they show: with ten thousand of them a change costs no more than with one.
   */
  const change = (work: () => number, all: 'all' | null = null): void => {
    let due: PendingPress[] = [];
    try {
      const changed = replica.transact(() => {
        optimism.begin(all);
        const seq = work();
        for (const press of presses.due(seq)) optimism.lift(press);
        const isPending = (press: PendingPress): boolean => presses.isPending(press, seq);
        optimism.replay(isPending, () => presses.list().filter(isPending));
        return seq;
      });
      due = presses.takeDue(place.cursor()?.[0] ?? 0);
      if (changed.kinds.length > 0) deps.onChanged(changed);
    } catch (error) {
      optimism.forget();
      place.reload();
      throw error;
    }
    if (due.length > 0) deps.onDue(due);
  };
  const seqNow = (): number => place.cursor()?.[0] ?? 0;

  return {
    cursor: (): Cursor | null => place.cursor(),
    epoch: (): number | null => {
      // Kept in both files as well: a copy begun anew must still notice that the store was put back, or what was done since is lost (S44).
      const epoch = outbox.setting('epoch') ?? place.meta('epoch');
      return epoch === null ? null : Number(epoch);
    },
    /** Kept in both files: it is about this folder as a whole, and whoever loses one file must not look like a copy of itself (S97). */
    ticket: (): string | null => outbox.setting('ticket') ?? place.meta('ticket'),
    wants: (limit: number): Want[] => place.wants(limit),
    /** What will be wanted once these pages are applied, as far as is known now: a guess that is wrong is answered with slices that are not taken (S30). */
    wantsAfter(pages: readonly DeltaFrame[], limit: number): Want[] {
      const came = new Map(pages.flatMap((page) => page.slices.map((slice) => [slice.root, slice.next] as const)));
      return place.wants(limit + came.size).flatMap((want): Want[] => {
        const next = came.get(want[0]);
        if (next === undefined) return [want];
        // Of a head the rest is wanted when somebody opens it.
        return next === null || want[2] === 'head' ? [] : [[want[0], next]];
      }).slice(0, limit);
    },
    /** Somebody opened this root: what is missing of it is wanted first. True when anything is. */
    demand(root: string): boolean {
      const want = place.want(root);
      if (!want || want.cls === 0) return false;
      replica.transact(() => place.demand(root));
      return true;
    },
    /** How far everything is stored, and no press knows less: what the server may forget up to (S52, S93). */
    storedSeq(): number {
      const bases = presses.list().flatMap(({ stored }) => (stored.base === null ? [] : [stored.base[0]]));
      return Math.min(seqNow(), ...bases);
    },
    /** Roots held in part, until somebody opens them or their turn has come (S31). */
    resting: (): number => place.restingCount(),
    nextResting: (limit: number): Want[] => place.resting(limit),
    /** What is held and where it once stood, for a server that must tell what of it still holds (S33). */
    have(): Extract<SyncUpFrame, { t: 'have' }>[] {
      let list: HaveLine[] = [];
      change(() => {
        list = figures.have();
        return seqNow();
      }, 'all');
      return Array.from({ length: Math.ceil(list.length / haveAtOnce) }, (_, n) => ({
        t: 'have', marks: n === 0 ? place.marks().map((mark) => [...mark]) : [], list: list.slice(n * haveAtOnce, (n + 1) * haveAtOnce),
      }));
    },
    /** One bucket, at the copy's own place; null = not now: something pending lies over the rows. */
    digest(bucket: number): { cursor: Cursor; list: DigestLine[] } | null {
      const cursor = place.cursor();
      return cursor === null || !replica.overlay.empty ? null : { cursor, list: figures.digest(bucket) };
    },
    /** 0…1 while roots are still wanted; null when the copy is whole. */
    progress(): number | null {
      const left = place.wantCount();
      if (place.cursor() === null) return 0;
      firstCopy = left === 0 ? 0 : Math.max(firstCopy, left);
      return left === 0 ? null : 1 - left / firstCopy;
    },
    welcome(epoch: number, ticket: string): void {
      place.setMeta('epoch', String(epoch));
      outbox.setSetting('epoch', String(epoch));
      outbox.setSetting('ticket', ticket);
      place.setMeta('ticket', ticket);
    },
    apply(pages: readonly DeltaFrame[]): void {
      const last = pages.at(-1)!;
      if (isEmptyDelta(pages) && !presses.hasDue(last.to)) {
        const at = place.cursor();
        // A sign of life where the copy stands already is not worth a write: of a quiet day it would be seventeen thousand (S24).
        if (at?.[0] !== last.to || at[1] !== last.mark) replica.transact(() => place.moveTo(last.to, last.mark, timers.now()));
        return;
      }
      change(() => {
        applyDelta(replica, place, pages, timers.now(), optimism);
        return last.to;
      });
    },
    /** Answers have come: those of a place the copy has reached take effect. */
    settle(): void {
      if (presses.hasDue(seqNow())) change(seqNow);
    },
    /** Presses that were answered go out once more: what they showed is not pending any more. */
    forgetAnswers(): void {
      presses.reload(seqNow());
      change(seqNow, 'all');
    },
    /** At start: what is pending is shown again, whatever the file held (the overlay can always be rebuilt, S2). */
    begin(): void {
      if (!replica.overlay.empty || presses.list().length > 0) change(seqNow, 'all');
    },
    /** Where the copy stands is not of the server's order any more. The rows stay: most of them are still right (S33). */
    lose(): void {
      presses.reload(0, seqNow());
      change(() => {
        place.lose();
        return 0;
      }, 'all');
    },
  };
}
