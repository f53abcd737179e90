/** What a person has written and not sent, an answer and a note per conversation: in memory for the lists, in the outbox for the next start. */
import type { Outbox, StoredDraft } from '#db/console/outbox.ts';
import type { DraftKind } from '#shared/queries/rows.ts';

const longest = 100_000;

export interface Drafts {
  get(conversationId: string, kind: DraftKind): string | null;
  /** False = that is what is kept already. An empty text leaves no draft. */
  save(draft: StoredDraft): boolean;
  /** Those of these talks are gone from the file already. */
  forget(conversationIds: readonly string[]): void;
}

export function createDrafts(outbox: Pick<Outbox, 'drafts' | 'saveDraft'>, now: () => number): Drafts {
  const kept = { answer: new Map<string, string>(), note: new Map<string, string>() };
  for (const { conversationId, kind, text } of outbox.drafts()) kept[kind].set(conversationId, text);
  return {
    get: (conversationId, kind) => kept[kind].get(conversationId) ?? null,
    forget: (ids) => ids.forEach((id) => (kept.answer.delete(id), kept.note.delete(id))),
    save(draft) {
      const { conversationId, kind, text } = draft;
      if ((kept[kind].get(conversationId) ?? '') === text) return false;
      if (text === '') kept[kind].delete(conversationId);
      else kept[kind].set(conversationId, text);
      outbox.saveDraft(draft, now());
      return true;
    },
  };
}

/** A page's words as a draft; null = it is none. */
export function readDraft(given: Readonly<Record<string, unknown>>): StoredDraft | null {
  const { conversationId, kind, text } = given;
  if (typeof conversationId !== 'string' || (kind !== 'answer' && kind !== 'note') || typeof text !== 'string' || text.length > longest) return null;
  return { conversationId, kind, text };
}
