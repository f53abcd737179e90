/** Seeded chance: the same seed plays the same day. */
export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number;
  between(from: number, to: number): number;
  pick<Value>(list: readonly Value[]): Value;
  /** True with this probability. */
  is(probability: number): boolean;
  weighted<Value>(options: readonly (readonly [weight: number, value: Value])[]): Value;
}

export function createChance(seed: number): Chance {
  // SplitMix32: small, and good enough for people who do not exist.
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 0x1_0000_0000;
  };
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    is: (probability) => next() < probability,
    weighted(options) {
      let left = next() * options.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of options) {
        left -= weight;
        if (left < 0) return value;
      }
      return options.at(-1)![1];
    },
  };
}
