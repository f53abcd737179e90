/** A wish to press one of the team's buttons, from wherever it is drawn (card, chronicle, palette); the open conversation carries it out. */
import { create } from 'zustand';

interface ButtonRequests {
  wanted: { buttonId: string; conversationId: string } | null;
  /** Asks once; the conversation takes the wish away with `taken`. */
  want(buttonId: string, conversationId: string): void;
  taken(): void;
}

export const useButtonRequest = create<ButtonRequests>((set) => ({
  wanted: null,
  want: (buttonId, conversationId) => set({ wanted: { buttonId, conversationId } }),
  taken: () => set({ wanted: null }),
}));
