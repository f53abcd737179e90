/** The messages of one conversation as pages: the newest one is live, older ones come as the person scrolls up. */
import { useMemo, useSyncExternalStore } from 'react';
import { useData } from '#renderer/data/DataProvider.tsx';
import type { QueryCache } from '#renderer/data/query-cache.ts';
import { mergePages } from '#renderer/features/conversation/timeline.ts';
import { messagesAt } from '#shared/queries/first-messages.ts';
import type { MessagePageParams } from '#shared/queries/first-messages.ts';
import { messagePage } from '#shared/queries/registry.ts';
import type { MessageRow } from '#shared/queries/rows.ts';

export interface Messages {
  /** Oldest first. */
  rows: readonly MessageRow[];
  /** True once the first answer is here. */
  loaded: boolean;
  /** There are older ones that have not been asked for. */
  more: boolean;
}

export interface MessagePages {
  subscribe(listener: () => void): () => void;
  snapshot(): Messages;
  /** Asks for the page before the oldest message held. */
  older(): void;
}

/** `around`: id of a message to open at instead of the newest ones. */
export function createMessagePages(cache: QueryCache, conversationId: string, around: string | null): MessagePages {
  let questions: MessagePageParams[] = [messagesAt(conversationId, { around })];
  let listeners: (() => void)[] = [];
  let stops: (() => void)[] = [];
  let held = read([]);

  function read(before: readonly MessageRow[]): Messages {
    const answers = questions.map((question) => cache.peek(messagePage, question).value);
    if (!answers[0]) return { rows: before, loaded: false, more: false };
    return { rows: mergePages(before, answers.map((answer) => answer?.rows ?? [])), loaded: true, more: answers.at(-1)?.more ?? false };
  }
  const heard = (): void => {
    held = read(held.rows);
    for (const listener of listeners) listener();
  };
  const watch = (question: MessagePageParams): void => {
    stops.push(cache.watch(messagePage, question, heard));
  };
  return {
    subscribe: (listener) => {
      listeners.push(listener);
      if (listeners.length === 1) {
        for (const question of questions) watch(question);
        held = read(held.rows);
      }
      return () => {
        listeners = listeners.filter((each) => each !== listener);
        if (listeners.length > 0) return;
        for (const stop of stops) stop();
        stops = [];
      };
    },
    snapshot: () => held,
    older: () => {
      const oldest = held.rows[0]?.id;
      if (!held.more || oldest === undefined || questions.some((question) => question.before === oldest)) return;
      const question = messagesAt(conversationId, { before: oldest });
      questions = [...questions, question];
      if (listeners.length > 0) watch(question);
      heard();
    },
  };
}

export function useMessages(conversationId: string, around: string | null): Messages & Pick<MessagePages, 'older'> {
  const { cache } = useData();
  const pages = useMemo(() => createMessagePages(cache, conversationId, around), [cache, conversationId, around]);
  const held = useSyncExternalStore(pages.subscribe, pages.snapshot);
  return { ...held, older: pages.older };
}
