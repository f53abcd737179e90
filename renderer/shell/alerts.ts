/** Which rows call for attention, comparing two answers to "who waits". */
import type { InboxRow } from '#shared/queries/rows.ts';

export interface Alert {
  row: InboxRow;
  /** message: a client wrote · alarm, escalation: the answer clock passed its limit. */
  tone: 'message' | 'alarm' | 'escalation';
}

/** `before` null = the first look: what was already there calls nobody. `onScreen`: the conversation that is open in a focused window. */
export function alertsBetween(before: readonly InboxRow[] | null, after: readonly InboxRow[], options: { muted: ReadonlySet<string>; onScreen: string | null }): Alert[] {
  if (before === null) return [];
  const known = new Map(before.map((row) => [row.conversationId as string, row]));
  const alerts: Alert[] = [];
  for (const row of after) {
    if (options.muted.has(row.accountId)) continue;
    const old = known.get(row.conversationId);
    const level = old?.clockLevel ?? 0;
    if (row.clockLevel > level && row.clockLevel >= 2) alerts.push({ row, tone: row.clockLevel === 3 ? 'escalation' : 'alarm' });
    else if (row.lastIn && row.lastIn.messageId !== old?.lastIn?.messageId && row.last?.direction === 'in' && row.conversationId !== options.onScreen) alerts.push({ row, tone: 'message' });
  }
  return alerts;
}
