/** Identifiers: UUIDv7 for what a press makes, UUIDv8 for what a decision derives. Branded, so that ids of two kinds never mix. */
import { z } from 'zod';

declare const brand: unique symbol;
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type AccountId = Branded<'account'>;
export type PersonId = Branded<'person'>;
export type SeatId = Branded<'seat'>;
export type ContactId = Branded<'contact'>;
export type ProfileId = Branded<'profile'>;
export type ConversationId = Branded<'conversation'>;
export type MessageId = Branded<'message'>;
export type DealId = Branded<'deal'>;
export type TaskId = Branded<'task'>;
export type CommandId = Branded<'command'>;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Schema of an id of one kind; the brand is free at run time. */
export function idSchema<Id extends string>(): z.ZodType<Id, Id> {
  return z.string().regex(uuidPattern) as unknown as z.ZodType<Id, Id>;
}

/** Fills `bytes` with random numbers. The host gives it (`crypto.getRandomValues`): shared code owns no randomness. */
export type FillRandom = (bytes: Uint8Array) => void;

export interface IdSource {
  /** A new UUIDv7; ids made within one millisecond keep their order. */
  next<Id extends string>(): Id;
}

/**
 * Source of UUIDv7 (RFC 9562 §5.7) with a 12-bit counter in `rand_a`, so that ids of one source sort in the order they were made
 * even when the clock stands still or steps back.
 */
export function createIdSource(now: () => number, fillRandom: FillRandom): IdSource {
  let lastMs = 0;
  let counter = 0;
  const tail = new Uint8Array(8);
  return {
    next<Id extends string>(): Id {
      const ms = Math.max(now(), lastMs);
      if (ms === lastMs) counter += 1;
      else counter = 0;
      lastMs = ms;
      if (counter > 0xfff) {
        lastMs += 1;
        counter = 0;
      }
      fillRandom(tail);
      tail[0] = (tail[0]! & 0x3f) | 0x80;
      const time = lastMs.toString(16).padStart(12, '0');
      const sequence = `7${counter.toString(16).padStart(3, '0')}`;
      const end = hex(tail);
      return `${time.slice(0, 8)}-${time.slice(8)}-${sequence}-${end.slice(0, 4)}-${end.slice(4)}` as Id;
    },
  };
}

function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/**
 * UUIDv8 derived from text parts: the same parts give the same id on console and server, so an optimistic row is the confirmed row.
 * Not a secret and not a signature: creating with an existing id is refused by the committer, whatever made the id.
 * Hash: MurmurHash3 x86 128 (public domain algorithm by Austin Appleby), over UTF-16 code units with the parts' lengths.
 */
export function derivedId<Id extends string>(...parts: readonly (string | number)[]): Id {
  const text = parts.map((part) => `${String(part).length}:${String(part)}`).join('|');
  const [a, b, c, d] = murmur128(text);
  const words = [a, b, c, d].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  const variant = ((Number.parseInt(words[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${words.slice(0, 8)}-${words.slice(8, 12)}-8${words.slice(13, 16)}-${variant}${words.slice(17, 20)}-${words.slice(20)}` as Id;
}

/** Like `derivedId`, with a time in front: sorts among UUIDv7 by that time. `atMs` must be as repeatable as the parts. */
export function timedId<Id extends string>(atMs: number, ...parts: readonly (string | number)[]): Id {
  const time = Math.max(0, Math.min(Math.trunc(atMs), 0xffff_ffff_ffff)).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-${derivedId(...parts).slice(14)}` as Id;
}

function murmur128(text: string): [number, number, number, number] {
  const c1 = 0x239b961b;
  const c2 = 0xab0e9789;
  const c3 = 0x38b34ae5;
  const c4 = 0xa1e38b93;
  let h1 = 0x9747b28c;
  let h2 = 0x85ebca6b;
  let h3 = 0xc2b2ae35;
  let h4 = 0x27d4eb2f;
  const rotate = (x: number, r: number): number => (x << r) | (x >>> (32 - r));
  const word = (at: number): number => (at < text.length ? text.charCodeAt(at) : 0) | ((at + 1 < text.length ? text.charCodeAt(at + 1) : 0) << 16);
  for (let at = 0; at < text.length; at += 8) {
    h1 ^= Math.imul(rotate(Math.imul(word(at), c1), 15), c2);
    h1 = Math.imul(rotate(h1, 19) + h2, 5) + 0x561ccd1b;
    h2 ^= Math.imul(rotate(Math.imul(word(at + 2), c2), 16), c3);
    h2 = Math.imul(rotate(h2, 17) + h3, 5) + 0x0bcaa747;
    h3 ^= Math.imul(rotate(Math.imul(word(at + 4), c3), 17), c4);
    h3 = Math.imul(rotate(h3, 15) + h4, 5) + 0x96cd1c35;
    h4 ^= Math.imul(rotate(Math.imul(word(at + 6), c4), 18), c1);
    h4 = Math.imul(rotate(h4, 13) + h1, 5) + 0x32ac3b17;
  }
  h1 ^= text.length;
  h2 ^= text.length;
  h3 ^= text.length;
  h4 ^= text.length;
  const mix = (): void => {
    h1 = (h1 + h2 + h3 + h4) | 0;
    h2 = (h2 + h1) | 0;
    h3 = (h3 + h1) | 0;
    h4 = (h4 + h1) | 0;
  };
  mix();
  h1 = finish(h1);
  h2 = finish(h2);
  h3 = finish(h3);
  h4 = finish(h4);
  mix();
  return [h1, h2, h3, h4];
}

function finish(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
