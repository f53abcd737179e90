/** Undoes one press: everything it changed, and what it has not yet sent (S54). */
import { z } from 'zod';
import { claimOf, commandOf, decided, defineCommand, one } from '#shared/engine/define-command.ts';
import type { CommandId } from '#shared/base/ids.ts';
import type { Need } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import { undoneRows, undoOps } from '#shared/engine/undo.ts';

/** Later than this a change is put right by another change, not taken back. */
const longestMs = 10 * 60_000;

/** What is put right by another change of the settings. */
export const neverUndone: ReadonlySet<string> = new Set(['command.undo', 'dictionary.save', 'team.update', 'person.update', 'seat.update', 'role.save', 'role.remove']);

const rowName = (n: number): string => `row:${n}`;

export const commandUndo = defineCommand({
  name: 'command.undo',
  runs: 'server',
  offline: 'queue',
  ttlMs: longestMs,
  right: null,
  input: z.strictObject({ commandId: idSchema<CommandId>() }),
  // A press may have put rows out of sight (a removed client, a lead given back); whose press it was decides.
  unseen: ['*'],
  needs: (input) => ({ past: commandOf(input.commandId), undone: claimOf(`undo:${input.commandId}`) }),
  then: (_input, { past }): Record<string, Need> => {
    const rows = past === null ? [] : undoneRows(past);
    return Object.fromEntries(rows.map((row, n) => [rowName(n), one(row.kind, row.id)]));
  },
  decide: (got, input, ctx) => {
    const { past, undone } = got;
    if (past === null || past.personId !== ctx.actor.personId || past.status !== 'done') return refuse('not_found');
    if (neverUndone.has(past.name)) return refuse('not_undoable');
    if (past.undone || undone !== null) return refuse('undone_already');
    if (!past.effectsWaiting || past.changes === null) return refuse('too_late');
    if (ctx.at - past.at > longestMs) return refuse('undo_over');
    const rows = undoneRows(past);
    const current = rows.map((_row, n) => (got as Record<string, unknown>)[rowName(n)] as Record<string, unknown> | null);
    const ops = undoOps(past, rows, current, ctx);
    if (!Array.isArray(ops)) return ops;
    return decided([{ op: 'claim', key: `undo:${input.commandId}`, owner: ctx.commandId }, ...ops]);
  },
});
