/** What is left of a record when its client is erased for good: ids, sums and times, and no word that tells who it was (S72). */
import type { ContactBody, ConversationBody, DealBody, HistoryBody, MessageBody, PaymentClaimBody, RecordKind, TaskBody } from '#shared/model/bodies.ts';

type Body = Record<string, unknown>;

/** Fields whose history tells of the team's own doing, in ids and sums. */
const ofTheTeam: ReadonlySet<string> = new Set([
  '*', 'seatId', 'closedAt', 'snoozedUntil', 'removedAt', 'stageId', 'funnelId', 'amountMinor', 'paidMinor', 'state', 'dueAt', 'doneAt', 'cancelledAt',
]);

/** null = nothing. Done twice it changes nothing more. */
export function erased(kind: RecordKind, body: Body, at: number): Body | null {
  switch (kind) {
    case 'contact': {
      const contact = body as unknown as ContactBody;
      return { ...contact, name: '', phone: null, email: null, city: null, birthday: null, tags: [], note: '', photos: [], fields: {}, removedAt: contact.removedAt ?? at } satisfies ContactBody as unknown as Body;
    }
    case 'conversation': {
      const talk = body as unknown as ConversationBody;
      return {
        ...talk, externalChatId: '', last: null, lastIn: null, owedSince: null, unanswered: [], clockLevel: 0, openComment: null, snoozedUntil: null, removedAt: talk.removedAt ?? at,
      } satisfies ConversationBody as unknown as Body;
    }
    case 'deal': {
      const deal = body as unknown as DealBody;
      // One that is not over has nobody left to make it for.
      const state = deal.state === 'open' || deal.state === 'holding' ? 'removed' : deal.state;
      return { ...deal, state, post: null, lostReason: null, fields: {} } satisfies DealBody as unknown as Body;
    }
    case 'message':
      return {
        ...(body as unknown as MessageBody), text: '', truncated: false, attachments: [], externalId: null, albumId: null, replyTo: null, subject: null, reactions: [], versions: [],
      } satisfies MessageBody as unknown as Body;
    case 'task': return { ...(body as unknown as TaskBody), title: '' } satisfies TaskBody as unknown as Body;
    case 'paymentClaim': {
      const { receipt: _gone, ...kept } = body as unknown as PaymentClaimBody;
      return { ...kept, note: '', reason: '' } satisfies PaymentClaimBody as unknown as Body;
    }
    case 'history': {
      const line = body as unknown as HistoryBody;
      const kept = ofTheTeam.has(line.field) && line.kind !== 'profile';
      return { ...line, from: kept ? line.from : null, to: kept ? line.to : null, note: '' } satisfies HistoryBody as unknown as Body;
    }
    // In one network they are who they are: without it the person is a stranger again.
    case 'profile': return null;
    default: return body;
  }
}
