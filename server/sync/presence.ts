/** Who looks at or types in what: told to those who see it, remembered by nobody; between servers by a table that each asks once a second (S82). */
import type { Store, StoredPresence } from '#db/server/store.ts';
import type { Connection } from '#server/sync/connection.ts';
import { createVisibility } from '#server/sync/visibility.ts';

export const presenceMs = 15_000;

export interface Presence {
  /** A console's word; root null = it looks at nothing. Roots it can't see are passed over. */
  say(connection: Connection, root: string | null, typing: boolean): Promise<void>;
  leave(connection: Connection): Promise<void>;
  /** Tells what has changed on the other servers. */
  listen(): Promise<void>;
}

/** `server`: a name of this process among those that share the store. */
export function createPresence(deps: { store: Store; connections: ReadonlySet<Connection>; server: string; now(): number }): Presence {
  const { shared } = deps.store;
  let elsewhere = new Map<string, StoredPresence>();

  /** Whether the teller sees the root at all. */
  const tell = (who: string, root: string, typing: boolean, until: number): Promise<boolean> =>
    deps.store.read(async (reader) => {
      const { seq } = await reader.head();
      const sight = createVisibility(reader, seq - 1);
      await sight.ensure([root]);
      await sight.ensurePerson(who);
      if (sight.mask(who, root, seq) === 0) return false;
      for (const other of deps.connections) {
        if (other.person === who || other.closed()) continue;
        await sight.ensurePerson(other.person);
        if (sight.mask(other.person, root, seq) !== 0) other.send({ t: 'pres', root, who, typing, until });
      }
      return true;
    });
  const say = async (who: string, root: string, typing: boolean, until: number): Promise<void> => {
    if (await tell(who, root, typing, until)) await shared?.putPresence({ server: deps.server, who, root, typing, until }, deps.now());
  };
  const leave = async (connection: Connection): Promise<void> => {
    const { root } = connection;
    connection.root = null;
    if (root !== null) await say(connection.person, root, false, 0);
  };
  return {
    leave,
    async say(connection, root, typing) {
      if (connection.root !== root) await leave(connection);
      connection.root = root;
      if (root !== null) await say(connection.person, root, typing, deps.now() + presenceMs);
    },
    async listen() {
      if (!shared || deps.connections.size === 0) return;
      const now = new Map((await shared.presence(deps.server, deps.now())).map((line) => [`${line.server}|${line.who}|${line.root}`, line]));
      const before = elsewhere;
      elsewhere = now;
      for (const [key, line] of now) {
        const known = before.get(key);
        if (!known || known.typing !== line.typing || known.until !== line.until) await tell(line.who, line.root, line.typing, line.until);
      }
      for (const [key, line] of before) if (!now.has(key)) await tell(line.who, line.root, false, 0);
    },
  };
}
