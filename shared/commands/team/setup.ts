/** Writes a preset into an empty team: from then on people edit records, never files. */
import { z } from 'zod';
import type { PersonBody, RecordKind, SeatBody } from '#shared/model/bodies.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import type { PersonId, SeatId } from '#shared/base/ids.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { TeamBody } from '#shared/model/preset.ts';
import { put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';
import type { RowOp } from '#shared/engine/ops.ts';

export const teamSetup = defineCommand({
  name: 'team.setup',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({
    preset: presetSchema,
    teamName: z.string().trim().min(1).max(80),
    owner: z.strictObject({ personId: idSchema<PersonId>(), name: z.string().trim().min(1).max(80), login: z.string().trim().min(1).max(40) }),
    demo: z.boolean(),
  }),
  needs: () => ({}),
  decide: (_rows, { preset, teamName, owner, demo }, ctx) => {
    if (ctx.dict.get('team', 'team') !== null) return refuse('already_set_up');
    const owning = preset.roles.find((role) => role.sees === 'all' && role.may.includes('people'));
    if (owning === undefined) return refuse('no_owner_role');
    const team: TeamBody = {
      id: 'team', name: teamName, presetId: preset.meta.id, currency: preset.meta.currency, country: preset.meta.country, zone: preset.meta.zone,
      languages: preset.languages, hours: demo ? [] : preset.hours, groups: preset.groups, undoMs: preset.undoMs, depositPercent: preset.depositPercent,
      ...(preset.earlierOrders === undefined ? {} : { earlierOrders: preset.earlierOrders }), publicUrl: null, constants: demo ? { ...preset.constants, ...preset.demo.constants } : preset.constants, demo,
    };
    // Whoever begins a team answers clients too, often alone: nobody answers without a seat.
    const language = preset.languages[0]!;
    const seat: SeatBody = { id: ctx.newId<SeatId>('seat'), name: owning.label[language] ?? owning.label.en, headPersonIds: [], active: true };
    const person: PersonBody = { id: owner.personId, name: owner.name, login: owner.login, roleId: owning.id, seatId: seat.id, active: true };
    const rows = <K extends RecordKind>(kind: K, bodies: readonly { id: string }[]): RowOp[] => bodies.map((body) => put(kind, body as never));
    return decided([
      put('team', team), ...rows('role', preset.roles), ...rows('funnel', preset.funnels), ...rows('button', preset.buttons), ...rows('script', preset.scripts),
      ...rows('field', preset.fields), ...rows('list', preset.lists), ...rows('rule', preset.rules), ...rows('clock', preset.clocks), put('seat', seat), put('person', person),
    ]);
  },
});
