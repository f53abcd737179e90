/** Who looks at or types in what: told to those who see it, remembered by nobody (S82). */
import type { Store } from '#db/server/store.ts';
import type { Connection } from '#server/sync/connection.ts';
import { createVisibility } from '#server/sync/visibility.ts';

export const presenceMs = 15_000;

export interface Presence {
  /** A console's word; root null = it looks at nothing. Roots it can't see are passed over. */
  say(connection: Connection, root: string | null, typing: boolean): Promise<void>;
  leave(connection: Connection): Promise<void>;
}

export function createPresence(deps: { store: Store; connections: ReadonlySet<Connection>; now(): number }): Presence {
  const tell = (from: Connection, root: string, typing: boolean, until: number): Promise<void> =>
    deps.store.read(async (reader) => {
      const { seq } = await reader.head();
      const sight = createVisibility(reader, seq - 1);
      await sight.ensure([root]);
      await sight.ensurePerson(from.person);
      if (sight.mask(from.person, root, seq) === 0) return;
      for (const other of deps.connections) {
        if (other.person === from.person || other.closed()) continue;
        await sight.ensurePerson(other.person);
        if (sight.mask(other.person, root, seq) !== 0) other.send({ t: 'pres', root, who: from.person, typing, until });
      }
    });
  const leave = async (connection: Connection): Promise<void> => {
    const { root } = connection;
    connection.root = null;
    if (root !== null) await tell(connection, root, false, 0);
  };
  return {
    leave,
    async say(connection, root, typing) {
      if (connection.root !== root) await leave(connection);
      connection.root = root;
      if (root !== null) await tell(connection, root, typing, deps.now() + presenceMs);
    },
  };
}
