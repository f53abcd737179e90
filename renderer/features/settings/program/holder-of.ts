/** Finds who already answers to a key. */
import { actions } from '#renderer/ui/keys/actions.ts';
import type { ActionId } from '#renderer/ui/keys/actions.ts';

/** The action that has this chord now, other than `id`; null = the key is free. `own`: the person's changes. */
export function holderOf(chord: string, id: ActionId, own: Readonly<Record<string, string>>): ActionId | null {
  for (const action of actions) {
    // The composer's fixed keys act only while one writes.
    if (action.id === id || action.fixed) continue;
    const chosen = own[action.id];
    const chords = chosen ? [chosen, ...action.keys.slice(1)] : action.keys;
    if (chords.some((each) => each === chord || each.startsWith(`${chord} `))) return action.id;
  }
  return null;
}
