/** Counts a store again from its rows: figures of roots, who sees what, sums of money, keys of people, files by their hash (I16, S60). */
import { personKeys } from '#shared/engine/audience.ts';
import { createDigestSum } from '#shared/sync/digest.ts';
import type { DigestSum } from '#shared/sync/digest.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import { sha256Hex } from '#db/core/blob-folder.ts';
import { open } from '#db/server/store.ts';
import type { TableRows, WholeSnapshot } from '#db/server/whole-store.ts';
import { blobsOf } from '#server/blob-names.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { auditAudience } from '#server/committer/check-audience.ts';

export interface Verdict {
  rows: number;
  roots: number;
  files: number;
  /** One line each, of ids and keys only. */
  faults: string[];
}

type Row = Record<string, string | number | null>;
const rowsIn = (part: TableRows): Row[] => part.rows.map((row) => Object.fromEntries(part.columns.map((column, n) => [column, row[n]!])));

export async function verifyStore(snapshot: WholeSnapshot): Promise<Verdict> {
  const { reader } = snapshot;
  const faults: string[] = [];
  const head = await reader.head();
  if (head.seq > 0 && (await reader.commit(head.seq))?.mark !== head.mark) faults.push(`head ${head.seq}: its commit has another mark`);

  const named = new Set<string>();
  const roots = new Map<string, { count: number; sum: DigestSum }>();
  let rows = 0;
  for await (const part of snapshot.rows('records')) {
    for (const row of rowsIn(part)) {
      const [kind, id, ver] = [row['kind'] as RecordKind, String(row['id']), Number(row['ver'])];
      rows += 1;
      if (ver > head.seq) faults.push(`${kind} ${id}: changed at ${ver}, beyond the head`);
      const key = `${row['root']} ${row['facet']}`;
      const held = roots.get(key) ?? { count: 0, sum: createDigestSum() };
      roots.set(key, held);
      held.count += 1;
      held.sum.turn(kind, id, ver);
      for (const hash of blobsOf(kind, JSON.parse(String(row['body'])) as Record<string, unknown>)) named.add(hash);
    }
  }
  const told = new Set<string>();
  for await (const part of snapshot.rows('root_digest')) {
    for (const row of rowsIn(part)) {
      const key = `${row['root']} ${row['facet']}`;
      told.add(key);
      const held = roots.get(key);
      if (held?.count !== row['count']) faults.push(`${key}: ${held?.count ?? 0} rows, its figure says ${row['count']}`);
      else if (held?.sum.text !== row['xor64']) faults.push(`${key}: its rows are not those of its digest`);
    }
  }
  for (const key of roots.keys()) if (!told.has(key)) faults.push(`${key}: rows without a figure`);

  const dict = await readDictionary(reader);
  faults.push(...(await auditAudience(reader, dict)));
  faults.push(...(await strayLines(snapshot)));
  const keys = (await reader.userKeys(null, head.seq)).filter((line) => line.z === open).map((line) => `${line.person} ${line.key} ${line.facets} ${line.via}`);
  const due = dict.all('person').flatMap((person) => personKeys(person, dict).map((key) => `${person.id} ${key.key} ${key.facets} ${key.via}`));
  for (const key of difference(keys, due)) faults.push(`key of a person: ${key}`);

  let files = 0;
  for await (const { hash, bytes } of snapshot.files()) {
    files += 1;
    named.delete(hash);
    if (sha256Hex(bytes) !== hash) faults.push(`file ${hash}: its bytes are others`);
  }
  for (const hash of named) faults.push(`file ${hash}: named by a row, not there`);
  return { rows, roots: roots.size, files, faults };
}

/** Open lines that no stored root has written. */
async function strayLines(snapshot: WholeSnapshot): Promise<string[]> {
  const vias = new Set<string>();
  for (const table of ['grants', 'key_links']) {
    for await (const part of snapshot.rows(table)) for (const row of rowsIn(part)) if (row['z'] === open) vias.add(String(row['via']));
  }
  const list = [...vias].filter((via) => !via.startsWith('dictionary:'));
  const known = new Set<string>();
  for (let from = 0; from < list.length; from += 500) {
    const refs = list.slice(from, from + 500).map((via) => ({ kind: via.slice(0, via.indexOf(':')) as RecordKind, id: via.slice(via.indexOf(':') + 1) }));
    for (const record of await snapshot.reader.versions(refs)) known.add(`${record.kind}:${record.id}`);
  }
  return list.filter((via) => !known.has(via)).map((via) => `${via}: lines of a root that is not there`);
}

function difference(a: readonly string[], b: readonly string[]): string[] {
  const [left, right] = [new Set(a), new Set(b)];
  return [...[...left].filter((one) => !right.has(one)), ...[...right].filter((one) => !left.has(one))];
}
