/**
 * Erases a client for good, a batch at a time (S72): the first closes who sees them and empties their card, talks and deals; those after it go
 * through messages, record lines and remembered commands. Ids, sums and times stay; what every copy must let go of stands in the erasure's record.
 */
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { erased } from '#shared/engine/erased.ts';
import { facetOf } from '#shared/engine/parts.ts';
import type { ErasureBody, ProfileBody } from '#shared/model/bodies.ts';
import { facets } from '#shared/model/facets.ts';
import { placeOf } from '#db/server/store.ts';
import type { StoreReader, StoreWriter, StoredAlarm, StoredRecord } from '#db/server/store.ts';
import { blobsOf } from '#server/blob-names.ts';
import { dropRow, lineOf, nothingRewritten, rewriteOwn, rewritePart } from '#server/committer/rewrite.ts';
import type { Rewrite, Rewritten } from '#server/committer/rewrite.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';

export const eraseCommand = 'client.erase';

export interface EraseWork {
  contactId: string;
  /** Who said so; null = the server, again. */
  personId: string | null;
  /** begin → rows of one root after another → commands. */
  part: 'begin' | 'rows' | 'commands';
  /** Which of the roots, and down to which place; or down to which command. */
  root: number;
  after: string;
  /** The networks' names of them, by which strange deliveries are found. */
  strange: string[];
}

const rowsAtOnce = 200;
const commandsAtOnce = 1000;

export const beginErasing = (contactId: string, personId: string | null): EraseWork => ({ contactId, personId, part: 'begin', root: 0, after: '', strange: [] });

export const eraseWork = (args: Record<string, unknown>): EraseWork => args as unknown as EraseWork;

export function eraseStep(work: EraseWork): Rewrite {
  return async (writer, set, dict, at) => {
    const done = nothingRewritten();
    const record = dict.get('erasure', work.contactId);
    const roots = await rootsOf(writer, work.contactId);
    const step: Step = { writer, set, dict, at, done, blobs: new Set(record?.blobs), roots };
    const next = work.part === 'begin' ? await begin(work, step) : work.part === 'rows' ? await rows(work, step) : await commands(work, step);
    tell(step, {
      id: work.contactId as never, ids: roots.map(idOf), blobs: [...step.blobs], personId: record ? record.personId : (work.personId as never), at: record?.at ?? at, doneAt: next ? null : at,
    });
    await set.ensureAlarms([`erase:${work.contactId}`]);
    set.setAlarm(`erase:${work.contactId}`, next && alarmOf(next, at));
    return done;
  };
}

interface Step { writer: StoreWriter; set: WorkingSet; dict: Dictionary; at: number; done: Rewritten; blobs: Set<string>; roots: readonly string[] }

function alarmOf(work: EraseWork, at: number): StoredAlarm {
  return { key: `erase:${work.contactId}`, due: at, command: eraseCommand, args: { ...work }, occurrence: 1, state: 'waiting', failures: 0 };
}

/** The client, their talks and their deals, those that were removed too. */
async function rootsOf(reader: StoreReader, contactId: string): Promise<string[]> {
  const found = await reader.lookup([{ kind: 'conversation', lookup: 'byContact', value: contactId }, { kind: 'deal', lookup: 'byContact', value: contactId }]);
  return [`contact:${contactId}`, ...found.map((row) => `${row.kind}:${row.id}`).sort()];
}

const idOf = (root: string): string => root.slice(root.indexOf(':') + 1);

/** All that tells at once who sees what, in one step: nobody sees half an erasure. */
async function begin(work: EraseWork, step: Step): Promise<EraseWork> {
  const { writer, done, dict, at } = step;
  const strange: string[] = [];
  for (const root of step.roots) {
    const small = (await writer.recordsOfRoot(root, '', rowsAtOnce)).filter((record) => record.kind === 'side' || root === `${record.kind}:${record.id}`);
    for (const record of small) take(record, step);
    rewriteOwn(small, root, dict, done, (body) => erased(root.slice(0, root.indexOf(':')) as never, body, at)!);
  }
  const profiles = await writer.lookup([{ kind: 'profile', lookup: 'byContact', value: work.contactId }]);
  for (const profile of await writer.records(profiles)) {
    const { externalId } = profile.body as unknown as ProfileBody;
    if (externalId !== '') strange.push(externalId);
    take(profile, step);
    dropRow(profile, done);
  }
  return { ...work, part: 'rows', strange };
}

async function rows(work: EraseWork, step: Step): Promise<EraseWork> {
  const { writer, done, dict, at } = step;
  const root = step.roots[work.root];
  if (root === undefined) return { ...work, part: 'commands', after: '' };
  const found = await writer.recordsOfRoot(root, work.after, rowsAtOnce);
  for (const record of found) {
    if (record.kind === 'side' || record.kind === 'profile' || root === `${record.kind}:${record.id}`) continue;
    take(record, step);
    const body = erased(record.kind, record.body, at);
    if (body === null) dropRow(record, done);
    else rewritePart({ kind: record.kind, id: record.id, facet: facetOf(record.kind, body, dict), body }, root, record, done);
  }
  return found.length < rowsAtOnce ? { ...work, root: work.root + 1, after: '' } : { ...work, after: placeOf(found.at(-1)!) };
}

/** Answers and change lists that name them; at the end what else does. null = nothing is left. */
async function commands(work: EraseWork, { writer, roots }: Step): Promise<EraseWork | null> {
  const ids = roots.map(idOf);
  const after = await writer.forgetNaming(ids, work.after, commandsAtOnce);
  if (after !== null) return { ...work, after };
  for (const effect of await writer.effectsNaming(ids)) {
    const { payload } = effect;
    const emptied = payload.kind === 'media.fetch' ? { ...payload, items: [] } : payload.kind === 'avatar.fetch' ? { ...payload, source: '' } : payload;
    await writer.putEffects([{ ...effect, payload: emptied, state: effect.state === 'ready' || effect.state === 'held' ? 'cancelled' : effect.state }]);
  }
  await writer.dropNaming([...ids, ...work.strange]);
  return null;
}

function take(record: StoredRecord, { blobs }: Step): void {
  for (const hash of blobsOf(record.kind, record.body)) blobs.add(hash);
}

/** The record goes to every console, like any setting. */
function tell({ set, done }: Step, body: ErasureBody): void {
  set.setBody('erasure', body.id, body as unknown as Record<string, unknown>);
  done.changes.push(lineOf({ kind: 'erasure', id: body.id, root: 'dictionary:team', facet: facets.core }, 'up'));
}
