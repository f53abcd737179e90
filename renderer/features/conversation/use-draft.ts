/** The unsent text of one conversation: kept by the console at every pause and on leaving, given back when it is opened again. */
import { useCallback, useEffect, useRef } from 'react';
import { useCall } from '#renderer/data/use-press.ts';

const pauseMs = 400;

export interface DraftKeeper {
  /** Call at every change; the last text is what is kept. */
  keep(text: string): void;
  /** Keeps what has not been kept yet, at once. */
  flush(): void;
}

export function useDraftKeeper(conversationId: string): DraftKeeper {
  const call = useCall();
  const waiting = useRef<{ text: string; timer: ReturnType<typeof setTimeout> } | null>(null);

  const flush = useCallback(() => {
    const { current } = waiting;
    if (!current) return;
    clearTimeout(current.timer);
    waiting.current = null;
    void call('draft.save', { conversationId, text: current.text });
  }, [call, conversationId]);

  const keep = useCallback(
    (text: string) => {
      if (waiting.current) clearTimeout(waiting.current.timer);
      waiting.current = { text, timer: setTimeout(flush, pauseMs) };
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
