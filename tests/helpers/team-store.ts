/** The store of a test's team: in memory, or in PostgreSQL where a test file asks for it (`tests/fault/on-postgres.test.ts`). */
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store } from '#db/server/store.ts';

/** Set by a file for itself: files do not share a process. */
export const teamStores = { postgres: false };

export async function makeTeamStore(): Promise<Store> {
  if (!teamStores.postgres) return createMemoryStore();
  const { makeDatabase, openTestStore } = await import('#tests/helpers/postgres.ts');
  // The team has a clock of its own and one server: nothing is shared.
  const { shared: _shared, ...store } = await openTestStore(await makeDatabase());
  return store;
}
