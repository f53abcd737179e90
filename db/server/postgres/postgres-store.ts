/** The team's store in PostgreSQL, for several servers at once: steps one after another by the head's lock, reads in snapshots of their own (S86–S88). */
import { StorageError } from '#db/core/storage-error.ts';
import { postgresMigrations } from '#db/server/postgres/migrations.ts';
import { readAddress } from '#db/server/postgres/postgres-address.ts';
import { asPostgresError, isWorthAnotherTry } from '#db/server/postgres/postgres-errors.ts';
import { migratePostgres } from '#db/server/postgres/postgres-migrate.ts';
import { createPostgresReader } from '#db/server/postgres/postgres-reader.ts';
import { connectSession } from '#db/server/postgres/postgres-session.ts';
import type { Session } from '#db/server/postgres/postgres-session.ts';
import { runStep, stands } from '#db/server/postgres/postgres-step.ts';
import type { Isolation, StepEnd } from '#db/server/postgres/postgres-step.ts';
import { createAside } from '#db/server/postgres/postgres-aside.ts';
import { createNotices } from '#db/server/postgres/postgres-notices.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import type { Store } from '#db/server/store.ts';

export interface PostgresOptions {
  /** `postgres://user:password@host/database`. */
  address: string;
  clock: { now(): number; after(ms: number, work: () => void): () => void };
  isolation?: Isolation;
  /** The tests' own cluster, whose disk may lie; nobody else's. */
  unsafeDisk?: boolean;
}

/** Tables that hold clients' words. */
const scrubbed = ['records', 'record_keys', 'commands', 'stream_commands', 'effects', 'alarms', 'parked', 'strange', 'blob_parts'];
const readers = 4;
/** A frozen server holds the head for no longer (S86); a snapshot stands for no longer (S34). */
const writeIdleMs = 1000;
const readIdleMs = 10_000;
const patienceMs = 15_000;
const maxTries = 10;
/** Under SERIALIZABLE whoever waited for the head begins again. */
const pauseMs = 4;

/** Files stand in the database too: every server has them, and one back-up has all. */
export interface PostgresStore extends Store { readonly blobs: BlobFolder }

/** Opens a database and brings it to this version. Throws StorageError. */
export async function openPostgresStore(options: PostgresOptions): Promise<PostgresStore> {
  const address = readAddress(options.address);
  const isolation = options.isolation ?? 'READ COMMITTED';
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void options.clock.after(ms, resolve));
  const connect = (idleMs: number): Promise<Session> => connectSession(address, { idleMs, patienceMs });
  let closed = false;
  let writing: Session;
  try {
    writing = await connect(writeIdleMs);
    try {
      await checkDisk(writing, options.unsafeDisk === true, address.label);
      await migratePostgres(writing, postgresMigrations, address.label);
    } catch (error) {
      await writing.end();
      throw error;
    }
  } catch (error) {
    throw asPostgresError(error, address.label);
  }
  const notices = createNotices({ connect: () => connect(0), clock: options.clock });
  const aside = createAside(() => connect(0), address.label);
  const live = async (): Promise<Session> => {
    if (writing.dead()) writing = await connect(writeIdleMs);
    return writing;
  };

  const fate = async (end: Extract<StepEnd<unknown>, { kind: 'unknown' }>): Promise<boolean> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await stands(await live(), end);
      } catch (error) {
        if (tries >= maxTries) throw error;
        await pause(pauseMs * tries ** 2);
      }
    }
  };
  const step = async <T>(work: Parameters<typeof runStep<T>>[2]): Promise<T> => {
    for (let tries = 1; ; tries += 1) {
      let error: unknown;
      let dead = false;
      try {
        const session = await live();
        const end = await runStep(session, isolation, work);
        if (end.kind === 'committed' || (end.kind === 'unknown' && (await fate(end)))) {
          if (end.headSet) notices.announce();
          return end.answer;
        }
        dead = session.dead();
        error = end.kind === 'failed' ? end.error : new Error('COMMIT was not answered');
        // What `work` itself throws is its caller's.
        if (end.kind === 'failed' && !isOfDatabase(error) && !dead) throw new OwnError(error);
      } catch (caught) {
        if (caught instanceof OwnError) throw caught.cause;
        error = caught;
        dead = true;
      }
      if (closed || tries >= maxTries || !isWorthAnotherTry(error, dead)) throw asPostgresError(error, address.label);
      await pause(pauseMs * tries ** 2);
    }
  };

  const free: Session[] = [];
  const waiting: ((session: Session | null) => void)[] = [];
  let made = 0;
  const take = async (): Promise<Session> => {
    for (;;) {
      let session: Session | null | undefined = free.pop();
      if (!session && made >= readers) session = await new Promise<Session | null>((resolve) => waiting.push(resolve));
      if (session && !session.dead()) return session;
      // A dead one, or a place that has come free: another is made.
      if (session) made -= 1;
      if (made >= readers) continue;
      made += 1;
      try {
        return await connect(readIdleMs);
      } catch (error) {
        made -= 1;
        waiting.shift()?.(null);
        throw asPostgresError(error, address.label);
      }
    }
  };
  const giveBack = (session: Session): void => {
    if (session.dead()) made -= 1;
    const next = waiting.shift();
    if (next) next(session.dead() ? null : session);
    else if (!session.dead()) free.push(session);
  };

  let last: Promise<unknown> = Promise.resolve();
  const reading = new Set<Promise<unknown>>();
  const read: Store['read'] = async (work) => {
    const session = await begun();
    try {
      return await work(createPostgresReader(session.query));
    } catch (error) {
      throw isOfDatabase(error) || session.dead() ? asPostgresError(error, address.label) : error;
    } finally {
      if (!session.dead()) await session.query('COMMIT').catch(() => session.end());
      giveBack(session);
    }
  };
  /** A snapshot that has begun: a line found dead costs the next one, not the reader. */
  const begun = async (): Promise<Session> => {
    for (let tries = 1; ; tries += 1) {
      const session = await take();
      try {
        await session.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        return session;
      } catch (error) {
        await session.end();
        giveBack(session);
        if (tries > readers) throw asPostgresError(error, address.label);
      }
    }
  };
  return {
    read(work) {
      const run = read(work);
      const settled = run.then(() => undefined, () => undefined);
      reading.add(settled);
      void settled.then(() => reading.delete(settled));
      return run;
    },
    write(work) {
      const run = last.then(() => step(work));
      last = run.catch(() => undefined);
      return run;
    },
    blobs: aside.blobs,
    shared: { onAnnounced: notices.onAnnounced, ahead: notices.ahead, presence: aside.presence, putPresence: aside.putPresence },
    async scrub() {
      const session = await connect(0);
      try {
        for (const table of scrubbed) await session.query(`VACUUM ${table}`);
      } catch (error) {
        throw asPostgresError(error, address.label);
      } finally {
        await session.end();
      }
    },
    async close() {
      closed = true;
      await last;
      await Promise.all(reading);
      await Promise.all([writing.end(), notices.close(), aside.close(), ...free.map((session) => session.end())]);
    },
  };
}

/** What the work itself throws, on its way out of the tries. */
class OwnError extends Error {
  constructor(cause: unknown) {
    super('', { cause });
  }
}

function isOfDatabase(error: unknown): boolean {
  return error instanceof Error && (/^[0-9A-Z]{5}$/.test(String((error as { code?: unknown }).code ?? '')) || error.name === 'DatabaseError' || error.name === 'error');
}

/** A disk that says "written" too early loses what was answered (S86). */
async function checkDisk(session: Session, unsafeDisk: boolean, label: string): Promise<void> {
  if (unsafeDisk) return;
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    const { rows } = await session.query<{ value: string }>('SELECT current_setting($1) AS value', [setting]);
    if (rows[0]!.value === 'off') throw new StorageError('storage_unsafe', label, setting);
  }
}
