/** The rowid of a message: its time with ten bits to tell apart those of one millisecond, so that rowid order is time order for lists and search. */
import { derivedId } from '#shared/base/ids.ts';
import type { CommandId } from '#shared/base/ids.ts';

/** 2^53 / 1024 ms: holds until the year 2248. */
const slots = 1024;

/**
 * Where a message wants to stand. Of one moment (Telegram tells whole seconds) the network's own number decides, else the counter in our
 * own ids; what has neither stands anywhere in its moment, but always in the same place.
 */
export function firstPlace(id: string, at: number, externalId: string | null): number {
  return Math.max(0, Math.trunc(at)) * slots + slotOf(id, externalId);
}

function slotOf(id: string, externalId: string | null): number {
  if (externalId !== null && /^\d{1,15}$/.test(externalId)) return Number(externalId) % slots;
  if (id[14] === '7') return Number.parseInt(id.slice(15, 18), 16) % slots;
  return Number.parseInt(derivedId<CommandId>(id).slice(0, 8), 16) % slots;
}

/** The next slot of the same millisecond; a full millisecond runs over into the next one. */
export function nextPlace(place: number): number {
  return place + 1;
}

export function placeTime(place: number): number {
  return Math.floor(place / slots);
}
