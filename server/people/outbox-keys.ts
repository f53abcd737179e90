/** What locks a console's outbox, kept for its person alone: sealed in the store, given back to whoever is signed in as them (S101). */
import { z } from 'zod';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { OutboxKey } from '#shared/sync/team-calls.ts';
import type { Seal } from '#db/core/seal.ts';
import type { Store } from '#db/server/store.ts';

export interface OutboxKeys {
  /** Keeps a key or gives it back. A key once kept is never exchanged: what it locks can't be opened by another. */
  ask(person: string, request: unknown): Promise<Result<OutboxKey>>;
}

const schema = z.strictObject({ id: z.string().regex(/^[0-9a-f]{32}$/), key: z.string().regex(/^[0-9a-f]{64}$/).nullable() });

export function createOutboxKeys(store: Store, seal: Seal): OutboxKeys {
  return {
    async ask(person, request) {
      const parsed = schema.safeParse(request);
      if (!parsed.success) return refuse('bad_input');
      const place = `outbox:${person}:${parsed.data.id}`;
      const { key } = parsed.data;
      const held = await store.read((reader) => reader.secret(place));
      if (held !== null) {
        const kept = seal.open(place, held);
        return key === null || key === kept ? accept({ key: kept }) : refuse('key_exists');
      }
      if (key !== null) await store.write((writer) => writer.putSecret(place, seal.close(place, key)));
      return accept({ key });
    },
  };
}
