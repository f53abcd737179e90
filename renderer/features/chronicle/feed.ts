/** The chronicle as one list: headings of time, who waits, and below them who has been answered today. */
import { timeGroups } from '#renderer/features/chronicle/time-groups.ts';
import type { Formats } from '#renderer/i18n/format.ts';
import type { ChronicleDone, InboxRow } from '#shared/queries/rows.ts';

export type FeedItem =
  | { kind: 'heading'; id: string; label: string }
  | { kind: 'entry'; id: string; row: InboxRow }
  | { kind: 'done'; id: string; done: ChronicleDone };

export interface FeedWords {
  justNow: string;
  /** Heading above those answered today. */
  doneToday: string;
}

/** `rows` newest first. Headings never stand above nothing. */
export function feedOf(rows: readonly InboxRow[], done: readonly ChronicleDone[], now: number, format: Formats, words: FeedWords): FeedItem[] {
  const items: FeedItem[] = [];
  let at = 0;
  for (const group of timeGroups(rows.map((row) => row.lastIn?.at ?? row.createdAt), now, format, words.justNow)) {
    items.push({ kind: 'heading', id: `heading ${group.key}`, label: group.label });
    for (const row of rows.slice(at, at + group.count)) items.push({ kind: 'entry', id: row.conversationId, row });
    at += group.count;
  }
  if (done.length > 0) {
    const waiting = new Set(rows.map((row) => row.conversationId));
    items.push({ kind: 'heading', id: 'heading done', label: words.doneToday });
    for (const one of done) if (!waiting.has(one.conversationId)) items.push({ kind: 'done', id: `done ${one.conversationId}`, done: one });
  }
  return items;
}
