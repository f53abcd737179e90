/** The rows around one client that commands on a conversation or deal ask for, and the case over them. */
import type { ContactBody, ConversationBody, DealBody, MessageBody, ProfileBody, TaskBody } from '#shared/model/bodies.ts';
import type { Case } from '#shared/engine/case.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import { many, one } from '#shared/engine/define-command.ts';
import { openCase } from '#shared/engine/case.ts';

/** Round 1. An id that is not given finds nothing. */
export function caseNeeds(ids: { conversationId: string | null; dealId: string | null }) {
  return {
    conversation: one('conversation', ids.conversationId ?? ''),
    deal: one('deal', ids.dealId ?? ''),
  };
}

export interface CaseRoots {
  conversation: ConversationBody | null;
  deal: DealBody | null;
}

/** Round 2. `dealTalk`: the deal's own conversation, when only the deal was named. */
export function caseThen({ conversation, deal }: CaseRoots, photos = false) {
  const conversationId = conversation?.id ?? deal?.conversationId ?? '';
  const contactId = deal?.contactId ?? conversation?.contactId ?? '';
  return {
    dealTalk: one('conversation', conversationId),
    contact: one('contact', contactId),
    dealTasks: many('task', 'byDeal', deal?.id ?? ''),
    talkTasks: many('task', 'byConversation', conversationId),
    contactConversations: many('conversation', 'byContact', contactId),
    contactDeals: many('deal', 'byContact', contactId),
    profiles: many('profile', 'byContact', contactId),
    photos: many('message', 'byPhotos', photos ? conversationId : ''),
  };
}

/** Seeing the deal is enough to work on it, wherever its conversation stands by now. */
export const caseUnseen = ['dealTalk'] as const;

export interface CaseGot extends CaseRoots {
  dealTalk: ConversationBody | null;
  contact: ContactBody | null;
  dealTasks: readonly TaskBody[];
  talkTasks: readonly TaskBody[];
  contactConversations: readonly ConversationBody[];
  contactDeals: readonly DealBody[];
  profiles: readonly ProfileBody[];
  photos: readonly MessageBody[];
}

export function caseOver(ctx: DecideContext, got: CaseGot): Case {
  return openCase(ctx, {
    conversation: got.conversation ?? got.dealTalk, deal: got.deal, contact: got.contact, tasks: [...got.dealTasks, ...got.talkTasks],
    contactConversations: got.contactConversations, contactDeals: got.contactDeals, profiles: got.profiles, photos: got.photos,
  });
}
