/** Who sees what after a batch: the difference between each touched root's audience and the open lines of the same via (S11). Never by hand. */
import { audience, personKeys } from '#shared/engine/audience.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { RecordKind, RootKind } from '#shared/model/bodies.ts';
import { open } from '#db/server/store.ts';
import type { GrantLine, LinkLine, StoreReader, UserKeyLine } from '#db/server/store.ts';

export interface LineChanges<Line> { opened: Line[]; closed: Line[] }
export interface AudienceChanges { grants: LineChanges<GrantLine>; links: LineChanges<LinkLine>; userKeys: LineChanges<UserKeyLine> }

export interface TouchedRoot {
  root: string;
  kind: RootKind;
  id: string;
  /** The root's own record after the batch. */
  body: Record<string, unknown> | null;
}

/** Roots whose own record is among these rows. */
export function touchedRoots(rows: readonly { kind: RecordKind; id: string; body: Record<string, unknown> | null }[], isDictionary: (kind: RecordKind) => boolean): TouchedRoot[] {
  const roots = new Map<string, TouchedRoot>();
  const add = (kind: RootKind, id: string, body: Record<string, unknown> | null): void => void roots.set(`${kind}:${id}`, { root: `${kind}:${id}`, kind, id, body });
  for (const row of rows) {
    if (row.kind === 'contact' || row.kind === 'conversation' || row.kind === 'deal' || row.kind === 'person') add(row.kind, row.id, row.body);
    if (isDictionary(row.kind)) add('dictionary', 'team', {});
  }
  return [...roots.values()];
}

/** `head`: seq before the batch (lines open then); `seq`: the place of this batch's differences. */
export async function audienceChanges(
  store: StoreReader, roots: readonly TouchedRoot[], peopleChanged: boolean, dict: Dictionary, head: number, seq: number,
): Promise<AudienceChanges> {
  const vias = roots.map((root) => root.root);
  const grantsNow: GrantLine[] = [];
  const linksNow: LinkLine[] = [];
  for (const { root, kind, id, body } of roots) {
    const now = audience({ kind, id }, body as never, dict);
    for (const grant of now.grants) grantsNow.push({ root, key: grant.key, facets: grant.facets, via: root, a: seq, z: open });
    for (const link of now.links) linksNow.push({ ...link, via: root, a: seq, z: open });
  }
  const keysNow = peopleChanged
    ? dict.all('person').flatMap((person) => personKeys(person, dict).map((key) => ({ person: person.id as string, key: key.key, facets: key.facets, via: key.via, a: seq, z: open })))
    : [];
  const openBefore = <Line extends { z: number }>(lines: Line[]): Line[] => lines.filter((line) => line.z === open);
  return {
    grants: difference(openBefore(vias.length > 0 ? await store.grantsVia(vias, head) : []), grantsNow, (g) => `${g.root}|${g.key}|${g.facets}|${g.via}`, seq),
    links: difference(openBefore(vias.length > 0 ? await store.linksVia(vias, head) : []), linksNow, (l) => `${l.from}|${l.to}|${l.via}`, seq),
    userKeys: peopleChanged ? difference(openBefore(await store.userKeys(null, head)), keysNow, (u) => `${u.person}|${u.key}|${u.facets}|${u.via}`, seq) : { opened: [], closed: [] },
  };
}

function difference<Line extends { z: number }>(before: readonly Line[], now: readonly Line[], keyOf: (line: Line) => string, seq: number): LineChanges<Line> {
  const had = new Set(before.map(keyOf));
  const has = new Set(now.map(keyOf));
  return {
    opened: [...new Map(now.filter((line) => !had.has(keyOf(line))).map((line) => [keyOf(line), line])).values()],
    closed: before.filter((line) => !has.has(keyOf(line))).map((line) => ({ ...line, z: seq })),
  };
}
