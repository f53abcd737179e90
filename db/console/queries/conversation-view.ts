/** An open conversation: who, on which account, with which deal. */
import type { DealBody, ProfileBody } from '#shared/model/bodies.ts';
import type { ConversationView } from '#shared/queries/rows.ts';
import { currentDeal } from '#db/console/inbox-lines.ts';
import type { Preparer } from '#db/console/prepared.ts';
import type { StoredRows } from '#db/console/stored-rows.ts';
import type { Answerer } from '#db/console/queries/context.ts';

export interface ConversationParts extends ConversationView {
  profiles: ProfileBody[];
  deals: DealBody[];
}

export function createConversationParts(prepare: Preparer, rows: StoredRows): Answerer<{ conversationId: string }, ConversationParts | null> {
  const profiles = prepare<[string], { body: string }>('SELECT body FROM profile WHERE contact_id = ?');
  const deals = prepare<[string], { body: string }>('SELECT body FROM deal WHERE contact_id = ?');
  const readCount = prepare<[string, string], { n: number }>('SELECT read_count AS n FROM read_mark WHERE conversation_id = ? AND person_id = ?');
  const photo = prepare<[string], { n: number }>("SELECT 1 AS n FROM message WHERE conversation_id = ? AND flag = 'f' LIMIT 1");
  return ({ conversationId }, ctx) => {
    const conversation = rows.get('conversation', conversationId)?.body;
    if (!conversation || conversation.removedAt !== null) return null;
    const contact = rows.get('contact', conversation.contactId)?.body;
    const account = ctx.dict.get('account', conversation.accountId);
    // Parts of a first copy may still be on their way.
    if (!contact || !account) return null;
    const allProfiles = profiles.all(contact.id).map((raw) => JSON.parse(raw.body) as ProfileBody);
    const allDeals = deals.all(contact.id).map((raw) => JSON.parse(raw.body) as DealBody).sort((a, b) => b.createdAt - a.createdAt);
    return {
      conversation, contact, account,
      profile: allProfiles.find((profile) => profile.accountId === conversation.accountId) ?? allProfiles[0] ?? null,
      deal: currentDeal(allDeals.filter((deal) => deal.conversationId === conversationId)),
      mine: conversation.seatId !== null && conversation.seatId === ctx.seatId,
      unread: Math.max(0, conversation.inboundCount - (readCount.get(conversationId, ctx.personId)?.n ?? 0)),
      draft: ctx.draft(conversationId, 'answer'), noteDraft: ctx.draft(conversationId, 'note'),
      hasClientPhoto: photo.get(conversationId) !== undefined,
      profiles: allProfiles, deals: allDeals,
    };
  };
}

export function createConversationView(parts: Answerer<{ conversationId: string }, ConversationParts | null>): Answerer<{ conversationId: string }, ConversationView | null> {
  return (params, ctx) => {
    const found = parts(params, ctx);
    if (!found) return null;
    const { profiles: _profiles, deals: _deals, ...view } = found;
    return view;
  };
}
