/** Edits the team's settings: funnels, buttons, fields, lists, rules, the clock, the team itself. */
import { z } from 'zod';
import { buttonSchema, clockSchema, fieldSchema, funnelSchema, listSchema, ruleSchema, teamSchema } from '#shared/model/preset.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import type { FunnelBody } from '#shared/model/preset.ts';
import { patch, put } from '#shared/engine/ops.ts';
import { keyHolder } from '#shared/engine/buttons.ts';
import { faultsIn } from '#shared/engine/preset-faults.ts';
import { refuse } from '#shared/base/result.ts';

const saved = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('funnel'), body: funnelSchema }),
  z.strictObject({ kind: z.literal('button'), body: buttonSchema }),
  z.strictObject({ kind: z.literal('field'), body: fieldSchema }),
  z.strictObject({ kind: z.literal('list'), body: listSchema }),
  z.strictObject({ kind: z.literal('rule'), body: ruleSchema }),
  z.strictObject({ kind: z.literal('clock'), body: clockSchema }),
]);

export const dictionarySave = defineCommand({
  name: 'dictionary.save',
  runs: 'both',
  right: 'dictionary',
  input: saved,
  needs: () => ({}),
  decide: (_rows, input, ctx) => {
    if (input.kind === 'funnel') {
      const before = ctx.dict.get('funnel', input.body.id);
      const lost = before === null ? null : lostStage(before, input.body);
      // Deals may stand in it, and nobody would find them again.
      if (lost !== null) return refuse('stage_removed', { stageId: lost });
    }
    const after = ctx.dict.all(input.kind).filter((row) => row.id !== input.body.id);
    const faults = faultsIn({
      roles: ctx.dict.all('role'), lists: ctx.dict.all('list'), fields: ctx.dict.all('field'), funnels: ctx.dict.all('funnel'),
      buttons: ctx.dict.all('button'), scripts: ctx.dict.all('script'), rules: ctx.dict.all('rule'), [`${input.kind}s`]: [...after, input.body],
    });
    if (faults.length > 0) return refuse('dictionary_broken', { faults: faults.slice(0, 5) });
    const holder = input.kind === 'button' ? keyHolder(input.body, ctx.dict.all('button'), ctx.dict.all('funnel')) : null;
    if (holder !== null) return refuse('key_taken', { buttonId: holder.id });
    return decided([put(input.kind, input.body as never)]);
  },
});

function lostStage(before: FunnelBody, after: FunnelBody): string | null {
  return before.stages.find((stage) => !after.stages.some((other) => other.id === stage.id))?.id ?? null;
}

export const teamUpdate = defineCommand({
  name: 'team.update',
  runs: 'both',
  right: 'dictionary',
  input: z.strictObject({ set: teamSchema.omit({ id: true, presetId: true, demo: true }).partial() }),
  needs: () => ({}),
  decide: (_rows, { set }, ctx) => {
    if (ctx.dict.get('team', 'team') === null) return refuse('not_found');
    return decided(Object.keys(set).length === 0 ? [] : [patch('team', 'team', set)]);
  },
});
