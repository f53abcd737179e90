/** Who holds which key, kept between commits: whom one concerns is looked up, instead of being asked of each of five hundred (S37). */
import type { Head, StoreReader, UserKeyLine } from '#db/server/store.ts';

/** True for every place of a window in which nobody's own keys have changed. */
export interface Holders {
  of(person: string): readonly UserKeyLine[];
  /** Everybody who holds one of these. */
  among(keys: Iterable<string>): ReadonlySet<string>;
}

export interface KeyHolders {
  /** For what lies between a place and the snapshot's head; null = somebody's keys have changed there. */
  steady(reader: StoreReader, from: number, head: Head): Promise<Holders | null>;
}

export function createKeyHolders(): KeyHolders {
  let known: { at: number; epoch: number; holders: Holders } | null = null;
  return {
    async steady(reader, from, head) {
      // The store is asked, not the commits that were heard of: another server's may stand in this snapshot untold.
      if (known?.epoch !== head.epoch || (await reader.userKeysTouched(Math.min(from, known.at)))) {
        known = { at: head.seq, epoch: head.epoch, holders: holdersOf(await reader.userKeys(null, head.seq)) };
        if (await reader.userKeysTouched(from)) return null;
      }
      return known.holders;
    },
  };
}

function holdersOf(lines: readonly UserKeyLine[]): Holders {
  const byPerson = Map.groupBy(lines, (line) => line.person);
  const byKey = Map.groupBy(lines, (line) => line.key);
  return {
    of: (person) => byPerson.get(person) ?? [],
    among(keys) {
      const people = new Set<string>();
      for (const key of keys) for (const line of byKey.get(key) ?? []) people.add(line.person);
      return people;
    },
  };
}
