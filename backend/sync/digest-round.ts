/** Every ten seconds of quiet one bucket of what is held goes to the server to be compared: every root within eleven minutes (S71). */
import { digestBuckets } from '#shared/sync/digest.ts';
import type { SyncUpFrame } from '#shared/sync/protocol.ts';
import type { CopyKeeper } from '#backend/sync/copy-keeper.ts';
import type { Timers } from '#backend/timers.ts';

const everyMs = 10_000;
/** More than any bucket holds; a frame has room for so many. */
const longest = 8000;

export interface DigestRound {
  start(): void;
  stop(): void;
}

/** `send` is given a frame when the line is quiet; answers false when it is not, then the same bucket is tried again. */
export function createDigestRound(deps: { copy: CopyKeeper; timers: Timers; quiet(): boolean; send(frame: SyncUpFrame): void }): DigestRound {
  let bucket = 0;
  let cancel: (() => void) | null = null;
  const stop = (): void => {
    cancel?.();
    cancel = null;
  };
  const turn = (): void => {
    cancel = deps.timers.after(everyMs, turn);
    const held = deps.quiet() ? deps.copy.digest(bucket) : null;
    if (!held) return;
    if (held.list.length <= longest) deps.send({ t: 'digest', cursor: [...held.cursor], bucket, list: held.list });
    bucket = (bucket + 1) % digestBuckets;
  };
  return {
    start() {
      stop();
      cancel = deps.timers.after(everyMs, turn);
    },
    stop,
  };
}
