/** On a phone the list of pages and a page stand one at a time: which of them is in front. */
import { create } from 'zustand';

interface SettingsViewState {
  /** A page has been opened from the list. */
  inside: boolean;
  enter(): void;
  leave(): void;
}

export const useSettingsView = create<SettingsViewState>((set) => ({
  inside: false,
  enter: () => set({ inside: true }),
  leave: () => set({ inside: false }),
}));
