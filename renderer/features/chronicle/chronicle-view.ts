/** What the chronicle shows and how far through it this window has come; kept while another section is open. */
import { create } from 'zustand';

export type ChronicleSource = 'all' | 'direct' | 'comment' | 'story' | 'other';

interface ChronicleViewState {
  source: ChronicleSource;
  mineOnly: boolean;
  accountId: string | null;
  /** Conversation of the row that keys act on. */
  chosenId: string | null;
  set(change: Partial<Pick<ChronicleViewState, 'source' | 'mineOnly' | 'accountId' | 'chosenId'>>): void;
}

export const useChronicleView = create<ChronicleViewState>((set) => ({
  source: 'all',
  mineOnly: false,
  accountId: null,
  chosenId: null,
  set,
}));
