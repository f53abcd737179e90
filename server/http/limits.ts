/** Counters that keep a flood or a guesser from the rest (R13, R18); in memory: a restart forgives. They hold so many keys and no more. */
import { isIPv6 } from 'node:net';

const mostKeys = 10_000;

/** Keeps the keys that were set last, in two halves: who makes up new ones pushes out what nobody has touched for long, never all at once. */
function createRecent<Value>(): { get(key: string): Value | undefined; set(key: string, value: Value): void } {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      young.set(key, value);
      if (young.size <= mostKeys / 2) return;
      old = young;
      young = new Map();
    },
  };
}

export interface Rate {
  /** false = too many in this second. */
  take(key: string): boolean;
}

export function createRate(options: { perSecond: number; now(): number }): Rate {
  const counts = createRecent<{ second: number; count: number }>();
  return {
    take(key) {
      const second = Math.floor(options.now() / 1000);
      const held = counts.get(key);
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

/** `limit` failures within the window block; only that many times are kept of a key, the latest. */
export function createFailureCount(options: { limit: number; windowMs: number; now(): number }): FailureCount {
  const failures = createRecent<number[]>();
  const recent = (key: string): number[] => (failures.get(key) ?? []).filter((at) => at > options.now() - options.windowMs);
  return {
    blocked: (key) => recent(key).length >= options.limit,
    failed: (key) => failures.set(key, [...recent(key), options.now()].slice(-options.limit)),
  };
}

export interface OpenCount {
  /** false = too many are open already; else the way to give it back, once. */
  take(key: string, limit: number): (() => void) | false;
}

/** Things open at this moment, by key: nothing is kept of a key that has none. */
export function createOpenCount(): OpenCount {
  const counts = new Map<string, number>();
  return {
    take(key, limit) {
      const held = counts.get(key) ?? 0;
      if (held >= limit) return false;
      counts.set(key, held + 1);
      let over = false;
      return () => {
        if (over) return;
        over = true;
        const left = counts.get(key)! - 1;
        if (left > 0) counts.set(key, left);
        else counts.delete(key);
      };
    },
  };
}

/** Whom an address stands for: itself, or with IPv6 the /64 that one household or machine has whole (R13). */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%', 1)[0]!.split('::', 2);
  const groups = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [left, right] = [groups(head), groups(tail ?? '')];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array.from({ length: missing }, () => '0'), ...right].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16)).join(':');
}
