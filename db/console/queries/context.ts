/** What answers depend on besides the replica's rows: the person's drafts, presses on their way, and the time. */
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { PersonId } from '#shared/base/ids.ts';
import type { RecordKind } from '#shared/model/bodies.ts';
import type { DraftKind, MessageRow, NotDelivered } from '#shared/queries/rows.ts';
import type { InboxLine } from '#db/console/inbox-lines.ts';

export interface QueryContext {
  dict: Dictionary;
  personId: PersonId;
  seatId: string | null;
  /** UTC ms of this console's clock. */
  now: number;
  /** What the person has written there and not sent; null = nothing. */
  draft(conversationId: string, kind: DraftKind): string | null;
  /** A press of this console shows in this record and has not been answered. */
  pending(kind: RecordKind, id: string): boolean;
  /** Command that made a message and can still be undone. */
  undoable(messageId: string): string | null;
  /** Answers that only the server may decide and that wait for it: shown as bubbles, not as rows. */
  waiting(conversationId: string): MessageRow[];
  /** A decision of this console on a payment claim has not been answered, or its answer is not shown yet. */
  deciding(claimId: string): boolean;
  notDelivered(): NotDelivered[];
}

/** A query's answerer: parameters have been parsed. */
export type Answerer<Params, Answer> = (params: Params, ctx: QueryContext) => Answer;

export function inboxRow(line: InboxLine, ctx: QueryContext) {
  const { conversationId } = line;
  return {
    ...line,
    draft: ctx.draft(conversationId, 'answer'),
    pending: ctx.pending('conversation', conversationId) || (line.dealId !== null && ctx.pending('deal', line.dealId)) || ctx.waiting(conversationId).length > 0,
  };
}

/** Where the next page begins: number and id of the last row. */
export function cursorOf(sort: number, id: string): string {
  return `${sort}:${id}`;
}

export function readCursor(cursor: string | null): { sort: number; id: string } | null {
  const found = cursor === null ? null : /^(-?\d+):([0-9a-f-]*)$/.exec(cursor);
  return found ? { sort: Number(found[1]), id: found[2]! } : null;
}
