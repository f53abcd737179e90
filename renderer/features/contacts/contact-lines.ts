/** Clients as lines: one per person, whichever conversation or hit they came from. */
import type { InboxRow, SearchHit } from '#shared/queries/rows.ts';

export interface ContactLine {
  contactId: string;
  conversationId: string | null;
  name: string;
  avatar: string | null;
  accountId: string | null;
  channel: InboxRow['channel'] | null;
  funnelId: string | null;
  stageId: string | null;
  /** What was found, or the last words. */
  text: string;
  at: number;
}

/** Conversations in their order with each client once; or people found, likewise. */
export function contactLines(rows: readonly InboxRow[], hits: readonly SearchHit[]): ContactLine[] {
  const lines = new Map<string, ContactLine>();
  for (const row of rows) {
    if (lines.has(row.contactId)) continue;
    lines.set(row.contactId, {
      contactId: row.contactId, conversationId: row.conversationId, name: row.name, avatar: row.avatar, accountId: row.accountId, channel: row.channel,
      funnelId: row.funnelId, stageId: row.stageId, text: row.lastIn?.text ?? row.last?.text ?? '', at: row.last?.at ?? row.createdAt,
    });
  }
  for (const hit of hits) {
    if (hit.kind === 'message' || lines.has(hit.contactId)) continue;
    lines.set(hit.contactId, {
      contactId: hit.contactId, conversationId: hit.conversationId, name: hit.name || hit.handle || '', avatar: null, accountId: hit.accountId, channel: hit.channel,
      funnelId: null, stageId: null, text: hit.text, at: hit.at,
    });
  }
  return [...lines.values()];
}
