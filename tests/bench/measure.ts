/** Times one thing many times and tells how long the slow ones took. */

export interface Measure {
  name: string;
  value: number;
  unit: string;
  target?: number;
  better: 'lower' | 'higher';
}

/** p95 against `target`, and the worst against `worst` where one is given; ms. */
export function measured(name: string, target: number, times: number, work: () => unknown, worst?: number): Measure[] {
  for (let n = 0; n < Math.min(50, times / 4); n += 1) work();
  const taken: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const from = performance.now();
    work();
    taken.push(performance.now() - from);
  }
  return summary(name, taken, target, worst);
}

export function summary(name: string, taken: number[], target: number, worst?: number): Measure[] {
  const sorted = [...taken].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 100) / 100;
  return [
    { name: `${name}, p50`, value: at(0.5), unit: 'ms', better: 'lower' },
    { name: `${name}, p95`, value: at(0.95), unit: 'ms', target, better: 'lower' },
    { name: `${name}, worst`, value: at(1), unit: 'ms', ...(worst === undefined ? {} : { target: worst }), better: 'lower' },
  ];
}

/** Whole numbers below `limit`, the same at every run. */
export function reproducible(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}
