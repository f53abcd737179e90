/** Edits people and seats: nobody grants what they lack, and the last owner stays (R15). */
import { z } from 'zod';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { PersonBody } from '#shared/model/bodies.ts';
import type { PersonId, SeatId } from '#shared/base/ids.ts';
import type { Refusal } from '#shared/base/result.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import { isWithin, ownsTeam } from '#shared/engine/role-reach.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

const personId = idSchema<PersonId>();
const seatId = idSchema<SeatId>();

export const personUpdate = defineCommand({
  name: 'person.update',
  runs: 'both',
  right: 'people',
  sure: true,
  input: z.strictObject({
    personId,
    set: z.strictObject({ name: z.string().trim().min(1).max(80), roleId: z.string(), seatId: seatId.nullable(), active: z.boolean() }).partial(),
  }),
  needs: (input) => ({ person: one('person', input.personId) }),
  decide: ({ person }, { set }, ctx) => {
    if (person === null) return refuse('not_found');
    if (set.seatId !== undefined && set.seatId !== null && ctx.dict.get('seat', set.seatId) === null) return refuse('no_seat');
    const after: PersonBody = { ...person, ...set };
    const refusal = beyond(ctx.actor.roleId, [person.roleId, after.roleId], ctx.dict) ?? ownerless(after, ctx.dict);
    return refusal ?? decided(Object.keys(set).length === 0 ? [] : [patch('person', person.id, set)]);
  },
});

/** Who gives or takes a role must hold all of it. The robot (`roleId` null) acts for a rule, not for itself. */
function beyond(roleId: string | null, touched: readonly string[], dict: Dictionary): Refusal | null {
  const own = roleId === null ? null : dict.get('role', roleId);
  for (const id of touched) {
    const role = dict.get('role', id);
    if (role === null) return refuse('no_role', { roleId: id });
    if (roleId === null) continue;
    if (own === null || !isWithin(role, own)) return refuse('beyond_own_rights', { roleId: id });
  }
  return null;
}

/** At least one active person must see everything and manage people. */
function ownerless(after: PersonBody, dict: Dictionary): Refusal | null {
  const owns = (person: PersonBody): boolean => {
    const role = dict.get('role', person.roleId);
    return person.active && role !== null && ownsTeam(role);
  };
  const others = dict.all('person').some((person) => person.id !== after.id && owns(person));
  return others || owns(after) ? null : refuse('last_owner');
}

export const seatUpdate = defineCommand({
  name: 'seat.update',
  runs: 'both',
  right: 'people',
  sure: true,
  /** Makes the seat when there is none of this id. */
  input: z.strictObject({
    seatId,
    set: z.strictObject({ name: z.string().trim().min(1).max(60), headPersonIds: z.array(personId).max(50), active: z.boolean() }).partial(),
  }),
  needs: (input) => ({ seat: one('seat', input.seatId) }),
  decide: ({ seat }, input, ctx) => {
    const { set } = input;
    if (set.headPersonIds?.some((id) => ctx.dict.get('person', id) === null)) return refuse('not_found');
    if (seat !== null) return decided(Object.keys(set).length === 0 ? [] : [patch('seat', seat.id, set)]);
    if (set.name === undefined) return refuse('not_found');
    return decided([put('seat', { id: input.seatId, name: set.name, headPersonIds: set.headPersonIds ?? [], active: set.active ?? true })]);
  },
});
