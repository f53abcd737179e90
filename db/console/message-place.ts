/** The rowid of a message: its time with ten bits to tell apart those of one millisecond, so that rowid order is time order for lists and search. */
import { derivedId } from '#shared/base/ids.ts';
import type { CommandId } from '#shared/base/ids.ts';

/** 2^53 / 1024 ms: holds until the year 2248. */
const slots = 1024;

export function firstPlace(id: string, at: number): number {
  const slot = Number.parseInt(derivedId<CommandId>(id).slice(0, 8), 16) % slots;
  return Math.max(0, Math.trunc(at)) * slots + slot;
}

/** The next slot of the same millisecond; a full millisecond runs over into the next one. */
export function nextPlace(place: number): number {
  return place + 1;
}

export function placeTime(place: number): number {
  return Math.floor(place / slots);
}
