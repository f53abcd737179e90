/**
 * Writes the team's store on one PostgreSQL connection, inside the transaction its caller holds. A statement per table and call, sent without
 * waiting for the one before: what fails is told by COMMIT.
 */
import { nextAfter } from '#db/server/erasing.ts';
import { open, placeOf } from '#db/server/store.ts';
import type { Head, StoreReader, StoreWriter, StoredDigest } from '#db/server/store.ts';
import * as rows from '#db/server/sqlite/rows.ts';
import type { Query } from '#db/server/postgres/postgres-session.ts';

type Type = 'text' | 'int8';
type Columns<Item> = readonly (readonly [name: string, type: Type, value: (item: Item) => string | number | null])[];

export interface PostgresWriter extends StoreWriter {
  /** The head this step has set; null = none. */
  headSet(): Head | null;
}

const json = JSON.stringify;
const forget = `UPDATE commands SET result = '{}', step = NULL WHERE cmd_id IN (SELECT cmd_id FROM commands
  WHERE at < $1 AND (result <> '{}' OR step IS NOT NULL) AND name <> ALL($2::text[]) ORDER BY at, cmd_id LIMIT $3) RETURNING cmd_id AS id`;
const naming = (text: string): string => `EXISTS (SELECT 1 FROM unnest($1::text[]) AS word WHERE strpos(${text}, word) > 0)`;
const listed = (columns: readonly (readonly [string, Type, ...unknown[]])[]): string => columns.map(([name]) => name).join(', ');
const unnest = (columns: readonly (readonly [string, Type, ...unknown[]])[]): string => `unnest(${columns.map(([, type], n) => `$${n + 1}::${type}[]`).join(', ')})`;

/** `send` answers at once; what becomes of the statement is told at COMMIT. `locked`: the head as it stands since it was locked. */
export function createPostgresWriter(send: (sql: string, values: readonly unknown[]) => void, query: Query, reader: StoreReader, locked: Head): PostgresWriter {
  let head: Head | null = null;
  const give = <Item>(text: string, columns: Columns<Item>, list: readonly Item[]): void => {
    if (list.length > 0) send(text, columns.map(([, , value]) => list.map(value)));
  };
  const insert = <Item>(table: string, columns: Columns<Item>, end = ''): ((list: readonly Item[]) => Promise<void>) => {
    const text = `INSERT INTO ${table}(${listed(columns)}) SELECT * FROM ${unnest(columns)}${end}`;
    return async (list) => give(text, columns, list);
  };
  /** The first `keys` columns are the key; a statement may touch a row once, so the last of a key stands. */
  const put = <Item>(table: string, keys: number, columns: Columns<Item>): ((list: readonly Item[]) => Promise<void>) => {
    const rest = columns.slice(keys).map(([name]) => `${name} = excluded.${name}`).join(', ');
    const into = insert(table, columns, ` ON CONFLICT (${listed(columns.slice(0, keys))}) DO ${rest === '' ? 'NOTHING' : `UPDATE SET ${rest}`}`);
    return (list) => into(list.length < 2 ? list : [...new Map(list.map((item) => [json(columns.slice(0, keys).map(([, , value]) => value(item))), item])).values()]);
  };
  const drop = (table: string, key: string): ((keys: readonly string[]) => Promise<void>) => {
    const text = `DELETE FROM ${table} WHERE ${key} = ANY($1::text[])`;
    return async (keys) => {
      if (keys.length > 0) send(text, [keys]);
    };
  };
  /** Sets the last column of rows that are still open and match in the others. */
  const close = <Item>(table: string, columns: Columns<Item>): ((list: readonly Item[]) => Promise<void>) => {
    const same = columns.slice(0, -1).map(([name]) => `t.${name} = c.${name}`).join(' AND ');
    const text = `UPDATE ${table} t SET z = c.z FROM ${unnest(columns)} AS c(${listed(columns)}) WHERE ${same} AND t.z = ${open}`;
    return async (list) => give(text, columns, list);
  };
  const one = <Item>(many: (list: readonly Item[]) => Promise<void>) => (item: Item): Promise<void> => many([item]);

  const records = put<Parameters<StoreWriter['putRecords']>[0][number]>('records', 2, [
    ['kind', 'text', (r) => r.kind], ['id', 'text', (r) => r.id], ['root', 'text', (r) => r.root], ['place', 'text', (r) => placeOf(r)], ['facet', 'int8', (r) => r.facet],
    ['ver', 'int8', (r) => r.ver], ['body', 'text', (r) => json(r.body)],
  ]);
  const keys = put<{ kind: string; lookup: string; value: string; id: string }>('record_keys', 4, [
    ['kind', 'text', (k) => k.kind], ['lookup', 'text', (k) => k.lookup], ['value', 'text', (k) => k.value], ['id', 'text', (k) => k.id],
  ]);
  const drops = (table: string) => (refs: readonly { kind: string; id: string }[]): void => {
    if (refs.length > 0) send(`DELETE FROM ${table} t USING unnest($1::text[], $2::text[]) AS j(kind, id) WHERE t.kind = j.kind AND t.id = j.id`, [refs.map((r) => r.kind), refs.map((r) => r.id)]);
  };
  const dropKeys = drops('record_keys');
  const dropRecords = drops('records');

  const putDigests = put<StoredDigest>('root_digest', 2, [
    ['root', 'text', (d) => d.root], ['facet', 'int8', (d) => d.facet], ['count', 'int8', (d) => d.count], ['xor64', 'text', (d) => d.xor], ['at', 'int8', (d) => d.at],
  ]);

  return {
    ...reader,
    head: async () => head ?? locked,
    headSet: () => head,
    async putRecords(list) {
      await records(list);
      dropKeys(list);
      // Of a record that is given twice the last stands, with its look-ups.
      const last = [...new Map(list.map((row) => [`${row.kind}|${row.id}`, row])).values()];
      await keys(last.flatMap((row) => row.lookups.map(([lookup, value]) => ({ kind: row.kind, lookup, value, id: row.id }))));
    },
    async deleteRecords(refs) {
      dropKeys(refs);
      dropRecords(refs);
    },
    effectsNaming: async (words) => (await query<rows.EffectRow>(`SELECT * FROM effects WHERE ${naming('payload')}`, [words])).rows.map(rows.effect),
    async dropNaming(words) {
      for (const [table, text] of [['alarms', "alarms.key || ' ' || args"], ['strange', 'raw'], ['parked', 'given']]) send(`DELETE FROM ${table} WHERE ${naming(text!)}`, [words]);
    },
    async forgetNaming(words, after, limit) {
      const { rows: page } = await query<{ id: string; named: boolean }>(`SELECT cmd_id AS id, ${naming("result || coalesce(step, '')")} AS named FROM commands WHERE cmd_id > $2 ORDER BY cmd_id LIMIT $3`, [words, after, limit]);
      const ids = page.filter((one) => one.named).map((one) => one.id);
      if (ids.length > 0) {
        send("UPDATE commands SET result = '{}', step = NULL WHERE cmd_id = ANY($1::text[])", [ids]);
        send("UPDATE stream_commands SET result = '{}' WHERE cmd_id = ANY($1::text[])", [ids]);
      }
      return nextAfter(page.map((one) => one.id), limit);
    },
    addChanges: insert('changes', [
      ['seq', 'int8', (c) => c.seq], ['root', 'text', (c) => c.root], ['facet', 'int8', (c) => c.facet], ['kind', 'text', (c) => c.kind], ['id', 'text', (c) => c.id], ['op', 'text', (c) => c.op],
    ]),
    openGrants: insert('grants', [
      ['root', 'text', (g) => g.root], ['key', 'text', (g) => g.key], ['facets', 'int8', (g) => g.facets], ['via', 'text', (g) => g.via], ['a', 'int8', (g) => g.a], ['z', 'int8', (g) => g.z],
    ]),
    closeGrants: close('grants', [['root', 'text', (g) => g.root], ['key', 'text', (g) => g.key], ['facets', 'int8', (g) => g.facets], ['via', 'text', (g) => g.via], ['z', 'int8', (g) => g.z]]),
    openLinks: insert('key_links', [['from_key', 'text', (l) => l.from], ['to_key', 'text', (l) => l.to], ['via', 'text', (l) => l.via], ['a', 'int8', (l) => l.a], ['z', 'int8', (l) => l.z]]),
    closeLinks: close('key_links', [['from_key', 'text', (l) => l.from], ['to_key', 'text', (l) => l.to], ['via', 'text', (l) => l.via], ['z', 'int8', (l) => l.z]]),
    openUserKeys: insert('user_keys', [
      ['person', 'text', (u) => u.person], ['key', 'text', (u) => u.key], ['facets', 'int8', (u) => u.facets], ['via', 'text', (u) => u.via], ['a', 'int8', (u) => u.a], ['z', 'int8', (u) => u.z],
    ]),
    closeUserKeys: close('user_keys', [['person', 'text', (u) => u.person], ['key', 'text', (u) => u.key], ['facets', 'int8', (u) => u.facets], ['via', 'text', (u) => u.via], ['z', 'int8', (u) => u.z]]),
    putClaims: put('claims', 1, [['key', 'text', (c) => c.key], ['owner', 'text', (c) => c.owner]]),
    dropClaims: drop('claims', 'key'),
    putCommands: put('commands', 1, [
      ['cmd_id', 'text', (c) => c.cmdId], ['person', 'text', (c) => c.person], ['name', 'text', (c) => c.name], ['v', 'int8', (c) => c.v], ['hash', 'text', (c) => c.hash], ['cause', 'text', (c) => c.cause],
      ['status', 'text', (c) => c.status], ['code', 'text', (c) => c.code], ['result', 'text', (c) => json(c.result)], ['seq', 'int8', (c) => c.seq], ['at', 'int8', (c) => c.at],
      ['step', 'text', (c) => (c.step === null ? null : json(c.step))],
    ]),
    putStreams: put('streams', 1, [['stream', 'text', (s) => s.stream], ['device', 'text', (s) => s.device], ['person', 'text', (s) => s.person], ['last_dseq', 'int8', (s) => s.lastDseq]]),
    putStreamCommands: put('stream_commands', 2, [
      ['stream', 'text', (s) => s.stream], ['dseq', 'int8', (s) => s.dseq], ['cmd_id', 'text', (s) => s.cmdId], ['status', 'text', (s) => s.status], ['code', 'text', (s) => s.code],
      ['result', 'text', (s) => json(s.result)], ['seq', 'int8', (s) => s.seq],
    ]),
    putAlarms: put('alarms', 1, [
      ['key', 'text', (a) => a.key], ['due', 'int8', (a) => a.due], ['command', 'text', (a) => a.command], ['args', 'text', (a) => json(a.args)], ['occurrence', 'int8', (a) => a.occurrence],
      ['state', 'text', (a) => a.state], ['failures', 'int8', (a) => a.failures],
    ]),
    dropAlarms: drop('alarms', 'key'),
    putEffects: put('effects', 1, [
      ['effect_id', 'text', (e) => e.effectId], ['cmd_id', 'text', (e) => e.cmdId], ['kind', 'text', (e) => e.kind], ['resource', 'text', (e) => e.resource], ['queue', 'text', (e) => e.queue],
      ['ord', 'int8', (e) => e.ord], ['payload', 'text', (e) => json(e.payload)], ['message', 'text', (e) => e.messageId], ['state', 'text', (e) => e.state], ['attempt', 'int8', (e) => e.attempt],
      ['token', 'text', (e) => e.token], ['holder', 'text', (e) => e.holder], ['fence', 'text', (e) => e.fence], ['not_before', 'int8', (e) => e.notBefore], ['claimed_at', 'int8', (e) => e.claimedAt],
    ]),
    putLease: one(put('leases', 1, [
      ['resource', 'text', (l) => l.resource], ['holder', 'text', (l) => l.holder], ['epoch', 'int8', (l) => l.epoch], ['fence', 'int8', (l) => l.fence], ['expires_at', 'int8', (l) => l.expiresAt],
    ])),
    dropLease: one(drop('leases', 'resource')),
    putDevice: one(put('devices', 1, [
      ['device', 'text', (d) => d.device], ['person', 'text', (d) => d.person], ['token_hash', 'text', (d) => d.tokenHash], ['kind', 'text', (d) => d.kind], ['ticket', 'text', (d) => d.ticket],
      ['confirmed', 'text', (d) => d.confirmed], ['cursor', 'int8', (d) => d.cursor], ['seen_at', 'int8', (d) => d.seenAt], ['created_at', 'int8', (d) => d.createdAt], ['revoked_at', 'int8', (d) => d.revokedAt],
      ['name', 'text', (d) => d.name], ['version', 'text', (d) => d.version], ['next_hash', 'text', (d) => d.nextHash], ['dead_hash', 'text', (d) => d.deadHash], ['rotated_at', 'int8', (d) => d.rotatedAt],
      ['copy_of', 'text', (d) => d.copyOf],
    ])),
    putGuesses: put('guesses', 1, [['key', 'text', (g) => g.key], ['count', 'int8', (g) => g.count], ['since', 'int8', (g) => g.since], ['until', 'int8', (g) => g.until]]),
    dropGuesses: async (since) => send('DELETE FROM guesses WHERE since < $1 AND until < $1', [since]),
    async putRootDigests(lines) {
      const gone = lines.filter((line) => line.count === 0);
      if (gone.length > 0) send('DELETE FROM root_digest t USING unnest($1::text[], $2::int8[]) AS j(root, facet) WHERE t.root = j.root AND t.facet = j.facet', [gone.map((line) => line.root), gone.map((line) => line.facet)]);
      await putDigests(lines.filter((line) => line.count > 0));
    },
    async prune(horizon) {
      send('DELETE FROM changes WHERE seq <= $1', [horizon]);
      send('DELETE FROM commits WHERE seq < $1', [horizon]);
      for (const table of ['grants', 'key_links', 'user_keys']) send(`DELETE FROM ${table} WHERE z <= $1`, [horizon]);
    },
    async forgetResults(at, keep, limit) {
      const { rows: old } = await query<{ id: string }>(forget, [at, keep, limit]);
      if (old.length > 0) send(`UPDATE stream_commands SET result = '{}' WHERE cmd_id = ANY($1::text[])`, [old.map((row) => row.id)]);
      return old.length;
    },
    dropLeases: async () => send('DELETE FROM leases', []),
    seenDevice: async (device, cursor, seenAt) => send('UPDATE devices SET cursor = GREATEST(cursor, $2), seen_at = GREATEST(seen_at, $3) WHERE device = $1', [device, cursor, seenAt]),
    putFact: (() => {
      const facts = put<readonly [string, string]>('facts', 1, [['key', 'text', ([key]) => key], ['value', 'text', ([, value]) => value]]);
      return (key: string, value: string) => facts([[key, value]]);
    })(),
    putParked: put('parked', 1, [['cmd_id', 'text', (p) => p.cmdId], ['person', 'text', (p) => p.person], ['at', 'int8', (p) => p.at], ['code', 'text', (p) => p.code], ['given', 'text', (p) => p.given]]),
    dropParked: drop('parked', 'cmd_id'),
    putInvitation: one(put('invitations', 1, [['hash', 'text', (i) => i.hash], ['person', 'text', (i) => i.person], ['expires_at', 'int8', (i) => i.expiresAt], ['used_at', 'int8', (i) => i.usedAt]])),
    putSecret: (() => {
      const secrets = put<readonly [string, string]>('secrets', 1, [['key', 'text', ([key]) => key], ['sealed', 'text', ([, sealed]) => sealed]]);
      return (key: string, sealed: string) => secrets([[key, sealed]]);
    })(),
    dropSecret: one(drop('secrets', 'key')),
    putPlace: (() => {
      const places = put<readonly [string, string, number]>('places', 1, [['account', 'text', ([account]) => account], ['place', 'text', ([, place]) => place], ['at', 'int8', ([, , at]) => at]]);
      return (account: string, place: string, at: number) => places([[account, place, at]]);
    })(),
    addStrange: put('strange', 1, [['id', 'text', (s) => s.id], ['account', 'text', (s) => s.accountId], ['at', 'int8', (s) => s.at], ['reason', 'text', (s) => s.reason], ['raw', 'text', (s) => s.raw]]),
    async setHead(next) {
      head = next;
      send('UPDATE head SET seq = $1, mark = $2, at = $3, epoch = $4, horizon = $5, deal_number = $6 WHERE one = 1', [next.seq, next.mark, next.at, next.epoch, next.horizon, next.dealNumber]);
      if (next.seq > 0) send('INSERT INTO commits VALUES ($1, $2, $3) ON CONFLICT (seq) DO NOTHING', [next.seq, next.mark, next.at]);
    },
  };
}

