/** The inbox as pages that stay live: each next one begins where the one before it ends now. */
import { useMemo, useSyncExternalStore } from 'react';
import { useData } from '#renderer/data/DataProvider.tsx';
import type { QueryCache } from '#renderer/data/query-cache.ts';
import { joinPages } from '#renderer/features/inbox/inbox-items.ts';
import { inboxPage } from '#shared/queries/registry.ts';
import type { InboxFilter } from '#shared/queries/registry.ts';
import type { InboxRow } from '#shared/queries/rows.ts';

const pageSize = 100;

type Page = { rows: InboxRow[]; cursor: string | null };
type Question = { filter: InboxFilter; after: string | null; limit: number };

export interface InboxList {
  rows: readonly InboxRow[];
  /** False until the first answer for this filter. */
  loaded: boolean;
}

export interface InboxPages {
  subscribe(listener: () => void): () => void;
  snapshot(): InboxList;
  /** Asks for one more page, if there is one. */
  further(): void;
}

export function createInboxPages(cache: QueryCache, filter: InboxFilter): InboxPages {
  let wanted = 1;
  let listeners: (() => void)[] = [];
  /** By place in the list: what is watched there, and the page last drawn there. */
  let watched: { key: string; stop(): void }[] = [];
  let pages: Page[] = [];
  let list: InboxList = { rows: [], loaded: false };

  /** A page's beginning moves with the end of the one before it; until it has been answered anew, the old one stands. */
  function walk(): void {
    const next: Page[] = [];
    let after: string | null = null;
    let at = 0;
    for (; at < wanted; at += 1) {
      const question: Question = { filter, after, limit: pageSize };
      if (listeners.length > 0) watch(at, question);
      const page: Page | undefined = cache.peek(inboxPage, question).value ?? pages[at];
      if (!page) break;
      next.push(page);
      after = page.cursor;
      if (after === null) break;
    }
    for (const { stop } of watched.splice(at + 1)) stop();
    if (next.length === pages.length && next.every((page, index) => page === pages[index])) return;
    pages = next;
    list = { rows: joinPages(pages.map((page) => page.rows)), loaded: pages.length > 0 };
  }
  function watch(at: number, question: Question): void {
    const key = JSON.stringify(question);
    if (watched[at]?.key === key) return;
    const before = watched[at];
    watched[at] = { key, stop: cache.watch(inboxPage, question, heard) };
    before?.stop();
  }
  function heard(): void {
    walk();
    for (const listener of listeners) listener();
  }
  walk();
  return {
    subscribe: (listener) => {
      listeners.push(listener);
      walk();
      return () => {
        listeners = listeners.filter((each) => each !== listener);
        if (listeners.length > 0) return;
        for (const { stop } of watched) stop();
        watched = [];
      };
    },
    snapshot: () => list,
    further: () => {
      if (pages.length < wanted || pages.at(-1)?.cursor == null) return;
      wanted += 1;
      heard();
    },
  };
}

export function useInboxPages(filter: InboxFilter): InboxList & Pick<InboxPages, 'further'> {
  const { cache } = useData();
  const key = JSON.stringify(filter);
  const pages = useMemo(() => createInboxPages(cache, JSON.parse(key) as InboxFilter), [cache, key]);
  const list = useSyncExternalStore(pages.subscribe, pages.snapshot);
  return { ...list, further: pages.further };
}
