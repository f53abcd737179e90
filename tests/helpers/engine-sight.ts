/** Who sees a root, worked out from the engine's audiences and keys: what the server's grants must come to. */
import type { RootRef } from '#shared/model/bodies.ts';
import type { World } from '#tests/helpers/engine-world.ts';
import { audience, personKeys } from '#shared/engine/audience.ts';

export function sees(world: World, personId: string, root: RootRef): boolean {
  const held = new Set(personKeys(world.row('person', personId), world.dict).map((key) => key.key));
  for (const kind of ['conversation', 'deal'] as const) {
    for (const body of world.all(kind)) {
      for (const link of audience({ kind, id: body.id }, body, world.dict).links) if (held.has(link.from)) held.add(link.to);
    }
  }
  const body = root.kind === 'dictionary' ? null : world.reader.one(root.kind, root.id);
  return audience(root, body, world.dict).grants.some((grant) => held.has(grant.key));
}
