/** The unsent answer and note of one conversation: kept by the console at every pause and on leaving, given back when it is opened again. */
import { useCallback, useEffect, useRef } from 'react';
import { useCall } from '#renderer/data/use-press.ts';
import type { DraftKind } from '#shared/queries/rows.ts';

const pauseMs = 400;

export interface DraftKeeper {
  /** Call at every change; the last text of each kind is what is kept. */
  keep(kind: DraftKind, text: string): void;
  /** Keeps what has not been kept yet, at once. */
  flush(): void;
}

export function useDraftKeeper(conversationId: string): DraftKeeper {
  const call = useCall();
  const waiting = useRef<{ texts: Map<DraftKind, string>; timer: ReturnType<typeof setTimeout> } | null>(null);

  const flush = useCallback(() => {
    const { current } = waiting;
    if (!current) return;
    clearTimeout(current.timer);
    waiting.current = null;
    for (const [kind, text] of current.texts) void call('draft.save', { conversationId, kind, text });
  }, [call, conversationId]);

  const keep = useCallback(
    (kind: DraftKind, text: string) => {
      const texts = waiting.current?.texts ?? new Map<DraftKind, string>();
      if (waiting.current) clearTimeout(waiting.current.timer);
      waiting.current = { texts: texts.set(kind, text), timer: setTimeout(flush, pauseMs) };
    },
    [flush],
  );

  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);

  return { keep, flush };
}
