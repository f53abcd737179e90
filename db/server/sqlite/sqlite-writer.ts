/** Writes the team's store on one SQLite connection, inside the transaction its caller holds. */
import type { SqliteDatabase } from '#db/core/open-database.ts';
import { nextAfter } from '#db/server/erasing.ts';
import { open, placeOf } from '#db/server/store.ts';
import type { StoreReader, StoreWriter } from '#db/server/store.ts';
import * as rows from '#db/server/sqlite/rows.ts';

export function createSqliteWriter(db: SqliteDatabase, reader: StoreReader): StoreWriter {
  const each = <Item>(sql: string, params: (item: Item) => unknown[]): ((list: readonly Item[]) => Promise<void>) => {
    const statement = db.prepare(sql);
    return async (list) => {
      for (const item of list) statement.run(...params(item));
    };
  };
  const one = (sql: string): ((...params: unknown[]) => Promise<void>) => {
    const statement = db.prepare(sql);
    return async (...params) => void statement.run(...params);
  };

  const putRecord = db.prepare('INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET root = excluded.root, place = excluded.place, facet = excluded.facet, ver = excluded.ver, body = excluded.body');
  const dropRecord = db.prepare('DELETE FROM records WHERE kind = ? AND id = ?');
  const putKey = db.prepare('INSERT INTO record_keys VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const dropKeys = db.prepare('DELETE FROM record_keys WHERE kind = ? AND id = ?');
  const setHead = db.prepare('UPDATE head SET seq = ?, mark = ?, at = ?, epoch = ?, horizon = ?, deal_number = ? WHERE one = 1');
  const addCommit = db.prepare('INSERT INTO commits VALUES (?, ?, ?) ON CONFLICT (seq) DO NOTHING');
  const json = JSON.stringify;
  const putDigest = db.prepare('INSERT INTO root_digest VALUES (?, ?, ?, ?, ?) ON CONFLICT (root, facet) DO UPDATE SET count = excluded.count, xor64 = excluded.xor64, at = excluded.at');
  const dropDigest = db.prepare('DELETE FROM root_digest WHERE root = ? AND facet = ?');
  const pruned = ['DELETE FROM changes WHERE seq <= ?', 'DELETE FROM commits WHERE seq < ?', ...['grants', 'key_links', 'user_keys'].map((table) => `DELETE FROM ${table} WHERE z <= ?`)].map((sql) => db.prepare(sql));
  const oldResults = db.prepare("SELECT cmd_id FROM commands WHERE at < ? AND (result <> '{}' OR step IS NOT NULL) AND name NOT IN (SELECT value FROM json_each(?)) ORDER BY at, cmd_id LIMIT ?").pluck();
  const emptyCommand = db.prepare("UPDATE commands SET result = '{}', step = NULL WHERE cmd_id = ?");
  const emptyStreamed = db.prepare("UPDATE stream_commands SET result = '{}' WHERE cmd_id = ?");

  const naming = (text: string): string => `EXISTS (SELECT 1 FROM json_each(?) WHERE instr(${text}, value) > 0)`;
  const effectsNaming = db.prepare<[string], rows.EffectRow>(`SELECT * FROM effects WHERE ${naming('payload')}`);
  const dropsNaming = [['alarms', "alarms.key || ' ' || args"], ['strange', 'raw'], ['parked', 'given']].map(([table, text]) => db.prepare(`DELETE FROM ${table} WHERE ${naming(text!)}`));
  const commandsAfter = db.prepare<[string, string, number], { id: string; named: number }>(`SELECT cmd_id AS id, ${naming("result || coalesce(step, '')")} AS named FROM commands WHERE cmd_id > ? ORDER BY cmd_id LIMIT ?`);

  return {
    ...reader,
    effectsNaming: async (words) => effectsNaming.all(json(words)).map(rows.effect),
    dropNaming: async (words) => {
      for (const drop of dropsNaming) drop.run(json(words));
    },
    forgetNaming: async (words, after, limit) => {
      const page = commandsAfter.all(json(words), after, limit);
      for (const { id, named } of page) {
        if (named === 0) continue;
        emptyCommand.run(id);
        emptyStreamed.run(id);
      }
      return nextAfter(page.map((one) => one.id), limit);
    },
    putRecords: async (rows) => {
      for (const row of rows) {
        putRecord.run(row.kind, row.id, row.root, placeOf(row), row.facet, row.ver, json(row.body));
        dropKeys.run(row.kind, row.id);
        for (const [lookup, value] of row.lookups) putKey.run(row.kind, lookup, value, row.id);
      }
    },
    deleteRecords: async (refs) => {
      for (const ref of refs) {
        dropKeys.run(ref.kind, ref.id);
        dropRecord.run(ref.kind, ref.id);
      }
    },
    putRootDigests: async (lines) => {
      for (const line of lines) {
        if (line.count === 0) dropDigest.run(line.root, line.facet);
        else putDigest.run(line.root, line.facet, line.count, line.xor, line.at);
      }
    },
    prune: async (horizon) => {
      for (const statement of pruned) statement.run(horizon);
    },
    forgetResults: async (at, keep, limit) => {
      const old = oldResults.all(at, json(keep), limit) as string[];
      for (const id of old) {
        emptyCommand.run(id);
        emptyStreamed.run(id);
      }
      return old.length;
    },
    addChanges: each('INSERT INTO changes VALUES (?, ?, ?, ?, ?, ?)', (c) => [c.seq, c.root, c.facet, c.kind, c.id, c.op]),
    openGrants: each('INSERT INTO grants VALUES (?, ?, ?, ?, ?, ?)', (g) => [g.root, g.key, g.facets, g.via, g.a, g.z]),
    closeGrants: each(`UPDATE grants SET z = ? WHERE root = ? AND key = ? AND facets = ? AND via = ? AND z = ${open}`, (g) => [g.z, g.root, g.key, g.facets, g.via]),
    openLinks: each('INSERT INTO key_links VALUES (?, ?, ?, ?, ?)', (l) => [l.from, l.to, l.via, l.a, l.z]),
    closeLinks: each(`UPDATE key_links SET z = ? WHERE from_key = ? AND to_key = ? AND via = ? AND z = ${open}`, (l) => [l.z, l.from, l.to, l.via]),
    openUserKeys: each('INSERT INTO user_keys VALUES (?, ?, ?, ?, ?, ?)', (u) => [u.person, u.key, u.facets, u.via, u.a, u.z]),
    closeUserKeys: each(`UPDATE user_keys SET z = ? WHERE person = ? AND key = ? AND facets = ? AND via = ? AND z = ${open}`, (u) => [u.z, u.person, u.key, u.facets, u.via]),
    putClaims: each('INSERT INTO claims VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET owner = excluded.owner', (c) => [c.key, c.owner]),
    dropClaims: each('DELETE FROM claims WHERE key = ?', (key: string) => [key]),
    putCommands: each('INSERT OR REPLACE INTO commands VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', (c) => [
      c.cmdId, c.person, c.name, c.v, c.hash, c.cause, c.status, c.code, json(c.result), c.seq, c.at, c.step === null ? null : json(c.step),
    ]),
    putStreams: each('INSERT OR REPLACE INTO streams VALUES (?, ?, ?, ?)', (s) => [s.stream, s.device, s.person, s.lastDseq]),
    putStreamCommands: each('INSERT OR REPLACE INTO stream_commands VALUES (?, ?, ?, ?, ?, ?, ?)', (s) => [s.stream, s.dseq, s.cmdId, s.status, s.code, json(s.result), s.seq]),
    putAlarms: each('INSERT OR REPLACE INTO alarms VALUES (?, ?, ?, ?, ?, ?, ?)', (a) => [a.key, a.due, a.command, json(a.args), a.occurrence, a.state, a.failures]),
    dropAlarms: each('DELETE FROM alarms WHERE key = ?', (key: string) => [key]),
    putEffects: each('INSERT OR REPLACE INTO effects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', (e) => [
      e.effectId, e.cmdId, e.kind, e.resource, e.queue, e.ord, json(e.payload), e.messageId, e.state, e.attempt, e.token, e.holder, e.fence, e.notBefore, e.claimedAt,
    ]),
    putLease: (() => {
      const run = one('INSERT OR REPLACE INTO leases VALUES (?, ?, ?, ?, ?)');
      return (l) => run(l.resource, l.holder, l.epoch, l.fence, l.expiresAt);
    })(),
    dropLeases: one('DELETE FROM leases'),
    dropLease: one('DELETE FROM leases WHERE resource = ?'),
    putDevice: (() => {
      const run = one('INSERT OR REPLACE INTO devices VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
      return (d) => run(d.device, d.person, d.tokenHash, d.kind, d.ticket, d.confirmed, d.cursor, d.seenAt, d.createdAt, d.revokedAt, d.name, d.version, d.nextHash, d.deadHash, d.rotatedAt, d.copyOf);
    })(),
    putGuesses: each('INSERT OR REPLACE INTO guesses VALUES (?, ?, ?, ?)', (g) => [g.key, g.count, g.since, g.until]),
    dropGuesses: (() => {
      const run = one('DELETE FROM guesses WHERE since < ? AND until < ?');
      return (since) => run(since, since);
    })(),
    seenDevice: (() => {
      const run = one('UPDATE devices SET cursor = MAX(cursor, ?), seen_at = MAX(seen_at, ?) WHERE device = ?');
      return (device, cursor, seenAt) => run(cursor, seenAt, device);
    })(),
    putFact: one('INSERT OR REPLACE INTO facts VALUES (?, ?)'),
    putParked: each('INSERT OR REPLACE INTO parked VALUES (?, ?, ?, ?, ?)', (p) => [p.cmdId, p.person, p.at, p.code, p.given]),
    dropParked: each('DELETE FROM parked WHERE cmd_id = ?', (id: string) => [id]),
    putInvitation: (() => {
      const run = one('INSERT OR REPLACE INTO invitations VALUES (?, ?, ?, ?)');
      return (i) => run(i.hash, i.person, i.expiresAt, i.usedAt);
    })(),
    putSecret: one('INSERT OR REPLACE INTO secrets VALUES (?, ?)'),
    dropSecret: one('DELETE FROM secrets WHERE key = ?'),
    putPlace: one('INSERT OR REPLACE INTO places VALUES (?, ?, ?)'),
    addStrange: each('INSERT OR REPLACE INTO strange VALUES (?, ?, ?, ?, ?)', (s) => [s.id, s.accountId, s.at, s.reason, s.raw]),
    setHead: async (head) => {
      setHead.run(head.seq, head.mark, head.at, head.epoch, head.horizon, head.dealNumber);
      if (head.seq > 0) addCommit.run(head.seq, head.mark, head.at);
    },
  };
}
