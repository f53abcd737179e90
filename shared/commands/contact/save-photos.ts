/** Saves chosen photos of a conversation to the client's card and the order's references. */
import { z } from 'zod';
import { activeDeal, openCase } from '#shared/engine/case.ts';
import type { ConversationId, MessageId } from '#shared/base/ids.ts';
import { decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { idSchema } from '#shared/base/ids.ts';
import { refuse } from '#shared/base/result.ts';
import { savePhotos } from '#shared/engine/save-photos.ts';

export const contactSavePhotos = defineCommand({
  name: 'contact.savePhotos',
  runs: 'both',
  right: 'contacts',
  input: z.strictObject({ conversationId: idSchema<ConversationId>(), messageIds: z.array(idSchema<MessageId>()).max(50) }),
  needs: (input) => ({
    conversation: one('conversation', input.conversationId), deals: many('deal', 'byConversation', input.conversationId), photos: many('message', 'byPhotos', input.conversationId),
  }),
  then: (_input, { conversation }) => ({ contact: one('contact', conversation?.contactId ?? '') }),
  decide: ({ conversation, deals, photos, contact }, { messageIds }, ctx) => {
    if (conversation === null) return refuse('not_found');
    const c = openCase(ctx, { conversation, deal: activeDeal(deals, conversation.id), contact, tasks: [], photos });
    return savePhotos(c, messageIds) ?? decided(c.ops);
  },
});
