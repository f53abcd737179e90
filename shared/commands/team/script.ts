/** The list of scripts, which head and owner edit (mission s9). */
import { z } from 'zod';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { put, remove } from '#shared/engine/ops.ts';
import type { Action } from '#shared/model/preset.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import { refuse } from '#shared/base/result.ts';
import { scriptSchema } from '#shared/model/preset.ts';

export const scriptSave = defineCommand({
  name: 'script.save',
  runs: 'both',
  right: 'scripts',
  input: z.strictObject({ script: scriptSchema }),
  needs: () => ({}),
  decide: (_rows, { script }) => (Object.keys(script.texts).length === 0 ? refuse('empty') : decided([put('script', script)])),
});

export const scriptRemove = defineCommand({
  name: 'script.remove',
  runs: 'both',
  right: 'scripts',
  input: z.strictObject({ scriptId: z.string() }),
  needs: () => ({}),
  decide: (_rows, { scriptId }, ctx) => {
    if (ctx.dict.get('script', scriptId) === null) return refuse('not_found');
    const usedBy = userOf(scriptId, ctx.dict);
    return usedBy === null ? decided([remove('script', scriptId)]) : refuse('script_used', { by: usedBy });
  },
});

/** Id of the button, rule or stage that sends it. */
function userOf(scriptId: string, dict: Dictionary): string | null {
  const uses = (actions: readonly Action[]): boolean =>
    actions.some((action) => (action.do === 'send' && action.script === scriptId) || (action.do === 'offer' && action.scripts?.includes(scriptId)));
  for (const row of [...dict.all('button'), ...dict.all('rule')]) if (uses(row.actions)) return row.id;
  for (const funnel of dict.all('funnel')) for (const stage of funnel.stages) if (uses([...stage.onEntry, ...stage.onLeave])) return stage.id;
  return null;
}
