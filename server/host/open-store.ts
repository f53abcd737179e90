/** Opens the store a server is told to use: one file in its own folder, or a PostgreSQL that it shares with the other servers of its team. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBlobFolder } from '#db/core/blob-folder.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import type { Seal } from '#db/core/seal.ts';
import { StorageError, withStorageErrors } from '#db/core/storage-error.ts';
import { readAddress } from '#db/server/postgres/postgres-address.ts';
import { openPostgresStore } from '#db/server/postgres/postgres-store.ts';
import { openSqliteStore } from '#db/server/sqlite/sqlite-store.ts';
import type { Store } from '#db/server/store.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';

export interface OpenedStore {
  store: Store;
  blobs: BlobFolder;
  /** No other process uses it. */
  alone: boolean;
}

export interface StorePlace {
  data: string;
  /** `postgres://…`; null = a file in the data folder. */
  address: string | null;
  /** For tests: a cluster that does not wait for its disk. */
  unsafeDisk?: boolean;
}

/** Says where the team of this folder is kept, when that is not the folder itself: a start that is not told would begin another, empty one beside it. */
export const elsewhereName = 'store-address';

const probe = 'server:keys';
const probeText = 'pult';

/** Throws StorageError. */
export async function openStore(place: StorePlace, deps: { clock: ServerClock; fillRandom: FillRandom; seal: Seal }): Promise<OpenedStore> {
  if (place.address === null) {
    checkHere(place.data);
    return { store: openSqliteStore(join(place.data, 'team.db')), blobs: createBlobFolder(join(place.data, 'blobs'), deps.fillRandom), alone: true };
  }
  const store = await openPostgresStore({ address: place.address, clock: deps.clock, unsafeDisk: place.unsafeDisk === true });
  try {
    await checkKeys(store, deps.seal, place);
    const label = readAddress(place.address).label;
    withStorageErrors(place.data, () => writeFileSync(join(place.data, elsewhereName), `${label}\n`, { mode: 0o600 }));
  } catch (error) {
    await store.close();
    throw error;
  }
  return { store, blobs: store.blobs, alone: false };
}

function checkHere(data: string): void {
  const path = join(data, elsewhereName);
  if (existsSync(path)) throw new StorageError('storage_elsewhere', path, readFileSync(path, 'utf8').trim().slice(0, 300));
}

/** A server with keys of its own could open no token of the team's accounts, and others none of those that it seals. */
async function checkKeys(store: Store, seal: Seal, place: StorePlace): Promise<void> {
  const fits = await store.write(async (writer) => {
    const sealed = await writer.secret(probe);
    if (sealed === null) await writer.putSecret(probe, seal.close(probe, probeText));
    return sealed === null || opens(seal, sealed);
  });
  if (!fits) throw new StorageError('storage_other_keys', new URL(place.address!).host, join(place.data, 'keys'));
}

function opens(seal: Seal, sealed: string): boolean {
  try {
    return seal.open(probe, sealed) === probeText;
  } catch {
    return false;
  }
}
