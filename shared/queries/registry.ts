/** The register of queries: what a window may ask of its console. */
import { z } from 'zod';
import { idSchema } from '#shared/base/ids.ts';
import type { AccountId, ContactId, ConversationId, DealId, MessageId } from '#shared/base/ids.ts';
import { defineQuery } from '#shared/queries/define-query.ts';
import type {
  BoardCard, BoardStage, CardView, ChronicleDone, ConversationView, InboxCounts, InboxRow, MessageRow, NotDelivered, PaymentRow, SearchHit, SearchState, TaskRow, TeamView,
} from '#shared/queries/rows.ts';
import type { HistoryBody } from '#shared/model/bodies.ts';

const limit = z.number().int().min(1).max(200);
const conversationId = idSchema<ConversationId>();
const ofTalk = (params: { conversationId: ConversationId }): string => `conversation:${params.conversationId}`;

export const inboxFilterSchema = z.strictObject({
  /** owed: owed an answer (mine and untaken) · mine · untaken · all. */
  view: z.enum(['owed', 'mine', 'untaken', 'all']),
  accountId: idSchema<AccountId>().nullable(),
  stageId: z.string().nullable(),
  unreadOnly: z.boolean(),
});
export type InboxFilter = z.infer<typeof inboxFilterSchema>;

export const teamView = defineQuery<TeamView>()({
  name: 'team.view', params: z.strictObject({}),
  reads: ['team', 'role', 'funnel', 'button', 'script', 'field', 'list', 'rule', 'clock', 'account', 'accountState', 'person', 'seat'],
});

/** Owed first, oldest first; then the rest by newest message. `after` is the `cursor` of the page before. */
export const inboxPage = defineQuery<{ rows: InboxRow[]; cursor: string | null }>()({
  name: 'inbox.page', params: z.strictObject({ filter: inboxFilterSchema, after: z.string().nullable(), limit }),
  reads: ['conversation', 'contact', 'profile', 'deal', 'readMark', 'draft'],
});

export const inboxCounts = defineQuery<InboxCounts>()({
  name: 'inbox.counts', params: z.strictObject({}), reads: ['conversation', 'deal', 'readMark', 'task', 'paymentClaim'],
});

/** The newest client message of every client who has not been answered, newest first (mission c9). */
export const chroniclePage = defineQuery<{ rows: InboxRow[]; cursor: string | null }>()({
  name: 'chronicle.page',
  params: z.strictObject({ mineOnly: z.boolean(), accountId: idSchema<AccountId>().nullable(), source: z.enum(['all', 'direct', 'comment', 'story', 'other']), after: z.string().nullable(), limit }),
  reads: ['conversation', 'contact', 'profile', 'deal', 'readMark', 'draft'],
});

/** Clients who wrote since `since` (UTC ms) and have been answered, or need no answer: what the chronicle has emptied itself of. Newest first. */
export const chronicleDone = defineQuery<{ rows: ChronicleDone[]; count: number }>()({
  name: 'chronicle.done',
  params: z.strictObject({ since: z.number().int(), mineOnly: z.boolean(), accountId: idSchema<AccountId>().nullable(), limit }),
  reads: ['conversation', 'contact', 'message', 'person'],
});

export const conversationView = defineQuery<ConversationView | null>()({
  name: 'conversation.view', params: z.strictObject({ conversationId }), root: ofTalk, reads: ['conversation', 'contact', 'profile', 'deal', 'readMark', 'account', 'draft', 'message'],
});

/** Messages newest first; `before` is the id of the oldest one held. `around` opens at a search hit. */
export const messagePage = defineQuery<{ rows: MessageRow[]; more: boolean }>()({
  name: 'message.page', params: z.strictObject({ conversationId, before: idSchema<MessageId>().nullable(), around: idSchema<MessageId>().nullable(), limit }), root: ofTalk,
  reads: ['message', 'outcome'],
});

export const cardView = defineQuery<CardView | null>()({
  name: 'card.view', params: z.strictObject({ conversationId }), root: ofTalk,
  reads: ['conversation', 'contact', 'profile', 'deal', 'task', 'history', 'message', 'readMark', 'account', 'draft'],
});

export const boardStages = defineQuery<BoardStage[]>()({
  name: 'board.stages', params: z.strictObject({ funnelId: z.string(), mineOnly: z.boolean(), seatId: z.string().nullable() }), reads: ['deal', 'conversation'],
});

export const boardCards = defineQuery<{ rows: BoardCard[]; more: boolean }>()({
  name: 'board.cards',
  params: z.strictObject({ funnelId: z.string(), stageId: z.string(), mineOnly: z.boolean(), seatId: z.string().nullable(), offset: z.number().int().min(0), limit }),
  reads: ['deal', 'conversation', 'contact', 'readMark'],
});

/** Any word of any message, a phone by its last digits, a handle, a deal's number; newest first. */
export const searchAll = defineQuery<SearchHit[]>()({
  name: 'search.all', params: z.strictObject({ term: z.string().max(200), conversationId: conversationId.nullable(), limit }),
  reads: ['message', 'contact', 'profile', 'deal'],
});

/** Said beside the answers of a search. */
export const searchState = defineQuery<SearchState>()({ name: 'search.state', params: z.strictObject({}), reads: ['message', 'conversation'] });

export const taskList = defineQuery<TaskRow[]>()({
  name: 'task.list', params: z.strictObject({ mineOnly: z.boolean(), limit }), reads: ['task', 'contact'],
});

/** Payments that wait for a check, oldest first; `deciding` = a press of this console on it has not been answered (S61). */
export const paymentsWaiting = defineQuery<{ rows: PaymentRow[]; count: number }>()({
  name: 'payment.waiting', params: z.strictObject({ limit }), reads: ['paymentClaim', 'deal', 'contact', 'person', 'outcome'],
});

export const historyOf = defineQuery<HistoryBody[]>()({
  name: 'history.of', params: z.strictObject({ contactId: idSchema<ContactId>().nullable(), dealId: idSchema<DealId>().nullable(), limit }), reads: ['history'],
});

export const notDelivered = defineQuery<NotDelivered[]>()({ name: 'outbox.notDelivered', params: z.strictObject({}), reads: ['outcome'] });

export const queries = [
  teamView, inboxPage, inboxCounts, chroniclePage, chronicleDone, conversationView, messagePage, cardView, boardStages, boardCards, searchAll, searchState, taskList, paymentsWaiting, historyOf, notDelivered,
] as const satisfies readonly { name: string }[];
