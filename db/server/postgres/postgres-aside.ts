/** What servers share beside the log, each statement by itself and never under the head's lock: files, and who looks at what (S82). */
import { isBlobHash, sha256Hex } from '#db/core/blob-folder.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import { asPostgresError } from '#db/server/postgres/postgres-errors.ts';
import type { Query, Session } from '#db/server/postgres/postgres-session.ts';
import type { SharedStore, StoredPresence } from '#db/server/store.ts';

export interface Aside extends Pick<SharedStore, 'presence' | 'putPresence'> {
  blobs: BlobFolder;
  close(): Promise<void>;
}

/** Small enough that one does not hold up what comes behind it. */
const partBytes = 512 * 1024;

export function createAside(connect: () => Promise<Session>, label: string): Aside {
  let session: Promise<Session> | null = null;
  const query: Query = async (sql, values) => {
    try {
      const line = await (session ??= connect());
      if (!line.dead()) return await line.query(sql, values);
      session = connect();
      return await (await session).query(sql, values);
    } catch (error) {
      const line = await session?.catch(() => null);
      if (!line || line.dead()) session = null;
      throw asPostgresError(error, label);
    }
  };
  const sizeOf = async (hash: string): Promise<number | null> => (await query<{ size: number }>('SELECT size FROM blobs WHERE hash = $1', [hash])).rows[0]?.size ?? null;
  return {
    blobs: {
      async put(bytes) {
        const hash = sha256Hex(bytes);
        if ((await sizeOf(hash)) === bytes.byteLength) return { hash, sizeBytes: bytes.byteLength };
        for (let part = 0; part * partBytes < bytes.byteLength; part += 1) {
          const piece = Buffer.from(bytes.subarray(part * partBytes, (part + 1) * partBytes));
          await query('INSERT INTO blob_parts VALUES ($1, $2, $3) ON CONFLICT (hash, part) DO UPDATE SET bytes = excluded.bytes', [hash, part, piece]);
        }
        // The name last: it always means whole bytes.
        await query('INSERT INTO blobs VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET size = excluded.size', [hash, bytes.byteLength]);
        return { hash, sizeBytes: bytes.byteLength };
      },
      async get(hash) {
        const size = isBlobHash(hash) ? await sizeOf(hash) : null;
        if (size === null) return null;
        const { rows } = await query<{ bytes: Buffer }>('SELECT bytes FROM blob_parts WHERE hash = $1 ORDER BY part', [hash]);
        return new Uint8Array(Buffer.concat(rows.map((row) => row.bytes), size));
      },
      has: async (hash) => isBlobHash(hash) && (await sizeOf(hash)) !== null,
      async remove(hash) {
        await query('DELETE FROM blobs WHERE hash = $1', [hash]);
        await query('DELETE FROM blob_parts WHERE hash = $1', [hash]);
      },
    },
    async presence(notFrom, now) {
      const { rows } = await query<Omit<StoredPresence, 'typing'> & { typing: number }>('SELECT server, who, root, typing, until FROM presence WHERE server <> $1 AND until > $2 ORDER BY server, who, root', [notFrom, now]);
      return rows.map((row) => ({ ...row, typing: row.typing === 1 }));
    },
    async putPresence(line, now) {
      if (line.until > now) {
        await query(
          'INSERT INTO presence VALUES ($1, $2, $3, $4, $5) ON CONFLICT (server, who, root) DO UPDATE SET typing = excluded.typing, until = excluded.until',
          [line.server, line.who, line.root, line.typing ? 1 : 0, line.until],
        );
      } else await query('DELETE FROM presence WHERE (server = $1 AND who = $2 AND root = $3) OR until < $4', [line.server, line.who, line.root, now]);
    },
    async close() {
      await (await session?.catch(() => null))?.end();
    },
  };
}
