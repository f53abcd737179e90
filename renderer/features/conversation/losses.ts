/** Conversations that somebody else took first: who it was, and the text this person had written, so that neither is lost with the row. */
import { create } from 'zustand';

export interface Loss {
  /** Whose it is now; '' when nobody may say. */
  seatId: string;
  /** What had been written and did not go out. */
  text: string;
  /** Code of the refusal. */
  code: string;
}

interface Losses {
  byConversation: Readonly<Record<string, Loss>>;
  lose(conversationId: string, loss: Loss): void;
  forget(conversationId: string): void;
}

/** View state: gone with the page; the text itself is kept as the conversation's draft, too. */
export const useLosses = create<Losses>((set) => ({
  byConversation: {},
  lose: (conversationId, loss) => set(({ byConversation }) => ({ byConversation: { ...byConversation, [conversationId]: loss } })),
  forget: (conversationId) => set(({ byConversation }) => {
    const { [conversationId]: _gone, ...rest } = byConversation;
    return { byConversation: rest };
  }),
}));
