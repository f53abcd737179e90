/** Reads a snapshot of the team's store on one PostgreSQL connection, inside the transaction its caller holds. */
import { open } from '#db/server/store.ts';
import type { ChangeLine, GrantLine, LinkLine, ParkedCommand, StoreReader, StoredDigest, StoredGuesses, StoredVersion, UserKeyLine } from '#db/server/store.ts';
import type { Query } from '#db/server/postgres/postgres-session.ts';
import * as rows from '#db/server/sqlite/rows.ts';

/** A set of values as one parameter. */
const among = '= ANY($1::text[])';
const grant = 'SELECT root, key, facets, via, a, z FROM grants';
const link = 'SELECT from_key AS "from", to_key AS "to", via, a, z FROM key_links';
const userKey = 'SELECT person, key, facets, via, a, z FROM user_keys';
const record = 'r.kind, r.id, r.root, r.facet, r.ver, r.body';

export const sql = {
  head: 'SELECT seq, mark, at, epoch, horizon, deal_number FROM head WHERE one = 1',
  commit: 'SELECT mark, at FROM commits WHERE seq = $1',
  commitAfter: 'SELECT seq, mark, at FROM commits WHERE seq > $1 ORDER BY seq LIMIT 1',
  commitBefore: 'SELECT seq, mark, at FROM commits WHERE at < $1 ORDER BY at DESC, seq DESC LIMIT 1',
  records: `SELECT ${record} FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS j(kind, id, n) JOIN records r ON r.kind = j.kind AND r.id = j.id ORDER BY j.n`,
  versions: 'SELECT r.kind, r.id, r.root, r.facet, r.ver FROM unnest($1::text[], $2::text[]) AS j(kind, id) JOIN records r ON r.kind = j.kind AND r.id = j.id',
  rootDigests: `SELECT root, facet, count, xor64 AS "xor", at FROM root_digest WHERE root ${among} ORDER BY root, facet`,
  recordsOfKinds: `SELECT ${record} FROM records r WHERE r.kind ${among} ORDER BY r.kind, r.id`,
  recordsOfRoot: `SELECT ${record} FROM records r WHERE r.root = $1 AND r.place > $2 ORDER BY r.place LIMIT $3`,
  lookup: `SELECT j.n AS at, k.id FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS j(kind, lookup, value, n)
    JOIN record_keys k ON k.kind = j.kind AND k.lookup = j.lookup AND k.value = j.value ORDER BY j.n, k.id`,
  claims: `SELECT key, owner FROM claims WHERE key ${among}`,
  commands: `SELECT * FROM commands WHERE cmd_id ${among}`,
  streams: `SELECT * FROM streams WHERE stream ${among}`,
  streamCommands: 'SELECT c.* FROM unnest($1::text[], $2::int8[]) WITH ORDINALITY AS j(stream, dseq, n) JOIN stream_commands c ON c.stream = j.stream AND c.dseq = j.dseq ORDER BY j.n',
  streamTail: 'SELECT * FROM stream_commands WHERE stream = $1 AND dseq > $2 ORDER BY dseq LIMIT $3',
  changes: 'SELECT seq, root, facet, kind, id, op FROM changes WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3',
  grantsOfRoots: `${grant} WHERE root ${among} AND z > $2 ORDER BY a`,
  grantsOfKeys: `${grant} WHERE key ${among} AND z > $2 ORDER BY a`,
  grantsOfKeysEnding: `${grant} WHERE key ${among} AND right(root, 2) = ANY($2::text[]) AND z > $3 ORDER BY a`,
  grantsVia: `${grant} WHERE via ${among} AND z > $2 ORDER BY a`,
  grantsTouched: `${grant} WHERE a > $1 UNION ${grant} WHERE z > $1 AND z < ${open}`,
  linksTo: `${link} WHERE to_key ${among} AND z > $2 ORDER BY a`,
  linksFrom: `${link} WHERE from_key ${among} AND z > $2 ORDER BY a`,
  linksVia: `${link} WHERE via ${among} AND z > $2 ORDER BY a`,
  userKeysTouched: `SELECT person FROM user_keys WHERE a > $1 OR (z > $1 AND z < ${open}) LIMIT 1`,
  linksTouched: `${link} WHERE a > $1 UNION ${link} WHERE z > $1 AND z < ${open}`,
  userKeysOf: `${userKey} WHERE person = $2 AND z > $1 ORDER BY a`,
  userKeys: `${userKey} WHERE z > $1 ORDER BY a`,
  alarms: `SELECT * FROM alarms WHERE key ${among}`,
  alarmsDue: `SELECT * FROM alarms WHERE state = 'waiting' AND due <= $1 ORDER BY due, key LIMIT $2`,
  alarmsIn: 'SELECT * FROM alarms WHERE state = $1 ORDER BY due, key LIMIT $2',
  nextAlarmAt: `SELECT MIN(due) AS due FROM alarms WHERE state = 'waiting'`,
  effects: `SELECT * FROM effects WHERE effect_id ${among}`,
  effectsOfMessages: `SELECT * FROM effects WHERE message ${among} ORDER BY ord`,
  effectsReady: `SELECT * FROM effects e WHERE e.state = 'ready' AND e.resource = $1 AND e.not_before <= $2
    AND NOT EXISTS (SELECT 1 FROM effects p WHERE p.queue = e.queue AND p.ord < e.ord AND p.state IN ('ready', 'claimed')) ORDER BY e.ord LIMIT $3`,
  effectsIn: `SELECT * FROM effects WHERE state ${among} ORDER BY ord`,
  lease: 'SELECT * FROM leases WHERE resource = $1',
  device: 'SELECT * FROM devices WHERE device = $1',
  deviceByToken: 'SELECT * FROM devices WHERE token_hash = $1 OR next_hash = $1 OR dead_hash = $1',
  devicesOf: 'SELECT * FROM devices WHERE person = $1 ORDER BY device',
  devices: 'SELECT * FROM devices ORDER BY device',
  revoked: `SELECT device FROM devices WHERE device ${among} AND revoked_at IS NOT NULL`,
  guesses: `SELECT key, count, since, until FROM guesses WHERE key ${among}`,
  invitation: 'SELECT * FROM invitations WHERE hash = $1',
  secret: 'SELECT sealed FROM secrets WHERE key = $1',
  fact: 'SELECT value FROM facts WHERE key = $1',
  parked: 'SELECT cmd_id AS "cmdId", person, at, code, given FROM parked ORDER BY at, cmd_id',
  place: 'SELECT place FROM places WHERE account = $1',
} as const;

export function createPostgresReader(query: Query): StoreReader {
  const all = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> => (await query<Row>(text, values)).rows;
  const first = async <Row>(text: string, ...values: unknown[]): Promise<Row | null> => (await query<Row>(text, values)).rows[0] ?? null;
  return {
    head: async () => rows.head((await first<rows.HeadRow>(sql.head))!),
    commit: (seq) => first(sql.commit, seq),
    commitAfter: (seq) => first(sql.commitAfter, seq),
    commitBefore: (at) => first(sql.commitBefore, at),
    versions: (refs) => all<StoredVersion>(sql.versions, refs.map((ref) => ref.kind), refs.map((ref) => ref.id)),
    rootDigests: (roots) => all<StoredDigest>(sql.rootDigests, roots),
    records: async (refs) => (await all<rows.RecordRow>(sql.records, refs.map((ref) => ref.kind), refs.map((ref) => ref.id))).map(rows.record),
    recordsOfKinds: async (kinds) => (await all<rows.RecordRow>(sql.recordsOfKinds, kinds)).map(rows.record),
    recordsOfRoot: async (root, after, limit) => (await all<rows.RecordRow>(sql.recordsOfRoot, root, after, limit)).map(rows.record),
    lookup: async (wanted) => {
      const found = await all<{ at: number; id: string }>(sql.lookup, wanted.map((item) => item.kind), wanted.map((item) => item.lookup), wanted.map((item) => item.value));
      return found.map((row) => ({ ...wanted[row.at - 1]!, id: row.id }));
    },
    claims: (keys) => all(sql.claims, keys),
    commands: async (ids) => (await all<rows.CommandRow>(sql.commands, ids)).map(rows.command),
    streams: async (ids) => (await all<rows.StreamRow>(sql.streams, ids)).map(rows.stream),
    streamCommands: async (wanted) =>
      (await all<rows.StreamCommandRow>(sql.streamCommands, wanted.map((item) => item.stream), wanted.map((item) => item.dseq))).map(rows.streamCommand),
    streamTail: async (stream, after, limit) => (await all<rows.StreamCommandRow>(sql.streamTail, stream, after, limit)).map(rows.streamCommand),
    changes: (after, upto, limit) => all<ChangeLine>(sql.changes, after, upto, limit),
    grantsOfRoots: (roots, since) => all<GrantLine>(sql.grantsOfRoots, roots, since),
    grantsOfKeys: (keys, since) => all<GrantLine>(sql.grantsOfKeys, keys, since),
    grantsOfKeysEnding: (keys, endings, since) => all<GrantLine>(sql.grantsOfKeysEnding, keys, endings, since),
    grantsVia: (vias, since) => all<GrantLine>(sql.grantsVia, vias, since),
    grantsTouched: (since) => all<GrantLine>(sql.grantsTouched, since),
    linksTo: (keys, since) => all<LinkLine>(sql.linksTo, keys, since),
    linksFrom: (keys, since) => all<LinkLine>(sql.linksFrom, keys, since),
    linksVia: (vias, since) => all<LinkLine>(sql.linksVia, vias, since),
    linksTouched: (since) => all<LinkLine>(sql.linksTouched, since),
    userKeysTouched: async (since) => (await first<{ person: string }>(sql.userKeysTouched, since)) !== null,
    userKeys: (person, since) => (person === null ? all<UserKeyLine>(sql.userKeys, since) : all<UserKeyLine>(sql.userKeysOf, since, person)),
    alarms: async (keys) => (await all<rows.AlarmRow>(sql.alarms, keys)).map(rows.alarm),
    alarmsIn: async (state, limit) => (await all<rows.AlarmRow>(sql.alarmsIn, state, limit)).map(rows.alarm),
    alarmsDue: async (now, limit) => (await all<rows.AlarmRow>(sql.alarmsDue, now, limit)).map(rows.alarm),
    nextAlarmAt: async () => (await first<{ due: number | null }>(sql.nextAlarmAt))?.due ?? null,
    effects: async (ids) => (await all<rows.EffectRow>(sql.effects, ids)).map(rows.effect),
    effectsOfMessages: async (ids) => (await all<rows.EffectRow>(sql.effectsOfMessages, ids)).map(rows.effect),
    effectsReady: async (resource, now, limit) => (await all<rows.EffectRow>(sql.effectsReady, resource, now, limit)).map(rows.effect),
    effectsIn: async (states) => (await all<rows.EffectRow>(sql.effectsIn, states)).map(rows.effect),
    lease: async (resource) => rows.lease(await first<rows.LeaseRow>(sql.lease, resource)),
    devices: async (where) => {
      const found = where === 'all' ? all<rows.DeviceRow>(sql.devices) : 'device' in where ? all<rows.DeviceRow>(sql.device, where.device)
        : 'person' in where ? all<rows.DeviceRow>(sql.devicesOf, where.person) : all<rows.DeviceRow>(sql.deviceByToken, where.tokenHash);
      return (await found).map(rows.device);
    },
    revoked: async (devices) => (await all<{ device: string }>(sql.revoked, devices)).map((row) => row.device),
    guesses: (keys) => all<StoredGuesses>(sql.guesses, keys),
    invitation: async (hash) => rows.invitation(await first<rows.InvitationRow>(sql.invitation, hash)),
    secret: async (key) => (await first<{ sealed: string }>(sql.secret, key))?.sealed ?? null,
    fact: async (key) => (await first<{ value: string }>(sql.fact, key))?.value ?? null,
    parked: () => all<ParkedCommand>(sql.parked),
    place: async (account) => (await first<{ place: string }>(sql.place, account))?.place ?? null,
  };
}
