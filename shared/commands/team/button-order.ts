/** Puts buttons in the order in which they stand; keys and palette follow it. */
import { z } from 'zod';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

/** Room between two, so that a preset's next button fits without moving all. */
const gap = 10;

export const buttonOrder = defineCommand({
  name: 'button.order',
  runs: 'both',
  right: 'dictionary',
  /** All buttons of one funnel, first to last. */
  input: z.strictObject({ buttonIds: z.array(z.string()).min(1).max(200) }),
  needs: () => ({}),
  decide: (_rows, { buttonIds }, ctx) => {
    const buttons = buttonIds.map((id) => ctx.dict.get('button', id));
    if (buttons.includes(null) || new Set(buttonIds).size !== buttonIds.length) return refuse('not_found');
    return decided(buttons.flatMap((button, at) => (button === null || button.order === (at + 1) * gap ? [] : [patch('button', button.id as never, { order: (at + 1) * gap })])));
  },
});
