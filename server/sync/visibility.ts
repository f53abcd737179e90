/** Which facets of a root a person sees at a place of the order (S14): grants of the root against keys, direct or through links. Loaded in sets. */
import type { Holders } from '#server/sync/key-holders.ts';
import type { GrantLine, LinkLine, StoreReader, UserKeyLine } from '#db/server/store.ts';

export interface Visibility {
  /** Loads grants, and the links that lead to their keys, of these roots. */
  ensure(roots: readonly string[]): Promise<void>;
  /** Facets of a root that `ensure` has loaded; `at` is the place asked from, or the snapshot's head. */
  mask(person: string, root: string, at: number): number;
  /** Lines of a person's own keys that were valid after the place asked from. */
  keysOf(person: string): Promise<readonly UserKeyLine[]>;
  ensurePerson(person: string): Promise<void>;
  /** Everybody's own keys are known already. */
  know(holders: Holders): void;
  /** Every key by which anybody may see one of these roots, links followed back. */
  keysTo(roots: Iterable<string>): ReadonlySet<string>;
}

export const validAt = (line: { a: number; z: number }, at: number): boolean => line.a <= at && at < line.z;
/** Keys that are held by links only (S12, S13). */
const linked = (key: string): boolean => key.startsWith('client:') || key.startsWith('clientname:') || key.startsWith('company:');

/** Answers for every place from `since` on. */
export function createVisibility(reader: StoreReader, since: number): Visibility {
  const grants = new Map<string, GrantLine[]>();
  const linksTo = new Map<string, LinkLine[]>();
  const people = new Map<string, readonly UserKeyLine[]>();
  let known: Holders | null = null;
  const ensurePerson = async (person: string): Promise<void> => {
    if (!people.has(person)) people.set(person, known ? known.of(person) : await reader.userKeys(person, since));
  };

  const loadLinks = async (keys: readonly string[]): Promise<void> => {
    const wanted = [...new Set(keys)].filter((key) => linked(key) && !linksTo.has(key));
    if (wanted.length === 0) return;
    for (const key of wanted) linksTo.set(key, []);
    const lines = await reader.linksTo(wanted, since);
    for (const line of lines) linksTo.get(line.to)!.push(line);
    // Two steps at most: direct → client → company.
    await loadLinks(lines.map((line) => line.from));
  };
  const held = (person: string, key: string, at: number): number => {
    let facets = 0;
    for (const line of people.get(person) ?? []) if (line.key === key && validAt(line, at)) facets |= line.facets;
    for (const link of linksTo.get(key) ?? []) if (validAt(link, at)) facets |= held(person, link.from, at);
    return facets;
  };
  return {
    async ensure(roots) {
      const wanted = [...new Set(roots)].filter((root) => !grants.has(root));
      if (wanted.length === 0) return;
      for (const root of wanted) grants.set(root, []);
      const lines = await reader.grantsOfRoots(wanted, since);
      for (const line of lines) grants.get(line.root)!.push(line);
      await loadLinks(lines.map((line) => line.key));
    },
    ensurePerson,
    know: (holders) => void (known = holders),
    async keysOf(person) {
      await ensurePerson(person);
      return people.get(person)!;
    },
    keysTo(roots) {
      const keys = new Set<string>();
      const add = (key: string): void => {
        if (keys.has(key)) return;
        keys.add(key);
        for (const link of linksTo.get(key) ?? []) add(link.from);
      };
      for (const root of roots) for (const line of grants.get(root) ?? []) add(line.key);
      return keys;
    },
    mask(person, root, at) {
      let facets = 0;
      for (const line of grants.get(root) ?? []) if (validAt(line, at)) facets |= line.facets & held(person, line.key, at);
      return facets;
    },
  };
}
