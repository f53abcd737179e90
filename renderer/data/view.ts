/** What this window shows: section, open conversation, filters, panes. View state only; rows come from queries. */
import { create } from 'zustand';
import { stepLeft } from '#renderer/data/first-steps.ts';
import type { InboxFilter } from '#shared/queries/registry.ts';

export type Section = 'inbox' | 'chronicle' | 'funnels' | 'tasks' | 'payments' | 'contacts' | 'search' | 'settings';

/** What the composer is about to write: an answer to the client or a note for colleagues. */
export type ComposerMode = 'answer' | 'note';

interface ViewState {
  section: Section;
  conversationId: string | null;
  /** Message to open at (a search hit); cleared by the conversation once shown. */
  aroundMessageId: string | null;
  /** Row that keys act on in the list; may differ from the open one. */
  filter: InboxFilter;
  cardOpen: boolean;
  /** On a phone, which of the panes is in front. */
  pane: 'list' | 'chat' | 'card';
  composerMode: ComposerMode;
  /** Raised to ask the composer to take the focus. */
  composerFocus: number;
  settingsPage: string | null;
  searchTerm: string;
  go(section: Section): void;
  openConversation(id: string, options?: { focusComposer?: boolean; messageId?: string | null }): void;
  closeConversation(): void;
  setFilter(change: Partial<InboxFilter>): void;
  setCardOpen(open: boolean): void;
  setPane(pane: ViewState['pane']): void;
  focusComposer(mode?: ComposerMode): void;
  setComposerMode(mode: ComposerMode): void;
  openSettings(page: string | null): void;
  search(term: string): void;
  shown(): void;
}

export const useView = create<ViewState>((set) => ({
  // The page has just restarted in the middle of the first run: its next step stands in the settings.
  section: stepLeft() === null ? 'inbox' : 'settings',
  conversationId: null,
  aroundMessageId: null,
  filter: { view: 'owed', accountId: null, stageId: null, unreadOnly: false },
  cardOpen: true,
  pane: 'list',
  composerMode: 'answer',
  composerFocus: 0,
  settingsPage: stepLeft() === null ? null : 'setup',
  searchTerm: '',
  go: (section) => set({ section, pane: 'list' }),
  openConversation: (id, options = {}) =>
    set((state) => ({
      conversationId: id,
      aroundMessageId: options.messageId ?? null,
      pane: 'chat',
      composerMode: state.conversationId === id ? state.composerMode : 'answer',
      composerFocus: options.focusComposer ? state.composerFocus + 1 : state.composerFocus,
    })),
  closeConversation: () => set({ conversationId: null, aroundMessageId: null, pane: 'list' }),
  setFilter: (change) => set((state) => ({ filter: { ...state.filter, ...change } })),
  setCardOpen: (cardOpen) => set({ cardOpen }),
  setPane: (pane) => set({ pane }),
  focusComposer: (mode) => set((state) => ({ composerFocus: state.composerFocus + 1, composerMode: mode ?? state.composerMode, pane: 'chat' })),
  setComposerMode: (composerMode) => set({ composerMode }),
  openSettings: (settingsPage) => set({ section: 'settings', settingsPage, pane: 'list' }),
  search: (searchTerm) => set({ section: 'search', searchTerm, pane: 'list' }),
  shown: () => set({ aroundMessageId: null }),
}));
