/** Figures of roots worked out from the stored rows alone: what the committer's own must equal (I16). */
import type { Store } from '#db/server/store.ts';
import { recordKinds } from '#shared/model/kinds.ts';

/** `root|facet` → `count:xor` from the rows, and the same as the store has it. */
export async function digestsOf(store: Store): Promise<{ counted: string[]; stored: string[] }> {
  return store.read(async (reader) => {
    const rows = await reader.recordsOfKinds(recordKinds);
    const sums = new Map<string, { count: number; xor: bigint }>();
    for (const row of rows) {
      const key = `${row.root}|${row.facet}`;
      const held = sums.get(key) ?? { count: 0, xor: 0n };
      sums.set(key, { count: held.count + 1, xor: held.xor ^ BigInt(`0x${oneRow(row.kind, row.id, row.ver)}`) });
    }
    const roots = [...new Set(rows.map((row) => row.root))];
    return {
      counted: [...sums].map(([key, { count, xor }]) => `${key} ${count}:${xor.toString(16).padStart(16, '0')}`).sort(),
      stored: (await reader.rootDigests(roots)).map((line) => `${line.root}|${line.facet} ${line.count}:${line.xor}`).sort(),
    };
  });
}

/** Murmur3 with 32 bits over UTF-16 units as words, twice with two seeds: written anew, so that both sides' shared function is checked too. */
function oneRow(kind: string, id: string, ver: number): string {
  const half = (seed: number): string => {
    let h = BigInt(seed);
    const mask = 0xffff_ffffn;
    const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (32n - by))) & mask;
    const text = `${kind}|${id}|${ver}`;
    for (const letter of text) {
      const k = (rotate((BigInt(letter.charCodeAt(0)) * 0xcc9e2d51n) & mask, 15n) * 0x1b873593n) & mask;
      h = (rotate(h ^ k, 13n) * 5n + 0xe6546b64n) & mask;
    }
    h ^= BigInt(text.length);
    h = ((h ^ (h >> 16n)) * 0x85ebca6bn) & mask;
    h = ((h ^ (h >> 13n)) * 0xc2b2ae35n) & mask;
    return (h ^ (h >> 16n)).toString(16).padStart(8, '0');
  };
  return half(0x9747b28c) + half(0x3c6ef372);
}
