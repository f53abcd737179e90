/** The deal that a first message opens, in the first stage of the first funnel that holds deals (mission c2). */
import type { AccountId, ContactId, ConversationId, DealId, SeatId } from '#shared/base/ids.ts';
import type { Dictionary } from '#shared/engine/dictionary.ts';
import type { DealBody } from '#shared/model/bodies.ts';
import type { FunnelBody, StageBody } from '#shared/model/preset.ts';

export function firstFunnel(dict: Dictionary): FunnelBody | null {
  return dict.all('funnel').filter((funnel) => funnel.holds === 'deal').sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1))[0] ?? null;
}

export function stageOf(dict: Dictionary, funnelId: string, stageId: string): StageBody | null {
  return dict.get('funnel', funnelId)?.stages.find((stage) => stage.id === stageId) ?? null;
}

export interface NewDeal {
  id: DealId;
  contactId: ContactId;
  conversationId: ConversationId | null;
  accountId: AccountId | null;
  seatId: SeatId | null;
  funnelId: string;
  stage: StageBody;
  source: DealBody['source'];
  post: DealBody['post'];
  at: number;
}

export function newDeal(given: NewDeal, dict: Dictionary): DealBody {
  return {
    id: given.id, number: 0, contactId: given.contactId, conversationId: given.conversationId, accountId: given.accountId,
    funnelId: given.funnelId, stageId: given.stage.id, stageEnteredAt: given.at, draftFrom: null, seatId: given.seatId, state: given.stage.kind,
    amountMinor: null, currency: dict.get('team', 'team')?.currency ?? 'EUR', paidMinor: 0, source: given.source, post: given.post,
    lostReason: null, urgent: false, starredBy: [], fields: {}, createdAt: given.at, closedAt: null,
  };
}
