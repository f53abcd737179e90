/** Writes a decided batch with set statements: rows, log, who sees what, claims, timers, effects, answers, and the head last (S83). */
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { isSplit, partsOf } from '#shared/engine/parts.ts';
import type { Part } from '#shared/engine/parts.ts';
import { sameValue } from '#shared/base/same-value.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import { blobLookup, blobsOf } from '#server/blob-names.ts';
import type { ChangeLine, Head, RecordRef, RecordToStore, StoreWriter, StoredRecord } from '#db/server/store.ts';
import { digestChanges } from '#server/committer/root-digests.ts';
import { audienceChanges, touchedRoots } from '#server/committer/audience-lines.ts';
import type { Rewritten } from '#server/committer/rewrite.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';

/** What listeners learn of a commit. */
export interface Committed {
  /** Kinds that changed, for those who follow the dictionary. */
  kinds: ReadonlySet<RecordKind>;
  /** Resources whose effects changed. */
  resources: ReadonlySet<string>;
  alarms: boolean;
  peopleChanged: boolean;
  /** It was another server's; turned: the whole order is another one, as after a restore (S38). */
  elsewhere?: 'more' | 'turned';
}

export interface Batch {
  writer: StoreWriter;
  set: WorkingSet;
  dict: Dictionary;
  before: Head;
  at: number;
  /** Place of the last change. */
  seq: number;
  changes: readonly ChangeLine[];
  /** Answers or timers were stored: a batch without changes takes a place of its own, so that its fate can be looked up (S8, S85). */
  answered: boolean;
  mark: string;
  /** Rows that were done anew in this batch. */
  anew?: Rewritten | null;
}

const peopleKinds: readonly RecordKind[] = ['person', 'role', 'seat'];

export async function writeBatch(batch: Batch): Promise<Committed & { head: Head }> {
  const { writer, set, before, at, changes } = batch;
  const rows = set.rows();
  const effects = set.effects();
  const alarms = set.alarms();
  const seq = changes.length === 0 && batch.answered ? before.seq + 1 : batch.seq;
  const kinds = new Set(rows.map((row) => row.kind));
  const anew = batch.anew ?? null;
  const people = anew !== null || peopleKinds.some((kind) => kinds.has(kind));
  const committed: Committed = { kinds, resources: new Set(effects.map((effect) => effect.resource)), alarms: alarms.length > 0, peopleChanged: people };
  if (seq === before.seq) return { ...committed, head: before };

  const ver = new Map(changes.map((line) => [`${line.kind}|${line.id}`, line.seq]));
  const { stored, removed } = physical(rows, batch.dict, (kind, id) => ver.get(`${kind}|${id}`) ?? seq);
  if (anew) {
    for (const { part, root } of anew.parts) stored.push(recordOf(part, root, ver.get(`${part.kind}|${part.id}`) ?? seq));
    removed.push(...anew.removed);
  }
  await writer.putRootDigests(await digestChanges(writer, stored, removed, at));
  await writer.putRecords(stored);
  await writer.deleteRecords(removed);
  await writer.addChanges(changes);
  const lines = await audienceChanges(writer, [...touchedRoots(rows, isDictionaryKind), ...(anew?.roots ?? [])], people, batch.dict, before.seq, seq);
  await writer.closeGrants(lines.grants.closed);
  await writer.openGrants(lines.grants.opened);
  await writer.closeLinks(lines.links.closed);
  await writer.openLinks(lines.links.opened);
  await writer.closeUserKeys(lines.userKeys.closed);
  await writer.openUserKeys(lines.userKeys.opened);
  await writer.putClaims(set.claims().flatMap((claim) => (claim.owner === null ? [] : [{ key: claim.key, owner: claim.owner }])));
  await writer.dropClaims(set.claims().flatMap((claim) => (claim.owner === null ? [claim.key] : [])));
  await writer.putAlarms(alarms.flatMap(({ alarm }) => (alarm ? [alarm] : [])));
  await writer.dropAlarms(alarms.flatMap(({ key, alarm }) => (alarm ? [] : [key])));
  await writer.putEffects(effects);
  await writer.putCommands(set.commands());
  const head: Head = { ...before, seq, mark: batch.mark, at, dealNumber: set.dealNumber };
  await writer.setHead(head);
  return { ...committed, head };
}

/** The stored rows that the batch writes and removes: of a contact or deal only those of its parts that differ. */
function physical(rows: ReturnType<WorkingSet['rows']>, dict: Dictionary, verOf: (kind: RecordKind, id: string) => number): { stored: RecordToStore[]; removed: RecordRef[] } {
  const stored: RecordToStore[] = [];
  const removed: RecordRef[] = [];
  for (const row of rows) {
    const parts = row.body === null ? [] : partsOf(row.kind, row.id, row.body, dict);
    const root = row.body === null ? '' : rootKey(kindOf(row.kind).root(row.body));
    for (const part of parts) if (!isSplit(row.kind) || !isStored(part, root, row.raw)) stored.push(recordOf(part, root, verOf(part.kind, part.id)));
    removed.push(...row.raw.filter((record) => !parts.some((part) => part.kind === record.kind && part.id === record.id)));
    if (row.raw.length === 0 && row.body === null && row.stored !== null) removed.push({ kind: row.kind, id: row.id });
  }
  return { stored, removed };
}

function isStored(part: Part, root: string, raw: readonly StoredRecord[]): boolean {
  const now = raw.find((record) => record.kind === part.kind && record.id === part.id);
  return now !== undefined && now.root === root && now.facet === part.facet && sameValue(now.body, part.body);
}

export function recordOf({ kind, id, facet, body }: Part, root: string, ver: number): RecordToStore {
  const lookups = Object.entries(kindOf(kind).lookups).flatMap(([name, of]) => {
    const value = of(body);
    return value === null ? [] : [[name, value] as const];
  });
  for (const hash of blobsOf(kind, body)) lookups.push([blobLookup, hash]);
  return { kind, id, root, facet, ver, body, lookups };
}
