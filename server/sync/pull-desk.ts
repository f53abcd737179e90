/** What consoles ask of the log: pulls, what they hold without a cursor, digests, and how far they have stored (S25–S34, S71, S92, S93). */
import type { SyncUpFrame } from '#shared/sync/protocol.ts';
import type { Store } from '#db/server/store.ts';
import type { Log } from '#server/log.ts';
import type { ServerClock } from '#server/ports.ts';
import { pullsAtOnce } from '#server/sync/connection.ts';
import type { Connection } from '#server/sync/connection.ts';
import { bucketDifference } from '#server/sync/digests.ts';
import { createFirstCopyGate } from '#server/sync/first-copy-gate.ts';
import { answerPull, pages } from '#server/sync/pull-answer.ts';

type Frame<T extends SyncUpFrame['t']> = Extract<SyncUpFrame, { t: T }>;

export interface PullDesk {
  have(frame: Frame<'have'>, connection: Connection): void;
  pull(frame: Frame<'pull'>, connection: Connection): Promise<void>;
  digest(frame: Frame<'digest'>, connection: Connection): Promise<void>;
  /** A console says how far it has stored: counts between what is known already and what it has been sent. */
  stored(connection: Connection, seq: number): Promise<void>;
}

export interface PullDeskDeps { store: Store; clock: ServerClock; log: Log; wake(): void }

const outcomesAtOnce = 256;
const snapshotMs = 10_000;
const slowMs = 500;
const ackEveryMs = 60_000;
/** In the long run; a first copy takes a good many at once. */
const pullsPerSecond = 5;
/** A root may have several facets: more than any copy holds (S94). */
const mostHave = 400_000;

export function createPullDesk({ store, clock, log, wake }: PullDeskDeps): PullDesk {
  const gate = createFirstCopyGate();

  const isTooOften = (connection: Connection): boolean => {
    const now = clock.now();
    const { pulls } = connection;
    pulls.left = Math.min(pullsAtOnce, pulls.left + ((now - pulls.at) / 1000) * pullsPerSecond);
    pulls.at = now;
    if (pulls.left < 1) return true;
    pulls.left -= 1;
    return false;
  };
  const confirm = async (connection: Connection): Promise<void> => {
    connection.confirmed = true;
    await store.write(async (writer) => {
      const [device] = await writer.devices({ device: connection.device });
      if (device) await writer.putDevice({ ...device, confirmed: connection.ticket });
    });
  };
  const stored = async (connection: Connection, seq: number): Promise<void> => {
    if (seq <= connection.stored || seq > connection.lastTo) return;
    connection.stored = seq;
    const now = clock.now();
    if (now < connection.storedAt + ackEveryMs) return;
    connection.storedAt = now;
    await store.write((writer) => writer.seenDevice(connection.device, seq, now));
  };
  const answer = (frame: Frame<'pull'>, connection: Connection) => {
    const began = clock.now();
    const { have } = connection;
    connection.have = null;
    return store.read(async (reader) => ({
      frames: await answerPull(reader, {
        person: connection.person, cursor: frame.cursor, want: frame.want, have, small: frame.small === true, late: () => clock.now() - began > snapshotMs,
      }),
      outcomes: connection.stream === null ? [] : await reader.streamTail(connection.stream, frame.acked, outcomesAtOnce),
      last: connection.stream === null ? null : ((await reader.streams([connection.stream]))[0]?.lastDseq ?? 0),
    }));
  };

  return {
    stored,
    have(frame, connection) {
      const have = connection.have ?? { marks: [], list: [] };
      connection.have = { marks: [...have.marks, ...frame.marks], list: [...have.list, ...frame.list] };
      if (connection.have.list.length > mostHave) connection.close('bad_frame');
    },
    async pull(frame, connection) {
      // Live frames stop until this is answered (S36).
      connection.at = null;
      // Answered without all of what is held, the copy would keep what it may not see any more (S33): it says it again on another line.
      if (frame.held !== undefined && frame.held !== (connection.have?.list.length ?? 0)) return connection.send({ t: 'err', code: 'have_missing', retryMs: 0 });
      if (isTooOften(connection)) return connection.send({ t: 'err', code: 'slow', retryMs: slowMs });
      if (!connection.confirmed) await confirm(connection);
      const { frames, outcomes, last } = frame.cursor === null ? await gate(connection.person, () => answer(frame, connection)) : await answer(frame, connection);
      // The console keeps its rows and begins anew (S25).
      if (frames === 'reset') return connection.send({ t: 'err', code: 'reset', retryMs: 0 });
      if (frames === 'slow') {
        log('pull.slow', { device: connection.device });
        return connection.send({ t: 'err', code: 'slow', retryMs: slowMs });
      }
      connection.sendPages(frames);
      connection.at = connection.lastTo;
      for (const { cmdId, ...outcome } of outcomes) connection.out({ ...outcome, commandId: cmdId });
      // It was answered what this store knows nothing of: put back, unsaid, while the console's copy was being begun anew and had no place to tell it by (S44).
      if (last !== null && frame.acked > last) connection.send({ t: 'gap', last });
      wake();
    },
    async digest(frame, connection) {
      if (connection.at === null) return;
      const found = await store.read((reader) => bucketDifference(reader, connection.person, frame));
      if (!found) return;
      log('digest.differs', { device: connection.device, bucket: frame.bucket, wanted: found.delta.todo.length, strange: found.delta.lv.length });
      // Where something has happened meanwhile, the next round tells.
      if (connection.closed() || connection.at !== found.head.seq) return;
      connection.sendPages(pages(connection.lastTo, found.head, found.delta, found.slices));
    },
  };
}
