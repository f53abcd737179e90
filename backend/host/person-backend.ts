/** One person's backend on this console: their files with their keys, their session with its token, begun anew when the copy is damaged. */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { teamPaths } from '#shared/sync/team-calls.ts';
import type { OutboxKey, OutboxKeyRequest, TeamAnswer } from '#shared/sync/team-calls.ts';
import type { FillRandom } from '#shared/base/ids.ts';
import { moveAside } from '#db/console/open-replica.ts';
import { createBlobFolder, isBlobHash } from '#db/core/blob-folder.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import { createBackend } from '#backend/backend.ts';
import type { Backend } from '#backend/backend.ts';
import { askTeam, createSocketLink } from '#backend/socket-link.ts';
import type { DataFolder, Side, StoredSession } from '#backend/host/data-folder.ts';
import type { FileKeyring, FileKeys } from '#backend/host/file-keys.ts';
import type { Log, Timers } from '#backend/timers.ts';

export interface PersonDeps {
  folder: DataFolder;
  /** The program's. */
  version: string;
  timers: Timers;
  fillRandom: FillRandom;
  log: Log;
  /** Known by the time a team is opened. */
  keyring(): FileKeyring;
  /** The backend was exchanged for another on the same data. */
  onReopened(): void;
  /** This person's console stands in line with the server. */
  onHeard(side: Side, personId: string): void;
  /** The server does not accept this person's device any more; `keyKept`: it has the outbox's key. */
  onRejected(side: Side, personId: string, code: string, keyKept: boolean): void;
}

export interface HeldBackend {
  readonly personId: string;
  current(): Backend;
}

/** A backend that is begun anew on a fresh copy when its copy turns out to be damaged. */
export async function openBackend(deps: PersonDeps, side: Side, session: StoredSession, base: () => string): Promise<HeldBackend> {
  const { folder, timers, fillRandom, log } = deps;
  const keyring = deps.keyring();
  const replicaPath = folder.replica(side, session.personId);
  const outboxPath = folder.outbox(side, session.personId);
  const dir = folder.person(side, session.personId);
  const live = { deviceId: session.deviceId, token: session.token, personId: session.personId, version: deps.version };
  const token = (): string => live.token;
  const keys = await openKeys(keyring, dir, existsSync(outboxPath), (id) => askTeam<OutboxKey>(base(), teamPaths.outboxKey, { id, key: null } satisfies OutboxKeyRequest, token()), log);
  const blobs = createBlobFolder(folder.media(side, session.personId), fillRandom, keys.replica);
  await lockOpenFiles(folder.openMedia(side), blobs).catch(() => log('media.not_locked'));
  const open = (): Backend => createBackend({
    replicaPath, outboxPath, keys, blobs,
    session: live, link: createSocketLink(base, token), timers, fillRandom, log,
    onToken(next) {
      // On the disk before its first use: afterwards the one before is dead.
      folder.keepToken(side, session.personId, next);
      live.token = next;
    },
    onDamaged() {
      current.close();
      moveAside(replicaPath, String(timers.now()));
      log('replica.moved_aside');
      current = open();
      onReopened();
    },
  });
  const onReopened = (): void => {
    watch();
    deps.onReopened();
  };
  const watch = (): void => {
    keepKey();
    current.subscribe((event) => {
      if (event.t !== 'status') return;
      if (event.status.state === 'live') deps.onHeard(side, session.personId);
      if (event.status.state === 'rejected') deps.onRejected(side, session.personId, event.status.code, keys.kept);
    });
  };
  /** The server keeps the outbox's key too, once it has been reached (S101). */
  const keepKey = (): void => {
    if (keys.kept) return;
    const backend = current;
    let asking = false;
    const stop = backend.subscribe((event) => {
      if (event.t !== 'status' || event.status.state !== 'live' || asking) return;
      asking = true;
      const ask: OutboxKeyRequest = { id: keys.id, key: Buffer.from(keys.outbox).toString('hex') };
      void askTeam<OutboxKey>(base(), teamPaths.outboxKey, ask, token()).then((answer) => {
        if (!answer.ok) return;
        stop();
        keyring.keptByServer(dir, keys);
      }).catch(() => log('outbox.key_not_kept')).finally(() => { asking = false; });
    });
  };
  let current = open();
  watch();
  return { personId: session.personId, current: () => current };
}

/** What locks the two files. A lost key of an outbox is asked of the server; without an answer the file is moved aside as it is (S101, S102). */
export async function openKeys(keyring: FileKeyring, dir: string, outboxThere: boolean, ask: (id: string) => Promise<TeamAnswer<OutboxKey>>, log: Log): Promise<FileKeys> {
  const { lost, ...keys } = keyring.open(dir);
  if (lost === null) return keys;
  const given = outboxThere ? await ask(lost).catch(() => null) : null;
  if (given?.ok && given.value.key !== null) return keyring.restore(dir, keys, lost, new Uint8Array(Buffer.from(given.value.key, 'hex')));
  log('outbox.key_lost', { asked: given !== null });
  return keyring.begin(dir, keys);
}


/** Files of an earlier version lay open and for everybody: they are locked for whoever is here first, then the open ones go. */
async function lockOpenFiles(dir: string, blobs: BlobFolder): Promise<void> {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true, recursive: true })) {
    if (entry.isFile() && isBlobHash(entry.name)) await blobs.put(readFileSync(join(entry.parentPath, entry.name)));
  }
  rmSync(dir, { recursive: true });
}
