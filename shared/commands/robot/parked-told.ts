/** What became of a press that waited for another console after a restore: a row for whoever pressed it (S70). */
import { z } from 'zod';
import type { CommandId, PersonId } from '#shared/base/ids.ts';
import { decided, defineCommand, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import { put } from '#shared/engine/ops.ts';

export const parkedTold = defineCommand({
  name: 'parked.told',
  runs: 'server',
  right: 'robot',
  input: z.strictObject({ commandId: idSchema<CommandId>(), personId: idSchema<PersonId>(), status: z.enum(['done', 'refused']), code: z.string().max(64) }),
  needs: (input) => ({ fate: one('fate', input.commandId) }),
  decide: (_rows, { commandId, personId, status, code }, ctx) => decided([put('fate', { id: commandId, personId, status, code, at: ctx.at })]),
});
