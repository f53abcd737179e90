/** What has been written and not sent, per conversation: answers and notes apart, so that one never becomes the other. */
import { create } from 'zustand';
import type { DraftKind } from '#shared/queries/rows.ts';

type Written = Readonly<Record<string, string>>;

interface Texts {
  /** Newer than what the console keeps: a conversation left and opened again shows these words, not those from before them. */
  answer: Written;
  note: Written;
  keep(kind: DraftKind, conversationId: string, text: string): void;
  /** Times that somebody asked for the cursor and got it. */
  focusGiven: number;
  giveFocus(asked: number): void;
}

export const useTexts = create<Texts>((set) => ({
  answer: {},
  note: {},
  focusGiven: 0,
  keep: (kind, conversationId, text) => set((state) => ({ [kind]: { ...state[kind], [conversationId]: text } })),
  giveFocus: (focusGiven) => set({ focusGiven }),
}));
