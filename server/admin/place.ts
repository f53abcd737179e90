/** Where an administrator's team lies: its data folder with the keys, and its store, a file there or a PostgreSQL. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from '#db/core/folder-lock.ts';
import { createSeal, readKeyFile } from '#db/core/seal.ts';
import type { Seal } from '#db/core/seal.ts';
import { StorageError } from '#db/core/storage-error.ts';
import { fillPostgres, postgresWhole } from '#db/server/postgres/postgres-whole.ts';
import { fillSqlite, sqliteWhole } from '#db/server/sqlite/sqlite-whole.ts';
import type { StoreFiller, WholeStore } from '#db/server/whole-store.ts';
import { openStore } from '#server/host/open-store.ts';
import type { OpenedStore, StorePlace } from '#server/host/open-store.ts';
import { AdminError } from '#server/admin/admin-error.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';

export interface AdminPorts {
  clock: ServerClock;
  fillRandom: FillRandom;
  /** The program's version. */
  program: string;
  resourcesDir: string;
  /** Of the environment: `postgres://…`; null = none. */
  store: string | null;
  /** Lines for people, without their end: what was asked for, and what went wrong. */
  print(line: string): void;
  complain(line: string): void;
  /** All that comes on standard input, without the line's end. */
  stdin(): Promise<string>;
}

export const wholeOf = (place: StorePlace): WholeStore => (place.address === null ? sqliteWhole(place.data) : postgresWhole(place.address));

export const labelOf = (place: StorePlace): string => (place.address === null ? place.data : wholeOf(place).label);

export function fillerOf(place: StorePlace, fillRandom: FillRandom): (shape: number, work: (filler: StoreFiller) => Promise<void>) => Promise<void> {
  return (shape, work) => (place.address === null ? fillSqlite(place.data, shape, fillRandom, work) : fillPostgres(place.address, shape, work));
}

export interface OpenTeam extends OpenedStore { seal: Seal }

/** For writing, beside a server that may run. `make`: also where there is none yet. Throws StorageError. */
export async function withStore<T>(place: StorePlace, ports: AdminPorts, make: boolean, work: (team: OpenTeam) => Promise<T>): Promise<T> {
  if (!make && place.address === null && !existsSync(join(place.data, 'team.db'))) throw new AdminError('not_set_up', place.data);
  const seal = createSeal(readKeyFile(join(place.data, 'keys', 'secrets.key'), ports.fillRandom), ports.fillRandom);
  const opened = await openStore(place, { clock: ports.clock, fillRandom: ports.fillRandom, seal });
  try {
    return await work({ ...opened, seal });
  } finally {
    await opened.store.close();
  }
}

/** While no server runs on the folder. Servers on other machines that share a PostgreSQL are not seen by this. */
export async function alone<T>(place: StorePlace, work: () => Promise<T>): Promise<T> {
  let unlock: () => void;
  try {
    unlock = lockFolder(place.data, 0);
  } catch (error) {
    throw error instanceof StorageError && error.code === 'storage_busy' ? new AdminError('running', place.data) : error;
  }
  try {
    return await work();
  } finally {
    unlock();
  }
}
