/** Turns message rows into what the thread draws, oldest first: day lines, the "new" line, bubbles with albums grouped, notes, events. */
import type { HistoryBody } from '#shared/model/bodies.ts';
import type { MessageRow } from '#shared/queries/rows.ts';

export type TimelineItem =
  | { kind: 'day'; key: string; at: number }
  | { kind: 'new'; key: string }
  /** One message, or all photos of one album. */
  | { kind: 'bubble'; key: string; rows: readonly MessageRow[] }
  | { kind: 'note'; key: string; row: MessageRow }
  | { kind: 'event'; key: string; row: MessageRow }
  /** What the record says of the deal or its owner. */
  | { kind: 'change'; key: string; line: HistoryBody };

/** Two bubbles of one side within this time stand close together and share one line of time. */
const sameBreathMs = 60_000;

/**
 * `rows` in any order; `newFrom`: id of the first message this person had not seen when the conversation was opened;
 * `dayOf` names the calendar day of a time, each day differently; `lines`: changes of stage and owner, drawn from the oldest message on.
 */
export function buildTimeline(rows: readonly MessageRow[], newFrom: string | null, dayOf: (at: number) => string, lines: readonly HistoryBody[] = []): TimelineItem[] {
  const items: TimelineItem[] = [];
  let day = '';
  const beginDay = (at: number): void => {
    const today = dayOf(at);
    if (today === day) return;
    day = today;
    items.push({ kind: 'day', key: `day:${today}`, at });
  };
  const ordered = inOrder(rows).filter((row) => row.state !== 'cancelled');
  const oldest = ordered[0]?.at ?? Number.POSITIVE_INFINITY;
  const changes = lines.filter((line) => line.at >= oldest).toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  let next = 0;
  const tellUntil = (at: number): void => {
    for (let line = changes[next]; line && line.at <= at; line = changes[next]) {
      beginDay(line.at);
      items.push({ kind: 'change', key: line.id, line });
      next += 1;
    }
  };
  for (const row of ordered) {
    // A change made in the moment of a message was made by it.
    tellUntil(row.at - 1);
    beginDay(row.at);
    if (row.id === newFrom) items.push({ kind: 'new', key: 'new' });
    const last = items.at(-1);
    if (row.kind === 'note') items.push({ kind: 'note', key: row.id, row });
    else if (row.kind === 'event') items.push({ kind: 'event', key: row.id, row });
    else if (last?.kind === 'bubble' && inAlbum(last.rows[0]!, row)) last.rows = [...last.rows, row];
    else items.push({ kind: 'bubble', key: row.id, rows: [row] });
  }
  tellUntil(Number.POSITIVE_INFINITY);
  return items;
}

/** Oldest first; equal times keep the order of their ids, so that the list never shuffles. */
export function inOrder(rows: readonly MessageRow[]): MessageRow[] {
  return [...rows].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}

function inAlbum(first: MessageRow, row: MessageRow): boolean {
  return row.albumId !== null && first.albumId === row.albumId && first.direction === row.direction;
}

/** Whether the next item continues what this one says: then the time stands under the last one only. */
export function isSameBreath(item: TimelineItem, next: TimelineItem | undefined): boolean {
  if (item.kind !== 'bubble' || next?.kind !== 'bubble') return false;
  const a = item.rows.at(-1)!;
  const b = next.rows[0]!;
  return a.direction === 'in' && b.direction === 'in' && a.route === b.route && b.at - a.at < sameBreathMs && a.reactions.length === 0
    && a.versions.length === 0 && a.unsentAt === null && a.kind !== 'comment';
}

/** The first of the `unread` newest messages of the client, or null when all have been seen. */
export function firstUnread(rows: readonly MessageRow[], unread: number): string | null {
  if (unread <= 0) return null;
  const fromClient = inOrder(rows).filter((row) => row.direction === 'in' && row.kind !== 'event');
  return fromClient[Math.max(0, fromClient.length - unread)]?.id ?? null;
}

/**
 * Rows of several pages as one list, oldest first. `pages[0]` is the newest one, and the whole truth about its stretch of time: a row held
 * before that it no longer names has been taken back. Rows older than that stay from `held` until their page has been answered.
 */
export function mergePages(held: readonly MessageRow[], pages: readonly (readonly MessageRow[])[]): MessageRow[] {
  const newest = pages[0] ?? [];
  const from = newest.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...newest.map((row) => row.at));
  const byId = new Map<string, MessageRow>();
  for (const row of held) if (row.at < from) byId.set(row.id, row);
  for (const page of pages.toReversed()) for (const row of page) byId.set(row.id, row);
  return inOrder([...byId.values()]);
}
