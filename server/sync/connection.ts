/** One console's line to this server: what it has been sent, and up to where. Nothing of it outlives the socket (S34). */
import type { DeltaFrame, Outcome, SyncDownFrame } from '#shared/sync/protocol.ts';
import type { Have } from '#server/sync/first-copy.ts';
import type { StreamGate } from '#server/committer/stream-desk.ts';
import type { SyncSocket } from '#server/ports.ts';

/** Bytes waiting in a socket above which live frames stop until it has drained (S37), and above which it is given up (R18). */
export const lagBytes = 1_000_000;
const deadBytes = 8_000_000;
/** Pulls that a line may ask for in one go; how many more in the long run says the pull desk (S92). */
export const pullsAtOnce = 300;

export interface Connection {
  readonly device: string;
  readonly person: string;
  /** Place that has been computed for it; null = before its first pull, or while one is answered (S36). */
  at: number | null;
  /** `to` of the last frame sent. */
  lastTo: number;
  /** An answer waits for the cursor to reach this place: it is sent at once, not with the next idle frame (S47). */
  due: number;
  lagging: boolean;
  stream: string | null;
  gate: StreamGate;
  /** With what number a stream goes on after a gap; null = only by opening another. */
  resumeAt: number | null;
  ticket: string;
  confirmed: boolean;
  root: string | null;
  /** What it holds without a cursor, until its pull (S33). */
  have: Have | null;
  /** How far it has stored, as it said, and when that was last written down (S93). */
  stored: number;
  storedAt: number;
  pulls: { left: number; at: number };
  send(frame: SyncDownFrame): void;
  sendPages(frames: readonly DeltaFrame[]): void;
  /** The same as texts, which several lines are told alike; `to`: where they lead. */
  sendTexts(texts: readonly string[], to: number): void;
  out(outcome: Outcome): void;
  close(code?: string, retryMs?: number | null): void;
  readonly closed: () => boolean;
  buffered(): number;
}

export function createConnection(socket: SyncSocket, device: string, person: string, ticket: string): Connection {
  let closed = false;
  let outs: Outcome[] = [];
  socket.onClose(() => { closed = true; });
  const say = (text: string): void => {
    if (closed) return;
    if (socket.buffered() > deadBytes) return connection.close();
    socket.send(text);
  };
  const connection: Connection = {
    device, person, ticket, at: null, lastTo: 0, due: 0, lagging: false, stream: null, gate: { closed: false }, resumeAt: null, confirmed: false, root: null, have: null, stored: 0, storedAt: 0,
    pulls: { left: pullsAtOnce, at: 0 },
    send: (frame) => say(JSON.stringify(frame)),
    sendTexts(texts, to) {
      for (const text of texts) say(text);
      connection.lastTo = to;
    },
    sendPages(frames) {
      for (const frame of frames) connection.send(frame);
      connection.lastTo = frames.at(-1)!.to;
    },
    out(outcome) {
      connection.due = Math.max(connection.due, outcome.seq);
      if (outs.push(outcome) > 1) return;
      // Answers of one commit leave in one frame.
      queueMicrotask(() => {
        const list = outs;
        outs = [];
        connection.send({ t: 'out', list });
      });
    },
    close(code, retryMs = null) {
      if (closed) return;
      if (code) socket.send(JSON.stringify({ t: 'err', code, retryMs } satisfies SyncDownFrame));
      closed = true;
      socket.close();
    },
    closed: () => closed,
    buffered: () => socket.buffered(),
  };
  return connection;
}
