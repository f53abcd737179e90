/** The people of a preset's demo team, as `person.add` takes them, in an order in which each finds the seats it heads. */
import type { PersonId, SeatId } from '#shared/base/ids.ts';
import type { PersonAddInput } from '#shared/commands/team/person-add.ts';
import type { Preset } from '#shared/model/preset.ts';
import { derivedId } from '#shared/base/ids.ts';

/** Without the owner of the demo team, who comes with `team.setup`. Ids derive from logins: a second start finds the same people. */
export function demoPeople(preset: Preset): PersonAddInput[] {
  const owner = demoOwner(preset)?.login;
  const people = preset.demo.people.filter((person) => person.login !== owner);
  return [...people].sort((a, b) => a.heads.length - b.heads.length).map((person) => ({
    personId: demoPersonId(person.login), name: person.name, login: person.login, roleId: person.role, seatId: person.seat === null ? null : seatOf(person.login),
    seatName: person.seat, heads: person.heads.map(seatOf),
  }));
}

/** The first demo person of a role that sees everything and manages people. */
export function demoOwner(preset: Preset): { personId: PersonId; name: string; login: string } | null {
  const owning = preset.roles.filter((role) => role.sees === 'all' && role.may.includes('people')).map((role) => role.id);
  const person = preset.demo.people.find((candidate) => owning.includes(candidate.role));
  return person === undefined ? null : { personId: demoPersonId(person.login), name: person.name, login: person.login };
}

export function demoPersonId(login: string): PersonId {
  return derivedId('demo person', login);
}

function seatOf(login: string): SeatId {
  return derivedId('demo seat', login);
}
