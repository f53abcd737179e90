/** Does stored roots anew after their audience, or the cut of their rows, has become another one: 200 roots a batch, from where the last batch ended (S16). */
import { audienceVersion } from '#shared/engine/audience.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { isSplit, joined, partsOf } from '#shared/engine/parts.ts';
import type { RecordKind, RootKind, SideBody } from '#shared/model/bodies.ts';
import { sameValue } from '#shared/base/same-value.ts';
import { placeOf } from '#db/server/store.ts';
import type { ChangeLine, RecordRef, Store, StoreReader, StoredAlarm, StoredRecord } from '#db/server/store.ts';
import type { TouchedRoot } from '#server/committer/audience-lines.ts';
import type { Part } from '#shared/engine/parts.ts';

export const regrantCommand = 'audience.regrant';
export const regrantKey = 'regrant';
/** Claim whose owner is the version that every stored root follows. */
export const regrantedClaim = 'audience';
export const regrantedVersion = String(audienceVersion);

const rootsAtOnce = 200;
const rowsAtOnce = 5_000;
const page = 1_000;

export interface Regranted {
  parts: { part: Part; root: string }[];
  removed: RecordRef[];
  changes: Omit<ChangeLine, 'seq'>[];
  roots: TouchedRoot[];
  /** Last root that was done; null = that was all. */
  next: string | null;
  left: number;
}

export function regrantAlarm(at: number, after = '', left = 0): StoredAlarm {
  return { key: regrantKey, due: at, command: regrantCommand, args: { after, left, version: regrantedVersion }, occurrence: 1, state: 'waiting', failures: 0 };
}

/** What a store of an earlier version must still do; call before commands are taken. */
export async function beginRegrant(store: Store, at: number): Promise<void> {
  await store.write(async (writer) => {
    const [claim] = await writer.claims([regrantedClaim]);
    if (claim?.owner === regrantedVersion) return;
    if ((await writer.head()).seq === 0) await writer.putClaims([{ key: regrantedClaim, owner: regrantedVersion }]);
    else if ((await writer.alarms([regrantKey])).length === 0) await writer.putAlarms([regrantAlarm(at)]);
  });
}

export async function regrantRoots(reader: StoreReader, dict: Dictionary, after: string): Promise<Regranted> {
  const waiting = (await everyRoot(reader)).filter((root) => root > after);
  const done: Regranted = { parts: [], removed: [], changes: [], roots: [], next: null, left: 0 };
  let seen = 0;
  let rows = 0;
  for (const root of waiting.slice(0, rootsAtOnce)) {
    rows += await regrantRoot(reader, dict, root, done);
    seen += 1;
    if (rows > rowsAtOnce) break;
  }
  done.left = waiting.length - seen;
  done.next = done.left > 0 ? waiting[seen - 1]! : null;
  return done;
}

/** Whatever anybody sees is granted to those who see all; settings and people's own rows besides. */
async function everyRoot(reader: StoreReader): Promise<string[]> {
  const { seq } = await reader.head();
  const granted = await reader.grantsOfKeys(['all'], seq);
  const people = await reader.recordsOfKinds(['person']);
  return [...new Set(['dictionary:team', ...people.map(({ id }) => `person:${id}`), ...granted.map((line) => line.root)])].sort();
}

async function regrantRoot(reader: StoreReader, dict: Dictionary, root: string, done: Regranted): Promise<number> {
  const [kind, id] = [root.slice(0, root.indexOf(':')) as RootKind, root.slice(root.indexOf(':') + 1)];
  const records: StoredRecord[] = [];
  for (let from = ''; ; ) {
    const found = await reader.recordsOfRoot(root, from, page);
    records.push(...found);
    if (found.length < page) break;
    from = placeOf(found.at(-1)!);
  }
  const sides = records.filter((record) => record.kind === 'side');
  const own = records.find((record) => record.kind === kind && record.id === id);
  const whole = own === undefined ? null : isSplit(own.kind) ? joined(own.kind, own.body, sides.map((side) => side.body as unknown as SideBody)) : own.body;
  done.roots.push({ root, kind, id, body: kind === 'dictionary' ? {} : whole });
  for (const record of records) {
    if (record.kind === 'side') continue;
    const body = record === own ? whole! : record.body;
    const parts = partsOf(record.kind, record.id, body, dict);
    for (const part of parts) change(part, root, records.find((stored) => stored.kind === part.kind && stored.id === part.id), done);
    if (record === own) for (const side of sides) if (!parts.some((part) => part.id === side.id)) drop(side, done);
  }
  return records.length;
}

function change(part: Part, root: string, stored: StoredRecord | undefined, done: Regranted): void {
  if (stored && stored.facet === part.facet && sameValue(stored.body, part.body)) return;
  if (stored && stored.facet !== part.facet) done.changes.push(line(stored, 'del'));
  done.parts.push({ part, root });
  done.changes.push(line({ ...part, root }, 'up'));
}

function drop(stored: StoredRecord, done: Regranted): void {
  done.removed.push({ kind: stored.kind, id: stored.id });
  done.changes.push(line(stored, 'del'));
}

function line(row: { kind: RecordKind; id: string; root: string; facet: number }, op: 'up' | 'del'): Omit<ChangeLine, 'seq'> {
  return { root: row.root, facet: row.facet, kind: row.kind, id: row.id, op };
}
