/** A server that says what a test writes, frame by frame: the wire and nothing of our server. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '#backend/backend.ts';
import type { Backend, BackendEvent } from '#backend/backend.ts';
import type { LinkEvents, ServerLink } from '#backend/server-link.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { createIdSource } from '#shared/base/ids.ts';
import type { DeltaFrame, Outcome, SyncDownFrame, SyncUpFrame } from '#shared/sync/protocol.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';
import { me, start } from '#tests/helpers/replica-world.ts';

type Up<T extends SyncUpFrame['t']> = Extract<SyncUpFrame, { t: T }>;

export function createScriptedConsole(options: { folder?: string; seed?: number; keys?: { replica: Uint8Array; outbox: Uint8Array } } = {}) {
  const clock = createFakeClock(start + 3600_000);
  const random = seededRandom(options.seed ?? 1);
  const ids = createIdSource(clock.now, random);
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'pult-sync-'));
  const heard: SyncUpFrame[] = [];
  const events: BackendEvent[] = [];
  let line: LinkEvents | null = null;
  let reachable = true;
  const link: ServerLink = {
    open(given) {
      if (!reachable) queueMicrotask(() => given.closed());
      else {
        line = given;
        queueMicrotask(() => given.opened());
      }
      return {
        send: (frame) => void heard.push(frame),
        close: () => {
          if (line === given) line = null;
        },
      };
    },
    call: () => Promise.reject(new Error('unreachable')),
    blob: () => Promise.resolve(null),
    putBlob: () => Promise.reject(new Error('unreachable')),
  };
  const open = (): Backend => {
    const backend = createBackend({
      replicaPath: join(folder, 'replica.db'), outboxPath: join(folder, 'outbox.db'), ...(options.keys ? { keys: options.keys } : {}), blobs: createMemoryBlobs(), session: { deviceId: 'device', token: 'token', personId: me }, link, timers: clock,
      fillRandom: random, log: () => undefined,
    });
    backend.subscribe((event) => void events.push(event));
    return backend;
  };
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  let backend = open();
  return {
    clock, folder, heard, events, turn,
    get backend(): Backend {
      return backend;
    },
    newId: () => ids.next<string & never>() as string,
    say: async (...frames: SyncDownFrame[]): Promise<void> => {
      for (const frame of frames) line?.frame(JSON.parse(JSON.stringify(frame)) as SyncDownFrame);
      await turn();
    },
    /** Welcome, and the first delta. */
    async meet(first: DeltaFrame, welcome: Partial<Extract<SyncDownFrame, { t: 'welcome' }>> = {}): Promise<void> {
      await turn();
      line?.frame({ t: 'welcome', epoch: 1, head: first.to, now: clock.now(), personId: me, ticket: '1.a', minSchema: 1, maxSchema: 1, safe: null, ...welcome });
      await turn();
      line?.frame(first);
      await turn();
    },
    last: <T extends SyncUpFrame['t']>(t: T): Up<T> | undefined => heard.findLast((frame): frame is Up<T> => frame.t === t),
    all: <T extends SyncUpFrame['t']>(t: T): Up<T>[] => heard.filter((frame): frame is Up<T> => frame.t === t),
    cut(isGone = true): void {
      reachable = !isGone;
      const old = line;
      line = null;
      old?.closed();
    },
    restore(): void {
      reachable = true;
      backend.hurry();
    },
    /** The process ends without a word and begins anew on the same files. */
    restart(): void {
      line = null;
      backend.close();
      heard.length = 0;
      events.length = 0;
      backend = open();
    },
    press: (name: string, input: unknown, commandId = ids.next<string & never>() as string) => ({ commandId, answer: backend.command({ name, input, commandId, label: name }) }),
    ask<Answer>(name: string, params: unknown): Answer {
      const answer = backend.query(name, params);
      if (!answer.ok) throw new Error(answer.code);
      return answer.value as Answer;
    },
    done: (commandId: string, stream: string, dseq: number, seq: number): Outcome => ({ stream, dseq, commandId, status: 'done', code: '', result: {}, seq }),
    refused: (commandId: string, stream: string, dseq: number, seq: number, code = 'taken_by_other'): Outcome => ({ stream, dseq, commandId, status: 'refused', code, result: {}, seq }),
  };
}
