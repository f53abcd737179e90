/** Every ten seconds of quiet one bucket of what is held goes to the server to be compared: every root within eleven minutes (S71). */
import { digestBuckets, endingsOf } from '#shared/sync/digest.ts';
import type { Cursor, DigestLine, SyncUpFrame } from '#shared/sync/protocol.ts';
import type { CopyKeeper } from '#backend/sync/copy-keeper.ts';
import type { Log, Timers } from '#backend/timers.ts';

const everyMs = 10_000;
/** Lines a frame has room for: a bucket that holds more goes ending by ending. */
const longest = 8000;

export interface DigestRound {
  start(): void;
  stop(): void;
}

export interface DigestRoundDeps {
  copy: Pick<CopyKeeper, 'digest'>;
  timers: Timers;
  /** The line has nothing else to do; where it has, the same bucket is tried again ten seconds later. */
  quiet(): boolean;
  send(frame: SyncUpFrame): void;
  log: Log;
}

export function createDigestRound(deps: DigestRoundDeps): DigestRound {
  let bucket = 0;
  let cancel: (() => void) | null = null;
  const stop = (): void => {
    cancel?.();
    cancel = null;
  };
  const sendByEnding = (cursor: Cursor, list: readonly DigestLine[]): void => {
    for (const ending of endingsOf(bucket)) {
      const part = list.filter(([root]) => root.endsWith(ending));
      // Two million roots in one copy: beyond what a team may have (S94), and said rather than passed over.
      if (part.length > longest) deps.log('digest.too_long', { bucket, lines: part.length });
      else deps.send({ t: 'digest', cursor: [...cursor], bucket, ending, list: part });
    }
  };
  const turn = (): void => {
    cancel = deps.timers.after(everyMs, turn);
    const held = deps.quiet() ? deps.copy.digest(bucket) : null;
    if (!held) return;
    const { cursor, list } = held;
    if (list.length <= longest) deps.send({ t: 'digest', cursor: [...cursor], bucket, list });
    else sendByEnding(cursor, list);
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
