/** Opens a deal by hand for a client one already sees. */
import { z } from 'zod';
import type { ContactId, ConversationId, DealId } from '#shared/base/ids.ts';
import { decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { newDeal, stageOf } from '#shared/engine/new-deal.ts';
import { idSchema } from '#shared/base/ids.ts';
import { missingFor } from '#shared/engine/stages.ts';
import { put } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

export const dealCreate = defineCommand({
  name: 'deal.create',
  runs: 'both',
  right: 'move',
  input: z.strictObject({
    dealId: idSchema<DealId>(), contactId: idSchema<ContactId>(), conversationId: idSchema<ConversationId>().nullable(), funnelId: z.string(), stageId: z.string(),
  }),
  unseen: ['existing'],
  needs: (input) => ({
    existing: one('deal', input.dealId), contact: one('contact', input.contactId), conversation: one('conversation', input.conversationId ?? ''),
    conversations: many('conversation', 'byContact', input.contactId), deals: many('deal', 'byContact', input.contactId),
  }),
  decide: ({ existing, contact, conversation }, input, ctx) => {
    if (existing !== null) return refuse('id_taken');
    if (contact === null) return refuse('not_found');
    if (input.conversationId !== null && conversation?.contactId !== input.contactId) return refuse('not_found');
    const funnel = ctx.dict.get('funnel', input.funnelId);
    const stage = stageOf(ctx.dict, input.funnelId, input.stageId);
    if (funnel?.holds !== 'deal' || stage === null || stage.kind !== 'open') return refuse('no_stage', { stageId: input.stageId });
    const deal = newDeal({
      id: input.dealId, contactId: input.contactId, conversationId: input.conversationId, accountId: conversation?.accountId ?? null,
      // A deal made by hand is the maker's, unless the talk it belongs to is another's or nobody's.
      seatId: conversation === null ? ctx.actor.seatId : conversation.seatId,
      funnelId: input.funnelId, stage, source: 'manual', post: null, at: ctx.at,
    }, ctx.dict);
    const missing = missingFor(stage, deal, ctx.dict);
    if (missing.length > 0) return refuse('stage_needs', { stageId: stage.id, missing });
    return decided([
      put('deal', deal),
      { op: 'event', event: { type: 'deal.created', dealId: deal.id, funnelId: funnel.id, stageId: stage.id } },
      { op: 'event', event: { type: 'stage.entered', dealId: deal.id, funnelId: funnel.id, stageId: stage.id } },
    ]);
  },
});
