/** What the list draws: rows as the console ordered them, with one line between those who are owed an answer and the rest. */
import type { InboxRow } from '#shared/queries/rows.ts';

export type InboxItem = { kind: 'row'; row: InboxRow } | { kind: 'rest'; count: number | null };

/** `rest`: how many are owed nothing, where it is known. */
export function inboxItems(rows: readonly InboxRow[], rest: number | null): InboxItem[] {
  const items: InboxItem[] = [];
  let owed = false;
  let divided = false;
  for (const row of rows) {
    if (waits(row)) owed = true;
    else if (owed && !divided) {
      divided = true;
      items.push({ kind: 'rest', count: rest });
    }
    items.push({ kind: 'row', row });
  }
  return items;
}

/** Owed an answer and not put aside. */
export function waits(row: InboxRow): boolean {
  return row.owedSince !== null && row.snoozedUntil === null;
}

export function itemId(item: InboxItem): string {
  return item.kind === 'row' ? item.row.conversationId : 'rest';
}

/** Pages as one list; a row that moved from one page to the other between two answers stands once, at its newer place. */
export function joinPages(pages: readonly (readonly InboxRow[])[]): InboxRow[] {
  const seen = new Set<string>();
  const rows: InboxRow[] = [];
  for (const page of pages) {
    for (const row of page) {
      if (seen.has(row.conversationId)) continue;
      seen.add(row.conversationId);
      rows.push(row);
    }
  }
  return rows;
}

/** The one to go to next: who waits longest, but not the conversation that is open. */
export function nextOwed(rows: readonly InboxRow[], openId: string | null): InboxRow | null {
  return rows.find((row) => waits(row) && row.conversationId !== openId) ?? null;
}
