/** Counters that keep a flood or a guesser from the rest (R13, R18); in memory: a restart forgives. */

export interface Rate {
  /** false = too many in this second. */
  take(key: string): boolean;
}

const mostKeys = 10_000;

export function createRate(options: { perSecond: number; now(): number }): Rate {
  const counts = new Map<string, { second: number; count: number }>();
  return {
    take(key) {
      const second = Math.floor(options.now() / 1000);
      const held = counts.get(key);
      if (counts.size > mostKeys) counts.clear();
      const count = held?.second === second ? held.count + 1 : 1;
      counts.set(key, { second, count });
      return count <= options.perSecond;
    },
  };
}

export interface FailureCount {
  blocked(key: string): boolean;
  failed(key: string): void;
}

export function createFailureCount(options: { limit: number; windowMs: number; now(): number }): FailureCount {
  const failures = new Map<string, number[]>();
  const recent = (key: string): number[] => (failures.get(key) ?? []).filter((at) => at > options.now() - options.windowMs);
  return {
    blocked: (key) => recent(key).length >= options.limit,
    failed(key) {
      if (failures.size > mostKeys) failures.clear();
      failures.set(key, [...recent(key), options.now()]);
    },
  };
}
