/** Writes a decided batch with set statements: rows, log, who sees what, claims, timers, effects, answers, and the head last (S83). */
import { isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { wholeFacet } from '#shared/engine/audience.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import { blobLookup, blobsOf } from '#server/blob-names.ts';
import type { ChangeLine, Head, RecordToStore, StoreWriter } from '#db/server/store.ts';
import { digestChanges } from '#server/committer/root-digests.ts';
import { audienceChanges, touchedRoots } from '#server/committer/audience-lines.ts';
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
}

const peopleKinds: readonly RecordKind[] = ['person', 'role', 'seat'];

export async function writeBatch(batch: Batch): Promise<Committed & { head: Head }> {
  const { writer, set, before, at, changes } = batch;
  const rows = set.rows();
  const effects = set.effects();
  const alarms = set.alarms();
  const seq = changes.length === 0 && batch.answered ? before.seq + 1 : batch.seq;
  const kinds = new Set(rows.map((row) => row.kind));
  const people = peopleKinds.some((kind) => kinds.has(kind));
  const committed: Committed = { kinds, resources: new Set(effects.map((effect) => effect.resource)), alarms: alarms.length > 0, peopleChanged: people };
  if (seq === before.seq) return { ...committed, head: before };

  const ver = new Map(changes.map((line) => [`${line.kind}|${line.id}`, line.seq]));
  const stored: RecordToStore[] = rows.flatMap((row) => (row.body === null ? [] : [record(row.kind, row.id, row.body, ver.get(`${row.kind}|${row.id}`) ?? seq)]));
  const removed = rows.filter((row) => row.body === null && row.stored !== null);
  await writer.putRootDigests(await digestChanges(writer, stored, removed, at));
  await writer.putRecords(stored);
  await writer.deleteRecords(removed);
  await writer.addChanges(changes);
  const lines = await audienceChanges(writer, touchedRoots(rows, isDictionaryKind), people, batch.dict, before.seq, seq);
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

function record(kind: RecordKind, id: string, body: Record<string, unknown>, ver: number): RecordToStore {
  const def = kindOf(kind);
  const lookups = Object.entries(def.lookups).flatMap(([name, of]) => {
    const value = of(body);
    return value === null ? [] : [[name, value] as const];
  });
  for (const hash of blobsOf(kind, body)) lookups.push([blobLookup, hash]);
  return { kind, id, root: rootKey(def.root(body)), facet: wholeFacet, ver, body, lookups };
}
