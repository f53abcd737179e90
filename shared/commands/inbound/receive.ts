/** Stores a network's message: contact, profile, conversation and deal by themselves, then the message, then what is owed for it. */
import type { AccountBody, Attachment, ContactBody, ConversationBody, DealBody, MessageBody, ProfileBody } from '#shared/model/bodies.ts';
import type { EventMedia, MessageEvent } from '#shared/commands/inbound/event.ts';
import type { MediaSource, Op } from '#shared/engine/ops.ts';
import type { Case } from '#shared/engine/case.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import type { MessageId } from '#shared/base/ids.ts';
import { answeredElsewhere, beginOwing, messageEvent } from '#shared/engine/owe.ts';
import { cleanText, clip, cutText } from '#shared/base/plain-text.ts';
import { derivedId, timedId } from '#shared/base/ids.ts';
import { firstFunnel, newDeal } from '#shared/engine/new-deal.ts';
import { guessLanguage } from '#shared/base/guess-language.ts';
import { lastOf } from '#shared/engine/send-message.ts';
import { openCase } from '#shared/engine/case.ts';
import { put } from '#shared/engine/ops.ts';

export interface KnownRows {
  account: AccountBody;
  conversation: ConversationBody | null;
  contact: ContactBody | null;
  profile: ProfileBody | null;
  /** The client's open deal, if any: theirs is the message then. */
  deal: DealBody | null;
  quoted: MessageBody | null;
}

const nameLength = 200;

export function receive(known: KnownRows, event: MessageEvent, ctx: DecideContext): Op[] {
  // A network's clock may be ahead of ours, never the other way round for an order of messages.
  const at = Math.min(Math.trunc(event.at), ctx.at);
  const ops: Op[] = [];
  const contact = known.contact !== null && known.contact.removedAt === null ? known.contact : newContact(event, at, ctx, ops);
  const profile = known.profile?.contactId === contact.id ? known.profile : newProfile(known.account, contact, event, ctx, ops);
  const conversation = known.conversation ?? newConversation(known, contact, event, at, ctx, ops);
  const deal = known.deal ?? (event.fromClient ? openDeal(known.account, conversation, event, at, ctx, ops) : null);
  const c = openCase(ctx, { conversation, deal, contact, tasks: [] });
  const message = messageOf(conversation, event, at, known.quoted, ctx);
  ops.push(put('message', message), ...fetches(message, profile, known, event, ctx));
  c.changeConversation(seenBy(conversation, message, event));
  if (event.fromClient) fromClient(c, conversation, at);
  else answeredElsewhere(c, at);
  if (deal !== null && deal.post === null && event.subject?.kind === 'post' && known.deal !== null) c.changeDeal({ post: postOf(event) });
  c.ops.push(messageEvent(event.fromClient ? 'message.in' : 'message.out', conversation, deal));
  return [...ops, ...c.ops];
}

function fromClient(c: Case, before: ConversationBody, at: number): void {
  if (before.snoozedUntil !== null) c.ops.push({ op: 'noAlarm', key: `snooze:${before.id}` });
  beginOwing(c, at);
}

function seenBy(conversation: ConversationBody, message: MessageBody, event: MessageEvent): Partial<ConversationBody> {
  const newest = conversation.last === null || message.at >= conversation.last.at;
  const set: Partial<ConversationBody> = newest ? { last: lastOf(message) } : {};
  if (!event.fromClient) return set;
  if (conversation.lastIn === null || message.at >= conversation.lastIn.at) set.lastIn = lastOf(message);
  set.inboundCount = conversation.inboundCount + 1;
  if (event.opensWindowUntil !== null) set.windowUntil = Math.max(event.opensWindowUntil, conversation.windowUntil ?? 0);
  if (event.privateReplyUntil !== null) {
    set.openComment = { messageId: message.id, externalId: event.externalId, privateReplyUntil: event.privateReplyUntil, privatelyAnswered: false };
  }
  if (conversation.closedAt !== null) set.closedAt = null;
  if (conversation.snoozedUntil !== null) set.snoozedUntil = null;
  return set;
}

function newContact(event: MessageEvent, at: number, ctx: DecideContext, ops: Op[]): ContactBody {
  const team = ctx.dict.get('team', 'team');
  const allowed = team?.languages ?? ['en'];
  const told = allowed.find((language) => language === event.person.language?.slice(0, 2));
  const contact: ContactBody = {
    id: ctx.newId('contact'), name: nameOf(event), language: guessLanguage(event.text, allowed) ?? told ?? allowed[0] ?? 'en', phone: null, email: null,
    city: null, birthday: null, tags: [], note: '', photos: [], firstRequestAt: at, fields: {}, removedAt: null,
  };
  ops.push(put('contact', contact));
  return contact;
}

function nameOf(event: MessageEvent): string {
  const { name, handle, externalId } = event.person;
  return clip(cleanText(name).trim() || cleanText(handle).trim() || externalId, nameLength);
}

function newProfile(account: AccountBody, contact: ContactBody, event: MessageEvent, ctx: DecideContext, ops: Op[]): ProfileBody {
  const profile: ProfileBody = {
    id: ctx.newId('profile'), contactId: contact.id, accountId: account.id, channel: account.channel, externalId: event.person.externalId,
    handle: clip(cleanText(event.person.handle), nameLength), name: clip(cleanText(event.person.name), nameLength), avatar: null, link: event.person.link,
  };
  ops.push(put('profile', profile));
  return profile;
}

/** A client of an open deal who writes to another account of ours comes to the seat that works on it. */
function newConversation(known: KnownRows, contact: ContactBody, event: MessageEvent, at: number, ctx: DecideContext, ops: Op[]): ConversationBody {
  const seatId = known.deal?.seatId ?? null;
  const conversation: ConversationBody = {
    id: ctx.newId('conversation'), contactId: contact.id, accountId: known.account.id, channel: known.account.channel, externalChatId: event.chatId,
    seatId, takenAt: seatId === null ? null : ctx.at, last: null, lastIn: null, owedSince: null, unanswered: [], answeredAt: null, clockLevel: 0, inboundCount: 0, windowUntil: null,
    openComment: null, snoozedUntil: null, closedAt: null, createdAt: at, removedAt: null,
  };
  ops.push(put('conversation', conversation));
  return conversation;
}

function openDeal(account: AccountBody, conversation: ConversationBody, event: MessageEvent, at: number, ctx: DecideContext, ops: Op[]): DealBody | null {
  const funnel = firstFunnel(ctx.dict);
  const stage = funnel?.stages[0];
  if (funnel === null || stage === undefined) return null;
  const deal = newDeal({
    id: ctx.newId('deal'), contactId: conversation.contactId, conversationId: conversation.id, accountId: account.id, seatId: conversation.seatId,
    funnelId: funnel.id, stage, source: sourceOf(event), post: event.subject?.kind === 'story' ? null : postOf(event), at,
  }, ctx.dict);
  ops.push(
    put('deal', deal),
    { op: 'event', event: { type: 'deal.created', dealId: deal.id, funnelId: funnel.id, stageId: stage.id } },
    { op: 'event', event: { type: 'stage.entered', dealId: deal.id, funnelId: funnel.id, stageId: stage.id } },
  );
  return deal;
}

function sourceOf(event: MessageEvent): DealBody['source'] {
  if (event.kind === 'comment' || event.subject?.kind === 'mention') return 'comment';
  return event.kind === 'story_reply' || event.kind === 'story_mention' ? 'story' : 'direct';
}

function postOf(event: MessageEvent): DealBody['post'] {
  return event.subject === null ? null : { link: event.subject.link, text: clip(cleanText(event.subject.text), 500) };
}

function messageOf(conversation: ConversationBody, event: MessageEvent, at: number, quoted: MessageBody | null, ctx: DecideContext): MessageBody {
  const { text, truncated } = cutText(cleanText(event.text));
  return {
    // Sorts among the ids of presses by the time it was written.
    id: timedId<MessageId>(at, ctx.commandId, 'message'), conversationId: conversation.id, direction: event.fromClient ? 'in' : 'out', kind: event.kind,
    text, truncated, attachments: event.media.map(attachmentOf), externalId: event.externalId, albumId: event.albumId,
    replyTo: event.replyToExternalId === null ? null : { messageId: quoted?.id ?? null, externalId: event.replyToExternalId, text: clip(quoted?.text ?? '', 200) },
    subject: event.subject === null ? null : {
      ...event.subject, text: cutText(cleanText(event.subject.text), 8_192).text, media: event.subject.media === null ? null : attachmentOf(event.subject.media),
    },
    route: event.kind === 'comment' ? 'public' : 'direct', state: event.fromClient ? 'received' : 'sent', failure: '', personId: null, robot: null,
    elsewhere: !event.fromClient, reactions: [], versions: [], unsentAt: null, notBefore: null, at,
  };
}

function attachmentOf(file: EventMedia): Attachment {
  return {
    kind: file.kind, hash: null, fileName: file.fileName === null ? null : clip(cleanText(file.fileName), 255), contentType: file.contentType,
    sizeBytes: file.sizeBytes, width: file.width, height: file.height, durationMs: file.durationMs, missing: file.source === null ? (file.missing ?? 'gone') : 'fetching',
  };
}

/** Media is copied on arrival: a network's addresses die (story media within a day). */
function fetches(message: MessageBody, profile: ProfileBody, known: KnownRows, event: MessageEvent, ctx: DecideContext): Op[] {
  const items: MediaSource[] = event.media.flatMap((file, attachment) => (file.source === null ? [] : [{ attachment, source: file.source }]));
  if (event.subject?.media?.source) items.push({ attachment: -1, source: event.subject.media.source });
  const accountId = known.account.id;
  const common = { op: 'effect', resource: `account:${accountId}`, delayMs: 0 } as const;
  const ops: Op[] = [];
  if (items.length > 0) {
    const payload = { kind: 'media.fetch', accountId, conversationId: message.conversationId, messageId: message.id, items } as const;
    ops.push({ ...common, effectId: derivedId(ctx.commandId, 'media'), kind: 'media.fetch', queue: `media:${message.id}`, payload });
  }
  if (known.profile === null && event.person.avatarSource !== null) {
    const payload = { kind: 'avatar.fetch', accountId, profileId: profile.id, source: event.person.avatarSource } as const;
    ops.push({ ...common, effectId: derivedId(ctx.commandId, 'avatar'), kind: 'avatar.fetch', queue: `media:${profile.id}`, payload });
  }
  return ops;
}
