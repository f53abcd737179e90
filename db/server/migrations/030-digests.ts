/** Figures of roots, counted once over what is stored; what the server keeps of itself; commands parked after a restore; how results are found by age. */
import type { Migration } from '#db/core/migrate.ts';
import { createDigestSum } from '#shared/sync/digest.ts';
import type { DigestSum } from '#shared/sync/digest.ts';
import type { RecordKind } from '#shared/model/bodies.ts';

export const digests: Migration = {
  version: 30,
  name: 'digests',
  up(db) {
    db.exec(`
      CREATE TABLE root_digest(root TEXT NOT NULL, facet INTEGER NOT NULL, count INTEGER NOT NULL, xor64 TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (root, facet)) STRICT, WITHOUT ROWID;
      CREATE TABLE facts(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE TABLE parked(cmd_id TEXT PRIMARY KEY, person TEXT NOT NULL, at INTEGER NOT NULL, code TEXT NOT NULL, given TEXT NOT NULL) STRICT, WITHOUT ROWID;
      CREATE INDEX commits_at ON commits(at);
      CREATE INDEX commands_old ON commands(at) WHERE result <> '{}' OR step IS NOT NULL;
      CREATE INDEX stream_commands_cmd ON stream_commands(cmd_id);
      CREATE INDEX grants_ending ON grants(key, substr(root, -2), z);
      CREATE INDEX user_keys_z ON user_keys(z) WHERE z < ${Number.MAX_SAFE_INTEGER};
    `);
    const sums = new Map<string, { root: string; facet: number; count: number; sum: DigestSum; at: number }>();
    const rows = db.prepare('SELECT r.kind, r.id, r.root, r.facet, r.ver, (SELECT at FROM commits c WHERE c.seq >= r.ver ORDER BY c.seq LIMIT 1) AS at FROM records r').iterate();
    for (const raw of rows) {
      const row = raw as { kind: RecordKind; id: string; root: string; facet: number; ver: number; at: number | null };
      const key = `${row.facet}|${row.root}`;
      const line = sums.get(key) ?? { root: row.root, facet: row.facet, count: 0, sum: createDigestSum(), at: 0 };
      line.count += 1;
      line.sum.turn(row.kind, row.id, row.ver);
      line.at = Math.max(line.at, row.at ?? 0);
      sums.set(key, line);
    }
    const put = db.prepare('INSERT INTO root_digest VALUES (?, ?, ?, ?, ?)');
    for (const line of sums.values()) put.run(line.root, line.facet, line.count, line.sum.text, line.at);
  },
};
