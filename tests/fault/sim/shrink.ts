/** Makes a failing run short: operations are left out, in halves and then one by one, as long as it fails in the same way. */
import { runSeed } from '#tests/fault/sim/run-seed.ts';
import type { SeedEnd } from '#tests/fault/sim/run-seed.ts';

const kindOf = (failure: string): string => failure.slice(0, failure.indexOf(' ')) || failure;

/** The operations that are enough, in order. `tries`: how many runs it may cost. */
export async function shrink(end: SeedEnd, servers = 1, tries = 60): Promise<readonly string[]> {
  let without = new Set<number>();
  let best = end;
  for (let size = Math.ceil(end.at / 2); size >= 1 && tries > 0; size = Math.floor(size / 2)) {
    for (let from = 1; from <= best.at && tries > 0; from += size) {
      const more = new Set(without);
      for (let n = from; n < from + size && n <= best.at; n += 1) more.add(n);
      if (more.size === without.size) continue;
      tries -= 1;
      const next = await runSeed({ seed: end.seed, ops: end.at, without: more, servers });
      if (next.failure === null || kindOf(next.failure) !== kindOf(end.failure!)) continue;
      without = more;
      best = next;
    }
  }
  return best.done;
}

/** What a test says of a run: nothing, or the seed, what broke and the shortest way to it that was found. */
export async function told(end: SeedEnd, servers = 1): Promise<string> {
  if (end.failure === null) return '';
  return `seed ${end.seed}: ${end.failure}\nafter: ${(await shrink(end, servers)).join(' · ')}`;
}
