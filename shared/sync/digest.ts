/** What a root holds, in a few bytes: number and combined hash of its rows by facet, the same on both sides (replication S71). */
import type { RecordKind } from '#shared/model/bodies.ts';

/** Of the rows of one root and facet: how many, and the xor of their hashes as 16 hex digits. */
export interface RootDigest {
  root: string;
  facet: number;
  count: number;
  xor: string;
}

export const digestBuckets = 64;
export const emptyXor = '0'.repeat(16);

export interface DigestSum {
  /** Puts a row in, or takes one out again: the hash is its own opposite. */
  turn(kind: RecordKind, id: string, ver: number): void;
  readonly text: string;
}

export function createDigestSum(from: string = emptyXor): DigestSum {
  let high = Number.parseInt(from.slice(0, 8), 16) | 0;
  let low = Number.parseInt(from.slice(8), 16) | 0;
  return {
    turn(kind, id, ver) {
      const text = `${kind}|${id}|${ver}`;
      high ^= hash(text, 0x9747b28c);
      low ^= hash(text, 0x3c6ef372);
    },
    get text() {
      return hex(high) + hex(low);
    },
  };
}

/** Murmur's 32-bit rounds over the text's characters. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let at = 0; at < text.length; at += 1) {
    let k = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    k = (k << 15) | (k >>> 17);
    h ^= Math.imul(k, 0x1b873593);
    h = (h << 13) | (h >>> 19);
    h = (Math.imul(h, 5) + 0xe6546b64) | 0;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

const byteEnding = /^[0-9a-f]{2}$/;

/** The bucket is told by the last two characters of a root's name, so that both sides find a bucket's roots by an index. */
export function bucketOf(root: string): number {
  const ending = root.slice(-2);
  return byteEnding.test(ending) ? Number.parseInt(ending, 16) % digestBuckets : 0;
}

/** Endings of the names of a bucket's roots; those of `dictionary:team` and whatever is no hexadecimal id are in bucket 0, by `otherEndings`. */
export function endingsOf(bucket: number): string[] {
  const bytes = Array.from({ length: 256 / digestBuckets }, (_, n) => (bucket + n * digestBuckets).toString(16).padStart(2, '0'));
  return bucket === 0 ? [...bytes, ...otherEndings] : bytes;
}

const otherEndings = ['am'];
