/** Marks the open conversation as read by this person once it has really been looked at: window visible, for a moment. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { usePress } from '#renderer/data/use-press.ts';
import type { Opening } from '#renderer/features/conversation/opening.ts';
import { useWords } from '#renderer/i18n/WordsProvider.tsx';
import type { ConversationView } from '#shared/queries/rows.ts';

/** Passing by with J and K is not reading. */
const lookedAtMs = 700;

/** Returns a function that stops the marking until the client writes again or the conversation is opened anew. */
export function useReading(view: ConversationView, opening: Opening): () => void {
  const press = usePress();
  const { t } = useWords();
  const [visible, setVisible] = useState(() => document.visibilityState === 'visible');
  const leaveAt = useRef<{ of: Opening; count: number } | null>(null);
  const { id, inboundCount } = view.conversation;
  const { unread } = view;

  useEffect(() => {
    const look = (): void => setVisible(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);

  useEffect(() => {
    if (unread === 0 || !visible || (leaveAt.current?.of === opening && leaveAt.current.count === inboundCount)) return undefined;
    const timer = setTimeout(() => void press('conversation.read', { conversationId: id, count: inboundCount }, { label: t('conversation.read'), quiet: true }), lookedAtMs);
    return () => clearTimeout(timer);
  }, [unread, visible, inboundCount, id, opening, press, t]);

  return useCallback(() => {
    leaveAt.current = { of: opening, count: inboundCount };
  }, [opening, inboundCount]);
}
