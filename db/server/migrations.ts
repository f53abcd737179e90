/** Every step of the server store's shape, in order. */
import type { Migration } from '#db/core/migrate.ts';
import { first } from '#db/server/migrations/010-first.ts';
import { devices } from '#db/server/migrations/020-devices.ts';
import { digests } from '#db/server/migrations/030-digests.ts';

export const serverMigrations: readonly Migration[] = [first, devices, digests];
