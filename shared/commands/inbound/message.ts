/** A message from a network: of a client (makes contact, conversation and deal where there are none), or of our own account from elsewhere. */
import type { ConversationBody, MessageBody } from '#shared/model/bodies.ts';
import { accountOf, eventClaim, inboundInput, messageEventSchema, ownCommentClaim, sentClaim } from '#shared/commands/inbound/event.ts';
import { claimOf, decided, defineCommand, many, one } from '#shared/engine/define-command.ts';
import { activeDeal } from '#shared/engine/case.ts';
import { adoptEcho } from '#shared/commands/inbound/adopt-echo.ts';
import type { Op } from '#shared/engine/ops.ts';
import { receive } from '#shared/commands/inbound/receive.ts';
import { refuse } from '#shared/base/result.ts';

export const inboundMessage = defineCommand({
  name: 'inbound.message',
  runs: 'server',
  right: 'robot',
  input: inboundInput(messageEventSchema),
  needs: ({ accountId, event }, ctx) => {
    const account = accountOf(accountId, ctx);
    return {
      seen: claimOf(eventClaim(account, event)),
      sent: claimOf(sentClaim(account, event.externalId)),
      told: claimOf(ownCommentClaim(account, event.externalId)),
      conversations: many('conversation', 'byChat', `${accountId}|${event.chatId}`),
      profiles: many('profile', 'byExternal', `${accountId}|${event.person.externalId}`),
    };
  },
  then: ({ event }, { conversations, profiles }) => {
    const conversationId = conversations[0]?.id ?? '';
    const contactId = conversations[0]?.contactId ?? profiles[0]?.contactId ?? '';
    return {
      contact: one('contact', contactId),
      same: many('message', 'byExternal', `${conversationId}|${event.externalId}`),
      quoted: many('message', 'byExternal', `${conversationId}|${event.replyToExternalId ?? ''}`),
      pending: many('message', 'byPending', conversationId),
      deals: many('deal', 'byContact', contactId),
    };
  },
  decide: (rows, { accountId, event }, ctx) => {
    const account = ctx.dict.get('account', accountId);
    if (account === null) return refuse('account_off', { accountId });
    const claims: Op[] = [{ op: 'claim', key: eventClaim(account, event), owner: ctx.commandId }];
    if (rows.seen !== null || rows.same.length > 0) return refuse('seen_before');
    if (!event.fromClient) {
      if (rows.sent !== null || rows.told !== null) return refuse('seen_before');
      if (event.kind === 'comment') claims.push({ op: 'claim', key: ownCommentClaim(account, event.externalId), owner: ctx.commandId });
      const echo = adoptEcho(rows.pending, event, ctx);
      // An echo of what we are sending right now: the network's word that it went out.
      if (echo !== null) return decided([...claims, { op: 'claim', key: sentClaim(account, event.externalId), owner: echo.messageId }, ...echo.ops]);
    }
    const conversation: ConversationBody | null = rows.conversations[0] ?? null;
    const quoted: MessageBody | null = event.replyToExternalId === null ? null : (rows.quoted[0] ?? null);
    const deal = activeDeal(rows.deals, conversation?.id ?? null);
    return decided([...claims, ...receive({ account, conversation, contact: rows.contact, profile: rows.profiles[0] ?? null, deal, quoted }, event, ctx)]);
  },
});
