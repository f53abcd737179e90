/** What a person may see, by the stored role, from the dictionary alone. */
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { PersonBody } from '#shared/model/bodies.ts';
import type { RoleBody } from '#shared/model/preset.ts';

export interface Sight {
  person: PersonBody;
  role: RoleBody;
  /** Seats whose conversations and deals the person sees; null = all of them. */
  seats: ReadonlySet<string> | null;
  /** Untaken ones too. */
  pool: boolean;
}

/** What a person may see, from the dictionary alone; null when they may see nothing (unknown, inactive, without a role). */
export function sightOf(personId: string, dict: Dictionary): Sight | null {
  const person = dict.get('person', personId);
  if (person === null || !person.active) return null;
  const role = dict.get('role', person.roleId);
  if (role === null) return null;
  if (role.sees === 'all') return { person, role, seats: null, pool: true };
  const seats = new Set<string>();
  const bySeat = role.sees === 'own' || role.sees === 'people';
  if (bySeat && person.seatId !== null) seats.add(person.seatId);
  if (role.sees === 'people') for (const seat of dict.all('seat')) if (seat.headPersonIds.includes(person.id)) seats.add(seat.id);
  return { person, role, seats, pool: bySeat && role.may.includes('take') };
}

/** Whether a conversation or deal of `seatId` (null = untaken) is seen. */
export function seesSeat(sight: Sight, seatId: string | null): boolean {
  if (sight.seats === null) return true;
  return seatId === null ? sight.pool : sight.seats.has(seatId);
}
