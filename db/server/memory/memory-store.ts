/** The team's store in memory: for tests and simulations; the same answers as SQLite, in the same order. */
import { nextAfter } from '#db/server/erasing.ts';
import { emptyHead, open, placeOf } from '#db/server/store.ts';
import type { Head, ParkedCommand, Store, StoreReader, StoreWriter, StoredAlarm, StoredEffect, StoredLease, StoredRecord, UserKeyLine } from '#db/server/store.ts';
import type { ChangeLine, GrantLine, LinkLine, StoredCommand, StoredDevice, StoredDigest, StoredGuesses, StoredInvitation, StoredStream, StrangeEvent, StreamCommand } from '#db/server/store.ts';
import { createGate } from '#db/server/memory/read-write-gate.ts';
import { createMemoryTable } from '#db/server/memory/memory-table.ts';
import type { Journal } from '#db/server/memory/memory-table.ts';

interface Held { key: string; text: string }

export function createMemoryStore(): Store {
  const gate = createGate();
  let journal: Journal = [];
  const current = (): Journal => journal;

  // Bodies are kept as text, as the other stores keep them: nobody can change a stored row by holding on to it.
  const records = createMemoryTable<{ key: string; kind: string; root: string; place: string; text: string }>(current, (r) => r.key, {
    root: (r) => r.root, kind: (r) => r.kind,
  });
  const keys = createMemoryTable<{ key: string; kind: string; id: string; owner: string; found: string }>(current, (k) => k.key, { owner: (k) => k.owner, found: (k) => k.found });
  const changes = createMemoryTable<ChangeLine>(current, (c) => String(c.seq));
  const commits = createMemoryTable<{ seq: number; mark: string; at: number }>(current, (c) => String(c.seq));
  const grants = createMemoryTable<GrantLine>(current, (g) => `${g.root}|${g.key}|${g.facets}|${g.via}|${g.a}`, { root: (g) => g.root, key: (g) => g.key, via: (g) => g.via });
  const links = createMemoryTable<LinkLine>(current, (l) => `${l.from}|${l.to}|${l.via}|${l.a}`, { to: (l) => l.to, from: (l) => l.from, via: (l) => l.via });
  const userKeys = createMemoryTable<UserKeyLine>(current, (u) => `${u.person}|${u.key}|${u.facets}|${u.via}|${u.a}`, { person: (u) => u.person });
  const claims = createMemoryTable<{ key: string; owner: string }>(current, (c) => c.key);
  const commands = texts<StoredCommand>(current, (c) => c.cmdId);
  const streams = createMemoryTable<StoredStream>(current, (s) => s.stream);
  const streamCommands = texts<StreamCommand>(current, (s) => `${s.stream}|${s.dseq}`, { stream: (s) => s.stream });
  const alarms = texts<StoredAlarm>(current, (a) => a.key);
  const effects = texts<StoredEffect>(current, (e) => e.effectId, { message: (e) => e.messageId ?? '', state: (e) => e.state, queue: (e) => e.queue });
  const leases = createMemoryTable<StoredLease>(current, (l) => l.resource);
  const devices = createMemoryTable<StoredDevice>(current, (d) => d.device, { person: (d) => d.person });
  const guesses = createMemoryTable<StoredGuesses>(current, (g) => g.key);
  const invitations = createMemoryTable<StoredInvitation>(current, (i) => i.hash);
  const secrets = createMemoryTable<{ key: string; sealed: string }>(current, (s) => s.key);
  const digests = createMemoryTable<StoredDigest>(current, (d) => `${d.root}|${d.facet}`, { root: (d) => d.root });
  const facts = createMemoryTable<{ key: string; value: string }>(current, (f) => f.key);
  const parked = createMemoryTable<ParkedCommand>(current, (p) => p.cmdId);
  const places = createMemoryTable<{ account: string; place: string; at: number }>(current, (p) => p.account);
  const strange = createMemoryTable<StrangeEvent>(current, (s) => s.id);
  let head: Head = emptyHead;

  const recordKey = (kind: string, id: string): string => `${kind}|${id}`;
  const each = <T, R>(list: readonly T[], find: (item: T) => readonly R[]): R[] => [...new Set(list)].flatMap((item) => find(item));
  const present = <R>(row: R | undefined): R[] => (row === undefined ? [] : [row]);
  const record = (row: { text: string }): StoredRecord => JSON.parse(row.text) as StoredRecord;

  const reader: StoreReader = {
    head: async () => head,
    commit: async (seq) => {
      const line = commits.get(String(seq));
      return line ? { mark: line.mark, at: line.at } : null;
    },
    commitAfter: async (seq) => commits.all().filter((line) => line.seq > seq).sort((a, b) => a.seq - b.seq)[0] ?? null,
    commitBefore: async (at) => commits.all().filter((line) => line.at < at).sort((a, b) => b.seq - a.seq)[0] ?? null,
    versions: async (refs) => refs.flatMap((ref) => present(records.get(recordKey(ref.kind, ref.id)))).map(record).map(({ kind, id, root, facet, ver }) => ({ kind, id, root, facet, ver })),
    rootDigests: async (roots) => each(roots, (root) => digests.by('root', root)).sort((a, b) => order(a.root, b.root) || a.facet - b.facet),
    records: async (refs) => refs.flatMap((ref) => present(records.get(recordKey(ref.kind, ref.id))).map(record)),
    recordsOfKinds: async (kinds) => each(kinds, (kind) => records.by('kind', kind)).map(record).sort((a, b) => order(recordKey(a.kind, a.id), recordKey(b.kind, b.id))),
    recordsOfRoot: async (root, after, limit) =>
      records.by('root', root).filter((row) => row.place > after).sort((a, b) => order(a.place, b.place)).slice(0, limit).map(record),
    lookup: async (list) => list.flatMap((item) => keys.by('found', `${item.kind}|${item.lookup}|${item.value}`).map((row) => ({ ...item, id: row.id })).sort((a, b) => order(a.id, b.id))),
    claims: async (list) => each(list, (key) => present(claims.get(key))),
    commands: async (ids) => each(ids, (id) => commands.get(id)),
    streams: async (ids) => each(ids, (id) => present(streams.get(id))),
    streamCommands: async (list) => list.flatMap((item) => streamCommands.get(`${item.stream}|${item.dseq}`)),
    streamTail: async (stream, after, limit) => streamCommands.by('stream', stream).filter((row) => row.dseq > after).sort((a, b) => a.dseq - b.dseq).slice(0, limit),
    changes: async (after, upto, limit) => changes.all().filter((row) => row.seq > after && row.seq <= upto).sort((a, b) => a.seq - b.seq).slice(0, limit),
    grantsOfRoots: async (roots, since) => each(roots, (root) => grants.by('root', root)).filter((line) => line.z > since),
    grantsOfKeys: async (list, since) => each(list, (key) => grants.by('key', key)).filter((line) => line.z > since),
    grantsOfKeysEnding: async (list, endings, since) => each(list, (key) => grants.by('key', key)).filter((line) => line.z > since && endings.includes(line.root.slice(-2))),
    grantsVia: async (vias, since) => each(vias, (via) => grants.by('via', via)).filter((line) => line.z > since),
    grantsTouched: async (since) => grants.all().filter((line) => touched(line, since)),
    linksTo: async (list, since) => each(list, (key) => links.by('to', key)).filter((line) => line.z > since),
    linksFrom: async (list, since) => each(list, (key) => links.by('from', key)).filter((line) => line.z > since),
    linksVia: async (vias, since) => each(vias, (via) => links.by('via', via)).filter((line) => line.z > since),
    linksTouched: async (since) => links.all().filter((line) => touched(line, since)),
    userKeys: async (person, since) => (person === null ? userKeys.all() : userKeys.by('person', person)).filter((line) => line.z > since),
    userKeysTouched: async (since) => userKeys.all().some((line) => touched(line, since)),
    alarms: async (list) => each(list, (key) => alarms.get(key)),
    alarmsDue: async (now, limit) =>
      alarms.all().filter((alarm) => alarm.state === 'waiting' && alarm.due <= now).sort((a, b) => a.due - b.due || order(a.key, b.key)).slice(0, limit),
    alarmsIn: async (state, limit) => alarms.all().filter((alarm) => alarm.state === state).sort((a, b) => a.due - b.due || order(a.key, b.key)).slice(0, limit),
    nextAlarmAt: async () => alarms.all().filter((alarm) => alarm.state === 'waiting').reduce<number | null>((least, alarm) => Math.min(least ?? alarm.due, alarm.due), null),
    effects: async (ids) => each(ids, (id) => effects.get(id)),
    effectsOfMessages: async (ids) => each(ids, (id) => effects.by('message', id)).sort((a, b) => a.ord - b.ord),
    effectsReady: async (resource, now, limit) =>
      effects.by('state', 'ready')
        .filter((effect) => effect.resource === resource && effect.notBefore <= now && !effects.by('queue', effect.queue).some((other) => other.ord < effect.ord && (other.state === 'ready' || other.state === 'claimed')))
        .sort((a, b) => a.ord - b.ord).slice(0, limit),
    effectsIn: async (states) => each(states, (state) => effects.by('state', state)).sort((a, b) => a.ord - b.ord),
    lease: async (resource) => leases.get(resource) ?? null,
    devices: async (where) => {
      if (where === 'all') return devices.all().sort((a, b) => order(a.device, b.device));
      if ('device' in where) return present(devices.get(where.device));
      if ('person' in where) return devices.by('person', where.person);
      return devices.all().filter((d) => [d.tokenHash, d.nextHash, d.deadHash].includes(where.tokenHash));
    },
    revoked: async (list) => each(list, (id) => present(devices.get(id))).filter((d) => d.revokedAt !== null).map((d) => d.device),
    guesses: async (list) => each(list, (key) => present(guesses.get(key))),
    fact: async (key) => facts.get(key)?.value ?? null,
    parked: async () => parked.all().sort((a, b) => a.at - b.at || order(a.cmdId, b.cmdId)),
    invitation: async (hash) => invitations.get(hash) ?? null,
    secret: async (key) => secrets.get(key)?.sealed ?? null,
    place: async (account) => places.get(account)?.place ?? null,
  };

  const unlist = (key: string): void => {
    for (const row of keys.by('owner', key)) keys.delete(row.key);
  };
  const close = <Line extends { z: number }>(table: { by(index: string, value: string): Line[]; set(line: Line): void }, index: string, value: string, same: (line: Line) => boolean, z: number): void => {
    for (const line of table.by(index, value)) if (line.z === open && same(line)) table.set({ ...line, z });
  };

  const writer: StoreWriter = {
    ...reader,
    putRecords: async (rows) => {
      for (const { lookups, ...row } of rows) {
        const key = recordKey(row.kind, row.id);
        unlist(key);
        records.set({ key, kind: row.kind, root: row.root, place: placeOf(row), text: JSON.stringify(row) });
        for (const [lookup, value] of lookups) keys.set({ key: `${row.kind}|${lookup}|${value}|${row.id}`, kind: row.kind, id: row.id, owner: key, found: `${row.kind}|${lookup}|${value}` });
      }
    },
    deleteRecords: async (refs) => {
      for (const ref of refs) {
        unlist(recordKey(ref.kind, ref.id));
        records.delete(recordKey(ref.kind, ref.id));
      }
    },
    putRootDigests: async (lines) => lines.forEach((line) => (line.count === 0 ? digests.delete(`${line.root}|${line.facet}`) : digests.set(line))),
    prune: async (horizon) => {
      for (const line of changes.all()) if (line.seq <= horizon) changes.delete(String(line.seq));
      for (const line of commits.all()) if (line.seq < horizon) commits.delete(String(line.seq));
      for (const table of [grants, links, userKeys]) table.prune((line) => line.z <= horizon);
    },
    forgetResults: async (at, keep, limit) => {
      const old = commands.all().filter((one) => one.at < at && !keep.includes(one.name) && (Object.keys(one.result).length > 0 || one.step !== null)).sort((a, b) => a.at - b.at || order(a.cmdId, b.cmdId)).slice(0, limit);
      for (const one of old) commands.set({ ...one, result: {}, step: null });
      const ids = new Set(old.map((one) => one.cmdId));
      for (const one of streamCommands.all()) if (ids.has(one.cmdId)) streamCommands.set({ ...one, result: {} });
      return old.length;
    },
    effectsNaming: async (words) => effects.all().filter((one) => names(one.payload, words)),
    dropNaming: async (words) => {
      for (const one of alarms.all()) if (names([one.key, one.args], words)) alarms.delete(one.key);
      for (const one of strange.all()) if (names(one.raw, words)) strange.delete(one.id);
      for (const one of parked.all()) if (names(one.given, words)) parked.delete(one.cmdId);
    },
    forgetNaming: async (words, after, limit) => {
      const page = commands.all().filter((one) => one.cmdId > after).sort((a, b) => order(a.cmdId, b.cmdId)).slice(0, limit);
      const ids = new Set(page.filter((one) => names([one.result, one.step], words)).map((one) => one.cmdId));
      for (const one of page) if (ids.has(one.cmdId)) commands.set({ ...one, result: {}, step: null });
      for (const one of streamCommands.all()) if (ids.has(one.cmdId)) streamCommands.set({ ...one, result: {} });
      return nextAfter(page.map((one) => one.cmdId), limit);
    },
    addChanges: async (lines) => lines.forEach((line) => changes.set(line)),
    openGrants: async (lines) => lines.forEach((line) => grants.set(line)),
    closeGrants: async (lines) => lines.forEach((l) => close(grants, 'root', l.root, (o) => o.key === l.key && o.facets === l.facets && o.via === l.via, l.z)),
    openLinks: async (lines) => lines.forEach((line) => links.set(line)),
    closeLinks: async (lines) => lines.forEach((l) => close(links, 'to', l.to, (o) => o.from === l.from && o.via === l.via, l.z)),
    openUserKeys: async (lines) => lines.forEach((line) => userKeys.set(line)),
    closeUserKeys: async (lines) => lines.forEach((l) => close(userKeys, 'person', l.person, (o) => o.key === l.key && o.facets === l.facets && o.via === l.via, l.z)),
    putClaims: async (list) => list.forEach((claim) => claims.set(claim)),
    dropClaims: async (list) => list.forEach((key) => claims.delete(key)),
    putCommands: async (list) => list.forEach((command) => commands.set(command)),
    putStreams: async (list) => list.forEach((stream) => streams.set(stream)),
    putStreamCommands: async (list) => list.forEach((command) => streamCommands.set(command)),
    putAlarms: async (list) => list.forEach((alarm) => alarms.set(alarm)),
    dropAlarms: async (list) => list.forEach((key) => alarms.delete(key)),
    putEffects: async (list) => list.forEach((effect) => effects.set(effect)),
    putLease: async (lease) => leases.set(lease),
    dropLease: async (resource) => leases.delete(resource),
    dropLeases: async () => leases.all().forEach((lease) => leases.delete(lease.resource)),
    seenDevice: async (id, cursor, seenAt) => {
      const device = devices.get(id);
      if (device) devices.set({ ...device, cursor: Math.max(device.cursor, cursor), seenAt: Math.max(device.seenAt, seenAt) });
    },
    putFact: async (key, value) => facts.set({ key, value }),
    putParked: async (list) => list.forEach((one) => parked.set(one)),
    dropParked: async (ids) => ids.forEach((id) => parked.delete(id)),
    putDevice: async (device) => devices.set(device),
    putGuesses: async (list) => list.forEach((one) => guesses.set(one)),
    dropGuesses: async (since) => guesses.all().filter((one) => one.since < since && one.until < since).forEach((one) => guesses.delete(one.key)),
    putInvitation: async (invitation) => invitations.set(invitation),
    putSecret: async (key, sealed) => secrets.set({ key, sealed }),
    dropSecret: async (key) => secrets.delete(key),
    putPlace: async (account, place, at) => places.set({ account, place, at }),
    addStrange: async (list) => list.forEach((event) => strange.set(event)),
    setHead: async (next) => {
      const before = head;
      head = next;
      journal.push(() => { head = before; });
      if (next.seq !== before.seq) commits.set({ seq: next.seq, mark: next.mark, at: next.at });
    },
  };

  return {
    read: (work) => gate.shared(() => work(reader)),
    write: (work) =>
      gate.alone(async () => {
        journal = [];
        try {
          return await work(writer);
        } catch (error) {
          for (const undo of journal.reverse()) undo();
          throw error;
        }
      }),
    close: async () => {},
  };
}

function names(value: unknown, words: readonly string[]): boolean {
  const text = JSON.stringify(value);
  return words.some((word) => text.includes(word));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function touched(line: { a: number; z: number }, since: number): boolean {
  return line.a > since || (line.z > since && line.z !== open);
}

/** A table whose rows go through JSON, as they do in a database. */
function texts<Row>(journal: () => Journal, keyOf: (row: Row) => string, indexes: Readonly<Record<string, (row: Row) => string | number>> = {}) {
  const parsed = (held: Held): Row => JSON.parse(held.text) as Row;
  const table = createMemoryTable<Held>(journal, (held) => held.key, Object.fromEntries(Object.entries(indexes).map(([name, of]) => [name, (held: Held) => of(parsed(held))])));
  return {
    get: (key: string): Row[] => {
      const held = table.get(key);
      return held ? [parsed(held)] : [];
    },
    set: (row: Row): void => table.set({ key: keyOf(row), text: JSON.stringify(row) }),
    delete: (key: string): void => table.delete(key),
    by: (index: string, value: string): Row[] => table.by(index, value).map(parsed),
    all: (): Row[] => table.all().map(parsed),
  };
}
