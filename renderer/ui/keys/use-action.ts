/** Lets a component answer to an action's key, and to its line in the palette, while it is shown. */
import { useEffectEvent, useLayoutEffect } from 'react';
import type { ActionId } from '#renderer/ui/keys/actions.ts';
import { useUi } from '#renderer/ui/UiProvider.tsx';

/** Registered before the frame is painted: what can be seen answers to its key. `enabled` false leaves the key to others. The newest registered component wins. `label`: words for the palette instead of the action's own. */
export function useAction(id: ActionId, run: () => void, options: { enabled?: boolean; label?: string } = {}): void {
  const { keys } = useUi();
  const { label } = options;
  const enabled = options.enabled ?? true;
  const latest = useEffectEvent(run);
  useLayoutEffect(() => (enabled ? keys.handle(id, { run: () => latest(), enabled: true, label }) : undefined), [keys, id, enabled, label]);
}

/** The same for a key that stands in the team's settings ("Shift+S" of a button). Null = no key. */
export function useChord(chord: string | null, run: () => void, options: { enabled?: boolean; label?: string } = {}): void {
  const { keys } = useUi();
  const { label } = options;
  const enabled = (options.enabled ?? true) && chord !== null;
  const latest = useEffectEvent(run);
  useLayoutEffect(() => (enabled && chord !== null ? keys.handleChord(chord, { run: () => latest(), enabled: true, label }) : undefined), [keys, chord, enabled, label]);
}

/** Chord to draw beside the words of an action; null when none works now. */
export function useKeyHint(id: ActionId): string | null {
  return useUi().keys.hint(id);
}
