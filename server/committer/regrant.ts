/** Does stored roots anew after their audience, or the cut of their rows, has become another one: 200 roots a batch, from where the last batch ended (S16). */
import { audienceVersion } from '#shared/engine/audience.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { partsOf } from '#shared/engine/parts.ts';
import { placeOf } from '#db/server/store.ts';
import type { Store, StoreReader, StoredAlarm, StoredRecord } from '#db/server/store.ts';
import { nothingRewritten, rewriteOwn, rewritePart } from '#server/committer/rewrite.ts';
import type { Rewrite, Rewritten } from '#server/committer/rewrite.ts';

export const regrantCommand = 'audience.regrant';
export const regrantKey = 'regrant';
/** Claim whose owner is the version that every stored root follows. */
export const regrantedClaim = 'audience';
export const regrantedVersion = String(audienceVersion);

const rootsAtOnce = 200;
const rowsAtOnce = 5_000;
const page = 1_000;

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

/** One batch of it, from where the last one ended. */
export function regrantRoots(after: string): Rewrite {
  return async (writer, set, dict, at) => {
    const waiting = (await everyRoot(writer)).filter((root) => root > after);
    const done = nothingRewritten();
    let seen = 0;
    let rows = 0;
    for (const root of waiting.slice(0, rootsAtOnce)) {
      rows += await regrantRoot(writer, dict, root, done);
      seen += 1;
      if (rows > rowsAtOnce) break;
    }
    if (waiting.length === seen) set.setClaim(regrantedClaim, regrantedVersion);
    else set.setAlarm(regrantKey, regrantAlarm(at, waiting[seen - 1], waiting.length - seen));
    return done;
  };
}

/** Whatever anybody sees is granted to those who see all; settings and people's own rows besides. */
async function everyRoot(reader: StoreReader): Promise<string[]> {
  const { seq } = await reader.head();
  const granted = await reader.grantsOfKeys(['all'], seq);
  const people = await reader.recordsOfKinds(['person']);
  return [...new Set(['dictionary:team', ...people.map(({ id }) => `person:${id}`), ...granted.map((line) => line.root)])].sort();
}

async function regrantRoot(reader: StoreReader, dict: Dictionary, root: string, done: Rewritten): Promise<number> {
  const records: StoredRecord[] = [];
  for (let from = ''; ; ) {
    const found = await reader.recordsOfRoot(root, from, page);
    records.push(...found);
    if (found.length < page) break;
    from = placeOf(found.at(-1)!);
  }
  rewriteOwn(records, root, dict, done);
  for (const record of records) {
    if (record.kind === 'side' || root === `${record.kind}:${record.id}`) continue;
    for (const part of partsOf(record.kind, record.id, record.body, dict)) rewritePart(part, root, record, done);
  }
  return records.length;
}
