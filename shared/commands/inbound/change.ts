/** What clients do to messages that are here already: edit, unsend, react, read. */
import { editEventSchema, eventClaim, inboundInput, reactionEventSchema, seenEventSchema, unsendEventSchema } from '#shared/commands/inbound/event.ts';
import { claimOf, decided, defineCommand, many } from '#shared/engine/define-command.ts';
import { cleanText, clip, cutText } from '#shared/base/plain-text.ts';
import type { AnyEvent } from '#shared/commands/inbound/event.ts';
import type { ConversationBody, MessageBody } from '#shared/model/bodies.ts';
import type { DecideContext, NeedContext } from '#shared/engine/define-command.ts';
import type { Op } from '#shared/engine/ops.ts';
import { listTextLength } from '#shared/engine/send-message.ts';
import { patch } from '#shared/engine/ops.ts';
import { refuse } from '#shared/base/result.ts';

interface Input<Event> {
  accountId: string;
  event: Event;
}

function needs({ accountId, event }: Input<Pick<AnyEvent, 'chatId' | 'eventKey'>>, ctx: NeedContext) {
  return {
    seen: claimOf(eventClaim(ctx.dict.get('account', accountId), event)),
    conversations: many('conversation', 'byChat', `${accountId}|${event.chatId}`),
  };
}

function messageThen({ event }: Input<{ externalId: string | null }>, { conversations }: { conversations: readonly ConversationBody[] }) {
  return { messages: many('message', 'byExternal', `${conversations[0]?.id ?? ''}|${event.externalId ?? ''}`) };
}

function claim({ accountId, event }: Input<Pick<AnyEvent, 'chatId' | 'eventKey'>>, ctx: DecideContext): Op {
  return { op: 'claim', key: eventClaim(ctx.dict.get('account', accountId), event), owner: ctx.commandId };
}

/** List rows show the newest text: where this message is it, the row changes too. */
function listPatch(conversation: ConversationBody, message: MessageBody, text: string): Op[] {
  const set: Partial<ConversationBody> = {};
  if (conversation.last?.messageId === message.id) set.last = { ...conversation.last, text: clip(text, listTextLength) };
  if (conversation.lastIn?.messageId === message.id) set.lastIn = { ...conversation.lastIn, text: clip(text, listTextLength) };
  return Object.keys(set).length === 0 ? [] : [patch('conversation', conversation.id, set)];
}

/** A message that never came (older than our first look) can't be changed: that is no error of the network's. */
const unknownMessage = refuse('no_message');

export const inboundEdit = defineCommand({
  name: 'inbound.edit', runs: 'server', right: 'robot', input: inboundInput(editEventSchema), needs, then: messageThen,
  decide: ({ seen, conversations, messages }, input, ctx) => {
    if (seen !== null) return refuse('seen_before');
    const [conversation, message] = [conversations[0], messages[0]];
    if (conversation === undefined || message === undefined) return unknownMessage;
    const { text, truncated } = cutText(cleanText(input.event.text));
    // Late and early editions of one message come in any order.
    if (message.unsentAt !== null || message.versions.length >= input.event.editNumber && input.event.editNumber > 0) return decided([claim(input, ctx)]);
    if (text === message.text) return decided([claim(input, ctx)]);
    const at = Math.min(Math.trunc(input.event.at), ctx.at);
    const versions = [...message.versions, { text: clip(message.text, 4_000), at }].slice(-10);
    return decided([claim(input, ctx), patch('message', message.id, { text, truncated, versions }), ...listPatch(conversation, message, text)]);
  },
});

export const inboundUnsend = defineCommand({
  name: 'inbound.unsend', runs: 'server', right: 'robot', input: inboundInput(unsendEventSchema), needs, then: messageThen,
  decide: ({ seen, conversations, messages }, input, ctx) => {
    if (seen !== null) return refuse('seen_before');
    const [conversation, message] = [conversations[0], messages[0]];
    if (conversation === undefined || message === undefined) return unknownMessage;
    // The row stays, its content goes: networks ask for that.
    const gone: Partial<MessageBody> = { text: '', truncated: false, attachments: [], versions: [], subject: null, unsentAt: Math.min(Math.trunc(input.event.at), ctx.at) };
    return decided([claim(input, ctx), patch('message', message.id, gone), ...listPatch(conversation, message, '')]);
  },
});

export const inboundReaction = defineCommand({
  name: 'inbound.reaction', runs: 'server', right: 'robot', input: inboundInput(reactionEventSchema), needs, then: messageThen,
  decide: ({ seen, messages }, input, ctx) => {
    if (seen !== null) return refuse('seen_before');
    const message = messages[0];
    if (message === undefined) return unknownMessage;
    const { emoji, fromClient } = input.event;
    // One reaction a side; null takes it back. It asks for no answer.
    const others = message.reactions.filter((reaction) => reaction.fromClient !== fromClient);
    const reactions = emoji === null ? others : [...others, { emoji, fromClient, at: Math.min(Math.trunc(input.event.at), ctx.at) }];
    return decided([claim(input, ctx), patch('message', message.id, { reactions })]);
  },
});

export const inboundSeen = defineCommand({
  name: 'inbound.seen', runs: 'server', right: 'robot', input: inboundInput(seenEventSchema), needs,
  then: (input, got) => ({ ...messageThen(input, got), sent: many('message', 'bySent', got.conversations[0]?.id ?? '') }),
  decide: ({ seen, messages, sent }, input, ctx) => {
    if (seen !== null) return refuse('seen_before');
    // Read means all before it too.
    const upTo = input.event.externalId === null ? input.event.at : messages[0]?.at;
    if (upTo === undefined) return unknownMessage;
    return decided([claim(input, ctx), ...sent.filter((message) => message.at <= upTo).map((message) => patch('message', message.id, { state: 'read' }))]);
  },
});
