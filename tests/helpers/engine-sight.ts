/** Facets seen of a root, worked out from the engine's audiences and keys: what the server's grants must come to. */
import type { RootRef } from '#shared/model/bodies.ts';
import type { World } from '#tests/helpers/engine-world.ts';
import { audience, personKeys } from '#shared/engine/audience.ts';

export function maskSeen(world: World, personId: string, root: RootRef): number {
  const held = new Map<string, number>();
  const add = (key: string, facets: number): void => void held.set(key, (held.get(key) ?? 0) | facets);
  for (const { key, facets } of personKeys(world.row('person', personId), world.dict)) add(key, facets);
  for (const kind of ['conversation', 'deal'] as const) {
    for (const body of world.all(kind)) {
      for (const link of audience({ kind, id: body.id }, body, world.dict).links) add(link.to, held.get(link.from) ?? 0);
    }
  }
  const body = root.kind === 'dictionary' ? null : world.reader.one(root.kind, root.id);
  return audience(root, body, world.dict).grants.reduce((mask, grant) => mask | (grant.facets & (held.get(grant.key) ?? 0)), 0);
}

export function sees(world: World, personId: string, root: RootRef): boolean {
  return maskSeen(world, personId, root) !== 0;
}
