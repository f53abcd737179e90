/** Short words about what has just happened, and the one thing that can still be undone. */
import { create } from 'zustand';

export interface Toast {
  id: number;
  kind: 'done' | 'failed' | 'info';
  text: string;
  /** Command that the button (and Ctrl+Z) takes back. */
  undoCommandId: string | null;
  /** How long it stays, ms; the ring empties in this time. */
  lastsMs: number;
}

interface ToastState {
  toasts: readonly Toast[];
  /** Command that was undone last: whoever pressed it may give back what it took (the composer its text). */
  undone: string | null;
  show(toast: { kind: Toast['kind']; text: string; undoCommandId?: string | null; lastsMs?: number }): void;
  hide(id: number): void;
  /** Hides the offer to undo a command that is undone or can no longer be. */
  settle(commandId: string): void;
  undid(commandId: string): void;
}

let nextId = 1;

/** View state only: nothing here outlives the page. */
export const useToasts = create<ToastState>((set) => ({
  toasts: [],
  undone: null,
  show: ({ kind, text, undoCommandId = null, lastsMs = kind === 'failed' ? 8000 : 4000 }) =>
    set(({ toasts }) => ({
      // Three are read, a fourth is noise; a newer offer to undo replaces the older one.
      toasts: [...toasts.filter((toast) => !(undoCommandId && toast.undoCommandId)), { id: nextId++, kind, text, undoCommandId, lastsMs }].slice(-3),
    })),
  hide: (id) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) })),
  undid: (undone) => set({ undone }),
  settle: (commandId) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.undoCommandId !== commandId) })),
}));
