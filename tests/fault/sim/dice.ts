/** Chance that repeats: the same words in, the same throws out; every part of a simulation has dice of its own, so that one more throw here moves nothing there. */

export interface Dice {
  /** 0 ≤ x < 1. */
  next(): number;
  below(n: number): number;
  of<T>(list: readonly T[]): T;
  chance(probability: number): boolean;
  between(least: number, most: number): number;
  fill(bytes: Uint8Array): void;
  /** One of the names, drawn by weight. */
  weighed<Name extends string>(weights: Readonly<Record<Name, number>>): Name;
}

export function createDice(...words: readonly (string | number)[]): Dice {
  let state = 0x9e3779b9;
  for (const char of words.join('|')) state = Math.imul(state ^ char.codePointAt(0)!, 0x85ebca6b) ^ (state >>> 13);
  const bits = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  };
  const dice: Dice = {
    next: () => bits() / 2 ** 32,
    below: (n) => Math.floor(dice.next() * n),
    of: (list) => list[dice.below(list.length)]!,
    // What cannot be costs no throw.
    chance: (probability) => probability > 0 && dice.next() < probability,
    between: (least, most) => least + dice.below(most - least + 1),
    fill(bytes) {
      for (let n = 0; n < bytes.length; n += 1) bytes[n] = bits() & 0xff;
    },
    weighed(weights) {
      const names = Object.keys(weights) as (keyof typeof weights)[];
      let at = dice.next() * names.reduce((sum, name) => sum + weights[name], 0);
      for (const name of names) {
        at -= weights[name];
        if (at < 0) return name;
      }
      return names.at(-1)!;
    },
  };
  return dice;
}
