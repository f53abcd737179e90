/** Reads a snapshot of the team's store on one SQLite connection; every statement is prepared once. */
import type { SqliteDatabase } from '#db/core/open-database.ts';
import { open } from '#db/server/store.ts';
import type { ChangeLine, EffectState, GrantLine, LinkLine, ParkedCommand, StoredDigest, StoredGuesses, StoredRecord, StoredVersion, StoreReader, UserKeyLine } from '#db/server/store.ts';
import * as rows from '#db/server/sqlite/rows.ts';

/** A set of values as one parameter: `IN (SELECT value FROM json_each(?))`. */
const among = 'IN (SELECT value FROM json_each(?))';
const text = (list: readonly unknown[]): string => JSON.stringify(list);

export function createSqliteReader(db: SqliteDatabase): StoreReader {
  const all = <Row>(sql: string): ((...params: unknown[]) => Row[]) => {
    const statement = db.prepare(sql);
    return (...params) => statement.all(...params) as Row[];
  };
  const first = <Row>(sql: string): ((...params: unknown[]) => Row | null) => {
    const statement = db.prepare(sql);
    return (...params) => (statement.get(...params) as Row | undefined) ?? null;
  };

  const head = first<rows.HeadRow>('SELECT seq, mark, at, epoch, horizon, deal_number FROM head WHERE one = 1');
  const commit = first<{ mark: string; at: number }>('SELECT mark, at FROM commits WHERE seq = ?');
  const commitAfter = first<{ seq: number; mark: string; at: number }>('SELECT seq, mark, at FROM commits WHERE seq > ? ORDER BY seq LIMIT 1');
  const commitBefore = first<{ seq: number; mark: string; at: number }>('SELECT seq, mark, at FROM commits WHERE at < ? ORDER BY at DESC, seq DESC LIMIT 1');
  const record = 'r.kind, r.id, r.root, r.facet, r.ver, r.body';
  const recordsByRef = all<rows.RecordRow>(`SELECT ${record} FROM json_each(?) j JOIN records r ON r.kind = j.value ->> 0 AND r.id = j.value ->> 1 ORDER BY j.key`);
  const versions = all<StoredVersion>('SELECT r.kind, r.id, r.root, r.facet, r.ver FROM json_each(?) j JOIN records r ON r.kind = j.value ->> 0 AND r.id = j.value ->> 1');
  const rootDigests = all<StoredDigest>(`SELECT root, facet, count, xor64 AS "xor", at FROM root_digest WHERE root ${among} ORDER BY root, facet`);
  const recordsOfKinds = all<rows.RecordRow>(`SELECT ${record} FROM records r WHERE r.kind ${among} ORDER BY r.kind, r.id`);
  const recordsOfRoot = all<rows.RecordRow>(`SELECT ${record} FROM records r WHERE r.root = ? AND r.place > ? ORDER BY r.place LIMIT ?`);
  const lookup = all<{ at: number; id: string }>(
    `SELECT j.key AS at, k.id FROM json_each(?) j JOIN record_keys k ON k.kind = j.value ->> 0 AND k.lookup = j.value ->> 1 AND k.value = j.value ->> 2 ORDER BY j.key, k.id`,
  );
  const claims = all<{ key: string; owner: string }>(`SELECT key, owner FROM claims WHERE key ${among}`);
  const commands = all<rows.CommandRow>(`SELECT * FROM commands WHERE cmd_id ${among}`);
  const streams = all<rows.StreamRow>(`SELECT * FROM streams WHERE stream ${among}`);
  const streamCommands = all<rows.StreamCommandRow>(`SELECT c.* FROM json_each(?) j JOIN stream_commands c ON c.stream = j.value ->> 0 AND c.dseq = j.value ->> 1 ORDER BY j.key`);
  const streamTail = all<rows.StreamCommandRow>('SELECT * FROM stream_commands WHERE stream = ? AND dseq > ? ORDER BY dseq LIMIT ?');
  const changes = all<ChangeLine>('SELECT seq, root, facet, kind, id, op FROM changes WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?');

  const grant = 'SELECT root, key, facets, via, a, z FROM grants';
  const grantsOfRoots = all<GrantLine>(`${grant} WHERE root ${among} AND z > ? ORDER BY rowid`);
  const grantsOfKeys = all<GrantLine>(`${grant} WHERE key ${among} AND z > ? ORDER BY rowid`);
  const grantsOfKeysEnding = all<GrantLine>(`${grant} WHERE key ${among} AND substr(root, -2) ${among} AND z > ? ORDER BY rowid`);
  const grantsVia = all<GrantLine>(`${grant} WHERE via ${among} AND z > ? ORDER BY rowid`);
  const grantsTouched = all<GrantLine>(`${grant} WHERE a > ? UNION SELECT root, key, facets, via, a, z FROM grants WHERE z > ? AND z < ${open}`);
  const link = 'SELECT from_key AS "from", to_key AS "to", via, a, z FROM key_links';
  const linksTo = all<LinkLine>(`${link} WHERE to_key ${among} AND z > ? ORDER BY rowid`);
  const linksFrom = all<LinkLine>(`${link} WHERE from_key ${among} AND z > ? ORDER BY rowid`);
  const linksVia = all<LinkLine>(`${link} WHERE via ${among} AND z > ? ORDER BY rowid`);
  const linksTouched = all<LinkLine>(`${link} WHERE a > ? UNION SELECT from_key, to_key, via, a, z FROM key_links WHERE z > ? AND z < ${open}`);
  const userKeysOf = all<UserKeyLine>('SELECT person, key, facets, via, a, z FROM user_keys WHERE person = ? AND z > ? ORDER BY rowid');
  const userKeysAll = all<UserKeyLine>('SELECT person, key, facets, via, a, z FROM user_keys WHERE z > ? ORDER BY rowid');
  const userKeysTouched = first<{ person: string }>(`SELECT person FROM user_keys WHERE a > ? OR (z > ? AND z < ${open}) LIMIT 1`);

  const alarms = all<rows.AlarmRow>(`SELECT * FROM alarms WHERE key ${among}`);
  const alarmsDue = all<rows.AlarmRow>(`SELECT * FROM alarms WHERE state = 'waiting' AND due <= ? ORDER BY due, key LIMIT ?`);
  const alarmsIn = all<rows.AlarmRow>('SELECT * FROM alarms WHERE state = ? ORDER BY due, key LIMIT ?');
  const nextAlarmAt = first<{ due: number | null }>(`SELECT MIN(due) AS due FROM alarms WHERE state = 'waiting'`);
  const effects = all<rows.EffectRow>(`SELECT * FROM effects WHERE effect_id ${among}`);
  const effectsOfMessages = all<rows.EffectRow>(`SELECT * FROM effects WHERE message ${among} ORDER BY ord`);
  const effectsReady = all<rows.EffectRow>(
    `SELECT * FROM effects e WHERE e.state = 'ready' AND e.resource = ? AND e.not_before <= ?
       AND NOT EXISTS (SELECT 1 FROM effects p WHERE p.queue = e.queue AND p.ord < e.ord AND p.state IN ('ready', 'claimed')) ORDER BY e.ord LIMIT ?`,
  );
  const effectsIn = all<rows.EffectRow>(`SELECT * FROM effects WHERE state ${among} ORDER BY ord`);
  const lease = first<rows.LeaseRow>('SELECT * FROM leases WHERE resource = ?');
  const deviceById = all<rows.DeviceRow>('SELECT * FROM devices WHERE device = ?');
  const deviceByToken = all<rows.DeviceRow>('SELECT * FROM devices WHERE token_hash = ? OR next_hash = ? OR dead_hash = ?');
  const deviceByPerson = all<rows.DeviceRow>('SELECT * FROM devices WHERE person = ?');
  const devicesAll = all<rows.DeviceRow>('SELECT * FROM devices ORDER BY device');
  const revoked = all<{ device: string }>(`SELECT device FROM devices WHERE device ${among} AND revoked_at IS NOT NULL`);
  const guesses = all<StoredGuesses>(`SELECT key, count, since, until FROM guesses WHERE key ${among}`);
  const invitation = first<rows.InvitationRow>('SELECT * FROM invitations WHERE hash = ?');
  const secret = first<{ sealed: string }>('SELECT sealed FROM secrets WHERE key = ?');
  const fact = first<{ value: string }>('SELECT value FROM facts WHERE key = ?');
  const parked = all<ParkedCommand>('SELECT cmd_id AS cmdId, person, at, code, given FROM parked ORDER BY at, cmd_id');
  const place = first<{ place: string }>('SELECT place FROM places WHERE account = ?');

  const records = (found: rows.RecordRow[]): StoredRecord[] => found.map(rows.record);
  return {
    head: async () => rows.head(head()!),
    commit: async (seq) => commit(seq),
    commitAfter: async (seq) => commitAfter(seq),
    commitBefore: async (at) => commitBefore(at),
    versions: async (refs) => (refs.length === 0 ? [] : versions(text(refs.map((ref) => [ref.kind, ref.id])))),
    rootDigests: async (roots) => (roots.length === 0 ? [] : rootDigests(text(roots))),
    records: async (refs) => records(recordsByRef(text(refs.map((ref) => [ref.kind, ref.id])))),
    recordsOfKinds: async (kinds) => records(recordsOfKinds(text(kinds))),
    recordsOfRoot: async (root, after, limit) => records(recordsOfRoot(root, after, limit)),
    lookup: async (wanted) => lookup(text(wanted.map((item) => [item.kind, item.lookup, item.value]))).map((row) => ({ ...wanted[Number(row.at)]!, id: row.id })),
    claims: async (keys) => claims(text(keys)),
    commands: async (ids) => commands(text(ids)).map(rows.command),
    streams: async (ids) => streams(text(ids)).map(rows.stream),
    streamCommands: async (wanted) => streamCommands(text(wanted.map((item) => [item.stream, item.dseq]))).map(rows.streamCommand),
    streamTail: async (stream, after, limit) => streamTail(stream, after, limit).map(rows.streamCommand),
    changes: async (after, upto, limit) => changes(after, upto, limit),
    grantsOfRoots: async (roots, since) => grantsOfRoots(text(roots), since),
    grantsOfKeys: async (keys, since) => grantsOfKeys(text(keys), since),
    grantsOfKeysEnding: async (keys, endings, since) => grantsOfKeysEnding(text(keys), text(endings), since),
    grantsVia: async (vias, since) => grantsVia(text(vias), since),
    grantsTouched: async (since) => grantsTouched(since, since),
    linksTo: async (keys, since) => linksTo(text(keys), since),
    linksFrom: async (keys, since) => linksFrom(text(keys), since),
    linksVia: async (vias, since) => linksVia(text(vias), since),
    linksTouched: async (since) => linksTouched(since, since),
    userKeysTouched: async (since) => userKeysTouched(since, since) !== null,
    userKeys: async (person, since) => (person === null ? userKeysAll(since) : userKeysOf(person, since)),
    alarms: async (keys) => alarms(text(keys)).map(rows.alarm),
    alarmsIn: async (state, limit) => alarmsIn(state, limit).map(rows.alarm),
    alarmsDue: async (now, limit) => alarmsDue(now, limit).map(rows.alarm),
    nextAlarmAt: async () => nextAlarmAt()?.due ?? null,
    effects: async (ids) => effects(text(ids)).map(rows.effect),
    effectsOfMessages: async (ids) => effectsOfMessages(text(ids)).map(rows.effect),
    effectsReady: async (resource, now, limit) => effectsReady(resource, now, limit).map(rows.effect),
    effectsIn: async (states: readonly EffectState[]) => effectsIn(text(states)).map(rows.effect),
    lease: async (resource) => rows.lease(lease(resource)),
    devices: async (where) => (where === 'all' ? devicesAll() : 'device' in where ? deviceById(where.device) : 'person' in where ? deviceByPerson(where.person) : deviceByToken(where.tokenHash, where.tokenHash, where.tokenHash)).map(rows.device),
    revoked: async (devices) => revoked(text(devices)).map((row) => row.device),
    guesses: async (keys) => guesses(text(keys)),
    fact: async (key) => fact(key)?.value ?? null,
    parked: async () => parked(),
    invitation: async (hash) => rows.invitation(invitation(hash)),
    secret: async (key) => secret(key)?.sealed ?? null,
    place: async (account) => place(account)?.place ?? null,
  };
}
