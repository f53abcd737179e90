/** What other servers of the team have committed since this one last looked: how far they are, and the settings if they touched them (S35, S38). */
import { createDictionary, dictionaryKinds, isDictionaryKind } from '#shared/engine/dictionary.ts';
import type { DictionaryKind, MutableDictionary } from '#shared/engine/dictionary.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { Head, StoreReader } from '#db/server/store.ts';
import type { Committed } from '#server/committer/write-batch.ts';

export interface Missed {
  head: Head;
  /** turned: the order known here is not the store's any more, as after a restore; nothing held in memory counts (S38). */
  how: 'more' | 'turned';
  kinds: ReadonlySet<RecordKind>;
  /** As stored now; null = the settings are as they were. */
  dictionary: MutableDictionary | null;
}

/** More than this is not looked through: all may have changed. */
const lookedThrough = 5000;
const peopleKinds: readonly RecordKind[] = ['person', 'role', 'seat'];

export function sameHead(a: Head, b: Head): boolean {
  return a.seq === b.seq && a.epoch === b.epoch && a.mark === b.mark;
}

/** `known`: where this server stood; `now`: the head of what `reader` sees. */
export async function readMissed(reader: StoreReader, known: Head, now: Head): Promise<Missed> {
  const stands = known.epoch === now.epoch && known.seq <= now.seq && (known.seq === 0 || (await reader.commit(known.seq))?.mark === known.mark);
  const lines = stands ? await reader.changes(known.seq, now.seq, lookedThrough) : [];
  if (!stands || lines.length === lookedThrough) return { head: now, how: stands ? 'more' : 'turned', kinds: new Set(dictionaryKinds), dictionary: await readDictionary(reader) };
  const kinds = new Set(lines.map((line) => line.kind));
  return { head: now, how: 'more', kinds, dictionary: [...kinds].some(isDictionaryKind) ? await readDictionary(reader) : null };
}

/** What listeners are told: of others' timers and effects nothing is known here, so all may have changed. */
export function toldOf(missed: Missed, dictionary: MutableDictionary): Committed {
  return {
    elsewhere: missed.how, kinds: missed.kinds, resources: new Set(dictionary.all('account').map((account) => `account:${account.id}`)), alarms: true,
    peopleChanged: missed.how === 'turned' || peopleKinds.some((kind) => missed.kinds.has(kind)),
  };
}

/** The team's settings as stored. */
export async function readDictionary(reader: StoreReader): Promise<MutableDictionary> {
  const dictionary = createDictionary();
  for (const record of await reader.recordsOfKinds(dictionaryKinds)) dictionary.set(record.kind as DictionaryKind, record.id, record.body as never);
  return dictionary;
}
