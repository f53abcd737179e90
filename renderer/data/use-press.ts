/** What components call: press a command, offer to undo it, call the host, make ids, find a file. */
import { useCallback, useSyncExternalStore } from 'react';
import { mediaUrl } from '#renderer/bridge/media-url.ts';
import type { LinkState } from '#renderer/bridge/connection.ts';
import { useData } from '#renderer/data/DataProvider.tsx';
import type { Press, Pressing } from '#renderer/data/press.ts';
import type { Call } from '#renderer/data/sureness.ts';
import { useToasts } from '#renderer/data/toasts.ts';

/** `press(name, input, { label })` → at once what the console shows, or a refusal (already told to the person unless `quiet`). */
export function usePress(): Press {
  return useData().pressing.press;
}

export function useOutcomeOf(): Pressing['outcomeOf'] {
  return useData().pressing.outcomeOf;
}

/** Offers to undo a command for as long as the server holds back what it sends (at least 4 s to be read). `text` says what was done. */
export function useOfferUndo(): (commandId: string, text: string, undoMs?: number) => void {
  const show = useToasts((state) => state.show);
  return useCallback((commandId, text, undoMs = 4000) => show({ kind: 'done', text, undoCommandId: commandId, lastsMs: Math.max(4000, undoMs) }), [show]);
}

/** A service of the host (`shared/port`): secrets, bytes, settings of this console. */
export function useCall(): Call {
  return useData().call;
}

/** New UUIDv7 for what a press makes. */
export function useNewId(): <Id extends string>() => Id {
  const { ids } = useData();
  return useCallback(<Id extends string>() => ids.next<Id>(), [ids]);
}

/** UTC ms at the moment of the call; for what ticks on screen use `useNow` of renderer/ui. */
export function useClockNow(): () => number {
  return useData().now;
}

/** Address of a file of the team by its hash. */
export function useMediaUrl(): (hash: string) => string {
  const { protocol } = useData();
  const { mediaKey } = useLink();
  return useCallback((hash) => mediaUrl(hash, mediaKey, protocol), [mediaKey, protocol]);
}

/** State of the link to the console and of its link to the server. */
export function useLink(): LinkState {
  const { connection } = useData();
  return useSyncExternalStore(connection.onState, connection.state);
}
