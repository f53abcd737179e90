/** Adds a person, with a seat of their own or another's; given by the server when an invitation is made. */
import { z } from 'zod';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { PersonId, SeatId } from '#shared/base/ids.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import type { RowOp } from '#shared/engine/ops.ts';

const seatIds = z.array(idSchema<SeatId>());

export const personAddInput = z.strictObject({
  personId: idSchema<PersonId>(),
  name: z.string().trim().min(1).max(80),
  login: z.string().trim().min(1).max(40),
  roleId: z.string(),
  seatId: idSchema<SeatId>().nullable(),
  /** Name of a seat that does not exist yet. */
  seatName: z.string().trim().min(1).max(60).nullable(),
  /** Seats a head heads. 'all': every seat there is, which suits a team with one head; settings change it. */
  heads: z.union([z.literal('all'), seatIds]).default('all'),
});
export type PersonAddInput = z.input<typeof personAddInput>;

export const personAdd = defineCommand({
  name: 'person.add',
  runs: 'server',
  right: 'robot',
  input: personAddInput,
  needs: ({ personId }) => ({ existing: one('person', personId) }),
  decide: ({ existing }, input, ctx) => {
    if (existing !== null) return refuse('id_taken');
    const role = ctx.dict.get('role', input.roleId);
    if (role === null) return refuse('no_role', { roleId: input.roleId });
    if (ctx.dict.all('person').some((person) => person.active && person.login === input.login)) return refuse('login_taken', { login: input.login });
    const ops: RowOp[] = [];
    if (input.seatId !== null && ctx.dict.get('seat', input.seatId) === null) {
      if (input.seatName === null) return refuse('no_seat');
      const heads = ctx.dict.all('person').filter((person) => person.active && ctx.dict.get('role', person.roleId)?.sees === 'people');
      ops.push(put('seat', { id: input.seatId, name: input.seatName, headPersonIds: heads.map((person) => person.id), active: true }));
    }
    ops.push(put('person', { id: input.personId, name: input.name, login: input.login, roleId: role.id, seatId: input.seatId, active: true }));
    if (role.sees === 'people') {
      const headed = input.heads;
      // Nobody heads the seat of somebody who sees all: a head's people are those below them.
      const above = new Set(ctx.dict.all('person').filter((person) => ctx.dict.get('role', person.roleId)?.sees === 'all').map((person) => person.seatId));
      for (const seat of ctx.dict.all('seat')) {
        if (headed === 'all' ? !above.has(seat.id) : headed.includes(seat.id)) ops.push(patch('seat', seat.id, { headPersonIds: [...new Set([...seat.headPersonIds, input.personId])] }));
      }
    }
    return decided(ops);
  },
});
