/** Every root a person may see, and the order in which a console had better want them: what it is for first, what is old when asked for (S31). */
import { wantOrder } from '#shared/sync/protocol.ts';
import type { ConversationBody } from '#shared/model/bodies.ts';
import type { GrantLine, Head, StoreReader } from '#db/server/store.ts';
import { validAt } from '#server/sync/visibility.ts';

const oldMs = 90 * 24 * 3_600_000;

/** 0 the team's settings and one's own · 1 one's own seat · 2 what nobody has taken · 3 the rest. */
type Rank = 0 | 1 | 2 | 3;

export interface Sight { rank: Rank; mask: number }

/** Roots of which a person sees anything at `at`. `endings`: only roots whose names end so. */
export async function visibleRoots(reader: StoreReader, person: string, at: number, endings: readonly string[] | null = null): Promise<Map<string, Sight>> {
  const before = at - 1;
  const keys = new Map<string, Sight>();
  const gain = (to: Map<string, Sight>, name: string, rank: Rank, mask: number): void => {
    const held = to.get(name);
    if (mask !== 0) to.set(name, { rank: Math.min(rank, held?.rank ?? 3) as Rank, mask: mask | (held?.mask ?? 0) });
  };
  for (const line of await reader.userKeys(person, before)) if (validAt(line, at)) gain(keys, line.key, rankOf(line.key), line.facets);
  // Direct keys, clients, companies: what leads to a key is known whole before the key is followed (S13).
  for (let step: readonly string[] = [...keys.keys()]; step.length > 0; ) {
    const known = new Set(keys.keys());
    const links = (await reader.linksFrom(step, before)).filter((link) => validAt(link, at));
    for (const link of links) gain(keys, link.to, keys.get(link.from)!.rank, keys.get(link.from)!.mask);
    step = [...new Set(links.map((link) => link.to))].filter((key) => !known.has(key));
  }
  const roots = new Map<string, Sight>();
  const names = [...keys.keys()];
  const grants: GrantLine[] = endings === null ? await reader.grantsOfKeys(names, before) : await reader.grantsOfKeysEnding(names, endings, before);
  for (const line of grants) {
    if (!validAt(line, at)) continue;
    const key = keys.get(line.key)!;
    gain(roots, line.root, line.root.startsWith('dictionary:') || line.root.startsWith('person:') ? 0 : key.rank, line.facets & key.mask);
  }
  return roots;
}

function rankOf(key: string): Rank {
  return key.startsWith('seat:') ? 1 : key === 'pool' ? 2 : 3;
}

/** The same roots as a console is told to want them: rank by rank, newest activity first; talks that rest for long only when somebody opens them. */
export async function wantedRoots(reader: StoreReader, head: Head, roots: ReadonlyMap<string, Sight>): Promise<[root: string, cls: number][]> {
  const newest = new Map<string, number>();
  for (const line of await reader.rootDigests([...roots.keys()])) newest.set(line.root, Math.max(newest.get(line.root) ?? 0, line.at));
  const old = [...roots.keys()].filter((root) => root.startsWith('conversation:') && (newest.get(root) ?? 0) < head.at - oldMs);
  const resting = new Set<string>();
  for (const row of await reader.records(old.map((root) => ({ kind: 'conversation' as const, id: root.slice('conversation:'.length) })))) {
    const body = row.body as unknown as ConversationBody;
    if (body.owedSince === null && body.snoozedUntil === null) resting.add(row.root);
  }
  return [...roots]
    .map(([root, { rank }]) => ({ root, at: newest.get(root) ?? 0, rank: resting.has(root) ? wantOrder.onDemand / wantOrder.step : rank }))
    .sort((x, y) => x.rank - y.rank || y.at - x.at || (x.root < y.root ? -1 : 1))
    .map(({ root, rank }, n) => [root, rank * wantOrder.step + n]);
}
