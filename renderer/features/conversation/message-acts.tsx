/** What can be done with a message of the open conversation, given to its lines by context: they stay cheap and memoised. */
import { createContext, useContext } from 'react';
import type { StateAction } from '#renderer/features/conversation/message-state.ts';
import type { MessageRow } from '#shared/queries/rows.ts';

export interface MessageActs {
  act(action: StateAction, row: MessageRow): void;
  /** Ways in which this comment may still be answered. */
  routesOf(row: MessageRow): readonly ('public' | 'private')[];
  chooseRoute(route: 'public' | 'private'): void;
  /** Makes the answer one to this message; null = no answer goes into the dialogue now. */
  quote: ((row: MessageRow) => void) | null;
}

export const MessageActsContext = createContext<MessageActs>({ act: () => undefined, routesOf: () => [], chooseRoute: () => undefined, quote: null });

export function useMessageActs(): MessageActs {
  return useContext(MessageActsContext);
}
