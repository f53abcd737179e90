/** Rows that concern more than the copy: clients who were erased (S72), and what became of presses that waited after a restore (S70). */
import type { FateBody } from '#shared/model/bodies.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import type { Outbox } from '#db/console/outbox.ts';
import type { Changed, Replica } from '#db/console/replica.ts';
import type { Drafts } from '#backend/drafts.ts';
import type { Log } from '#backend/timers.ts';

export interface LateNews {
  /** Of what came just now. */
  hear(now: Changed): void;
  /** Of clients who were erased nothing stays on this console: no file, no press that was answered, nothing begun. */
  letGo(): void;
  /** Of all that is known: at the start. */
  begin(): void;
}

export function createLateNews(deps: { replica: Replica; outbox: Outbox; drafts: Drafts; blobs: BlobFolder; onOutcomes(): void; log: Log }): LateNews {
  const { replica, outbox, log } = deps;
  const fates = replica.prepare<[], { body: string }>("SELECT body FROM piece WHERE kind = 'fate'");
  const letGo = (): void => {
    const erasures = replica.dict.all('erasure');
    if (erasures.length === 0) return;
    const ids = erasures.flatMap((one) => one.ids);
    outbox.forgetNaming(ids);
    deps.drafts.forget(ids);
    void Promise.all(erasures.flatMap((one) => one.blobs).map((hash) => deps.blobs.remove(hash))).catch(() => log('media.kept'));
  };
  /** The end stands where it was said that the press waits. */
  const hearFates = (): void => {
    const heard = fates.all().map(({ body }) => JSON.parse(body) as FateBody).filter(({ id, status, code }) => outbox.settleParked(id, status, code));
    if (heard.length > 0) deps.onOutcomes();
  };
  return {
    hear({ kinds }) {
      if (kinds.includes('erasure')) letGo();
      if (kinds.includes('fate')) hearFates();
    },
    letGo,
    begin() {
      letGo();
      hearFates();
    },
  };
}
