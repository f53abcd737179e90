/** Consoles of people who have none of their own: one backend a person inside the server, for all their windows; closed when nobody looks (S99). */
import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { createBackend } from '#backend/backend.ts';
import type { Backend } from '#backend/backend.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import { prepareFolder } from '#db/core/open-database.ts';
import type { Server } from '#server/create-server.ts';
import { createInProcessLink } from '#server/hosted/in-process-link.ts';
import type { Log } from '#server/log.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';
import { visibleBlob } from '#server/blob-names.ts';

export interface HostedConsoles {
  /** The person's console, kept open until `leave` has been called as often; null = too many people have one open. */
  enter(personId: string): Promise<Backend | null>;
  leave(personId: string): void;
  open(personId: string): Backend | null;
  close(): void;
}

export interface HostedDeps {
  server: Server;
  /** Copies lie here, one folder a person; they may be thrown away. */
  dir: string;
  base(): string;
  /** 32 bytes; the copies are locked by what derives from it (R30, S99). */
  key: Uint8Array;
  clock: ServerClock;
  fillRandom: FillRandom;
  log: Log;
}

const mostPeople = 50;
const idleMs = 10 * 60_000;

interface Held { backend: Backend; windows: number; cancelIdle: (() => void) | null }

export function createHostedConsoles(deps: HostedDeps): HostedConsoles {
  const { server, clock } = deps;
  const held = new Map<string, Held>();
  const opening = new Map<string, Promise<Held | null>>();

  const start = async (personId: string): Promise<Held | null> => {
    if (held.size >= mostPeople || !/^[0-9a-f-]{36}$/.test(personId)) return null;
    const session = await server.devices.admit(personId, 'hosted');
    const dir = join(deps.dir, personId);
    prepareFolder(dir);
    const copyKey = createHmac('sha256', deps.key).update(`hosted copy ${personId}`).digest();
    const backend = createBackend({
      // No outbox of its own: "sent" appears after the commit, the tab repeats what was not answered.
      replicaPath: join(dir, 'replica.db'), outboxPath: ':memory:', keys: { replica: copyKey, outbox: copyKey }, blobs: ownSight(server, personId), session: { deviceId: session.device, token: session.token, personId },
      link: createInProcessLink(server, personId, deps.base), timers: clock, fillRandom: deps.fillRandom, log: deps.log,
    });
    const made: Held = { backend, windows: 0, cancelIdle: null };
    held.set(personId, made);
    return made;
  };
  const end = (personId: string): void => {
    const gone = held.get(personId);
    held.delete(personId);
    gone?.cancelIdle?.();
    gone?.backend.close();
  };
  return {
    async enter(personId) {
      const running = held.get(personId) ?? (await (opening.get(personId) ?? begin(personId)));
      if (!running) return null;
      running.windows += 1;
      running.cancelIdle?.();
      running.cancelIdle = null;
      return running.backend;
    },
    leave(personId) {
      const running = held.get(personId);
      if (!running) return;
      running.windows -= 1;
      if (running.windows === 0) running.cancelIdle = clock.after(idleMs, () => end(personId));
    },
    open: (personId) => held.get(personId)?.backend ?? null,
    close() {
      for (const personId of [...held.keys()]) end(personId);
    },
  };

  function begin(personId: string): Promise<Held | null> {
    const started = start(personId).finally(() => opening.delete(personId));
    opening.set(personId, started);
    return started;
  }
}

/** The server's own files, as far as this person sees them: a hosted console keeps no second copy. */
function ownSight(server: Server, personId: string): BlobFolder {
  const chosen = new Set<string>();
  const seen = async (hash: string): Promise<boolean> => chosen.has(hash) || (await server.store.read((reader) => visibleBlob(reader, personId, hash))) !== null;
  return {
    async put(bytes) {
      const stored = await server.blobs.put(bytes);
      chosen.add(stored.hash);
      return stored;
    },
    get: async (hash) => ((await seen(hash)) ? server.blobs.get(hash) : null),
    has: async (hash) => (await seen(hash)) && server.blobs.has(hash),
    // They are the server's: it lets go of them itself.
    remove: async () => undefined,
  };
}
