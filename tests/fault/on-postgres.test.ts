/** The team's suites once more, with PostgreSQL under the server: the same steps, the same ends. */
import { describe } from 'vitest';
import { noPostgres } from '#tests/helpers/postgres.ts';
import { teamStores } from '#tests/helpers/team-store.ts';

teamStores.postgres = true;

describe.skipIf(noPostgres)('on PostgreSQL', () => {
  // Each in a group of its own: what one prepares before its tests is not the others'.
  describe('streams', async () => void (await import('../sync/streams.test.ts')));
  describe('batches', async () => void (await import('../sync/batches.test.ts')));
  describe('take', async () => void (await import('../mission/take.test.ts')));
  describe('effects', async () => void (await import('../mission/effects.test.ts')));
});
