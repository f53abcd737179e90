/** What has been written and not sent, per conversation: answers and notes apart, so that one never becomes the other. */
import { create } from 'zustand';

interface Texts {
  /** Newer than what the console keeps: a conversation left and opened again shows these words, not an answer from before them. */
  answers: Readonly<Record<string, string>>;
  /** Notes live as long as the page. */
  notes: Readonly<Record<string, string>>;
  keep(kind: 'answers' | 'notes', conversationId: string, text: string): void;
  /** Times that somebody asked for the cursor and got it. */
  focusGiven: number;
  giveFocus(asked: number): void;
}

export const useTexts = create<Texts>((set) => ({
  answers: {},
  notes: {},
  focusGiven: 0,
  keep: (kind, conversationId, text) => set((state) => ({ [kind]: { ...state[kind], [conversationId]: text } })),
  giveFocus: (focusGiven) => set({ focusGiven }),
}));
