/** The registers of a console's migrations, oldest first. */
import type { Migration } from '#db/core/migrate.ts';
import { outboxFirst } from '#db/console/migrations/outbox-010-first.ts';
import { outboxRecover } from '#db/console/migrations/outbox-030-recover.ts';
import { outboxNoteDrafts } from '#db/console/migrations/outbox-020-note-drafts.ts';
import { replicaFirst } from '#db/console/migrations/replica-010-first.ts';
import { replicaUnindexed } from '#db/console/migrations/replica-030-unindexed.ts';
import { replicaPieces } from '#db/console/migrations/replica-020-pieces.ts';

export const replicaMigrations: readonly Migration[] = [replicaFirst, replicaPieces, replicaUnindexed];
export const outboxMigrations: readonly Migration[] = [outboxFirst, outboxNoteDrafts, outboxRecover];
