/** One look at one client. The pane stands while clients come and go in it; what belongs to the look ends with it. */
import { useCallback, useState } from 'react';
import type { RefObject } from 'react';
import type { ComposerHandle } from '#renderer/features/conversation/Composer.tsx';

export interface Opening {
  readonly conversationId: string;
  /** Empty again when the next client is open: a late answer finds no field to write into but its own. */
  readonly composer: RefObject<ComposerHandle | null>;
}

/** Another one for every client that is opened, also for one that is opened again. */
export function useOpening(conversationId: string): Opening {
  const [opening, setOpening] = useState(() => begin(conversationId));
  if (opening.conversationId === conversationId) return opening;
  const next = begin(conversationId);
  setOpening(next);
  return next;
}

function begin(conversationId: string): Opening {
  return { conversationId, composer: { current: null } };
}

/** State of one opening: the next begins with `initial`, and whoever sets the state of one that is over sets nothing. */
export function useOwn<Value>(opening: Opening, initial: Value): [Value, (value: Value) => void] {
  const [held, setHeld] = useState({ opening, value: initial });
  if (held.opening !== opening) setHeld({ opening, value: initial });
  const set = useCallback((value: Value) => setHeld((now) => (now.opening === opening ? { opening, value } : now)), [opening]);
  return [held.opening === opening ? held.value : initial, set];
}
