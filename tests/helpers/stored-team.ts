/** A small team on files: a server over its store and one console over its two, put together as the programs do; begun, or opened as another version left it. */
import { join } from 'node:path';
import { createBackend } from '#backend/backend.ts';
import type { Backend } from '#backend/backend.ts';
import { createMemoryBlobs } from '#db/core/blob-folder.ts';
import { createSeal } from '#db/core/seal.ts';
import type { Store } from '#db/server/store.ts';
import { createServer } from '#server/create-server.ts';
import type { Server } from '#server/create-server.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import { createInProcessLink } from '#server/hosted/in-process-link.ts';
import type { TeamSession } from '#shared/sync/team-calls.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';
import { createIdSource } from '#shared/base/ids.ts';

export interface StoredTeam {
  server: Server;
  clock: ReturnType<typeof createFakeClock>;
  id(): string;
  robot(name: string, input: unknown): Promise<void>;
  person(personId: string, name: string, input: unknown): Promise<void>;
  /** Opens the console's files; `near`: the server can be reached. */
  open(session: TeamSession, near: boolean): Backend;
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** `at`: UTC ms of its clock. The store is closed with it. */
export async function openStoredTeam(options: { folder: string; store: Store; at: number; seed: number }): Promise<StoredTeam> {
  const { folder, store } = options;
  const clock = createFakeClock(options.at);
  const fillRandom = seededRandom(options.seed);
  const ids = createIdSource(() => clock.now(), fillRandom);
  const key = new Uint8Array(32).fill(7);
  const server = await createServer({
    store, blobs: createMemoryBlobs(), clock, fillRandom, presets: [confectionery], channels: null, alone: true, linkKey: key, seal: createSeal(key, fillRandom), monotonic: () => clock.now(), log: () => undefined,
  });
  const open: Backend[] = [];
  const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  const give = async (command: ReturnType<typeof robotCommand>): Promise<void> => {
    const [outcome] = (await server.committer.submit({ commands: [command] }))!;
    if (outcome!.status !== 'done') throw new Error(`${command.name}: ${outcome!.code}`);
  };
  return {
    server, clock,
    id: () => ids.next<string & never>(),
    robot: (name, input) => give(robotCommand(name, input, ids.next(), 'test')),
    person: (personId, name, input) => give(personCommand(name, input, ids.next(), personId)),
    open(session, near) {
      const link = createInProcessLink(server, session.personId, () => 'http://127.0.0.1');
      const backend = createBackend({
        replicaPath: join(folder, 'replica.db'), outboxPath: join(folder, 'outbox.db'), blobs: createMemoryBlobs(), session, timers: clock, fillRandom, log: () => undefined,
        link: near ? link : { ...link, open: (events) => (queueMicrotask(() => events.closed()), { send: () => undefined, close: () => undefined }) },
      });
      open.push(backend);
      return backend;
    },
    async flush() {
      for (let quiet = 0; quiet < 40; quiet += 1) {
        await turn();
        await server.flush();
      }
    },
    async close() {
      for (const backend of open) backend.close();
      await server.stop();
      await store.close();
    },
  };
}
