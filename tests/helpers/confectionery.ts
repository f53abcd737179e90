/** The confectionery's demo team in an engine world: preset, people, seats, sixteen accounts; and clients who write to them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { AccountBody, ContactBody, ConversationBody, DealBody, ProfileBody } from '#shared/model/bodies.ts';
import type { AccountId, ConversationId, PersonId, SeatId } from '#shared/base/ids.ts';
import { createWorld } from '#tests/helpers/engine-world.ts';
import type { GivenOptions, World } from '#tests/helpers/engine-world.ts';
import { demoOwner, demoPeople, demoPersonId } from '#shared/engine/demo-team.ts';
import { derivedId } from '#shared/base/ids.ts';
import type { MessageEvent } from '#shared/commands/inbound/event.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { Preset } from '#shared/model/preset.ts';

export const confectionery: Preset = presetSchema.parse(
  JSON.parse(readFileSync(resolve(import.meta.dirname, '../../resources/presets/confectionery.json'), 'utf8')),
);

export interface Shop extends World {
  /** Person by login without the preset's letter: 'op1', 'head', 'own', 'conf1'. */
  person(login: string): PersonId;
  seat(login: string): SeatId;
  account(handle: string): AccountBody;
  /** A client's message to an account; answers the conversation as it stands after it. */
  writes(client: string, handle: string, event?: Partial<MessageEvent>, options?: GivenOptions): ConversationBody;
  conversation(id: string): ConversationBody;
  contactOf(conversation: ConversationBody): ContactBody;
  profileOf(conversation: ConversationBody): ProfileBody;
  /** Deals of the conversation's client, oldest first. */
  dealsOf(conversation: ConversationBody): DealBody[];
  /** A press of a button on the client's newest deal. */
  presses(login: string, buttonId: string, conversation: ConversationBody, more?: Record<string, unknown>): ReturnType<World['give']>;
}

/** `hours`: the preset's working hours; the demo team has none, so that clocks always run. */
export function openShop(options: { hours?: boolean } = {}): Shop {
  const world = createWorld();
  const owner = demoOwner(confectionery)!;
  world.done(null, 'team.setup', { preset: confectionery, teamName: confectionery.demo.team, owner, demo: true });
  if (options.hours) world.put('team', { ...world.row('team', 'team'), hours: confectionery.hours });
  for (const person of demoPeople(confectionery)) world.done(null, 'person.add', person);
  for (const given of confectionery.demo.accounts) {
    const account: AccountBody = {
      ...given, id: derivedId<AccountId>('account', given.handle), identity: `identity-${given.handle}`, endpoints: {}, verifyToken: 'v', active: true, demo: true, createdAt: world.now,
    };
    world.done(null, 'account.put', { account });
  }
  let written = 0;
  const shop: Shop = Object.assign(world, {
    person: (login: string) => demoPersonId(`c-${login}`),
    seat: (login: string) => world.row('person', demoPersonId(`c-${login}`)).seatId!,
    account: (handle: string) => world.row('account', derivedId('account', handle)),
    writes(client: string, handle: string, event: Partial<MessageEvent> = {}, given: GivenOptions = {}) {
      written += 1;
      const account = shop.account(handle);
      const chatId = `chat-${client}`;
      const full: MessageEvent = {
        type: 'message', eventKey: `key-${written}`, chatId, at: world.now, fromClient: true, externalId: `mid-${written}`, kind: 'text', text: 'Добрий день', media: [],
        person: { externalId: `user-${client}`, handle: client, name: client, avatarSource: `https://cdn.example/${client}.jpg`, link: `https://instagram.com/${client}`, language: null },
        albumId: null, replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null, ...event,
      };
      world.done(null, 'inbound.message', { accountId: account.id, event: full }, { robot: 'instagram', ...given });
      return world.reader.many('conversation', 'byChat', `${account.id}|${full.chatId}`)[0]!;
    },
    conversation: (id: string) => world.row('conversation', id as ConversationId),
    contactOf: (conversation: ConversationBody) => world.row('contact', conversation.contactId),
    profileOf: (conversation: ConversationBody) => world.reader.many('profile', 'byContact', conversation.contactId)[0]!,
    dealsOf: (conversation: ConversationBody) => [...world.reader.many('deal', 'byContact', conversation.contactId)].sort((a, b) => a.createdAt - b.createdAt),
    presses(login: string, buttonId: string, conversation: ConversationBody, more: Record<string, unknown> = {}) {
      const now = shop.conversation(conversation.id);
      const takes = now.seatId === null && confectionery.buttons.find((button) => button.id === buttonId)?.actions.some((action) => action.do === 'take');
      return world.give(shop.person(login), takes ? 'button.pressAndTake' : 'button.press', {
        buttonId, conversationId: conversation.id, dealId: shop.dealsOf(conversation).at(-1)?.id ?? null, messageId: world.id(), ...more,
      });
    },
  });
  return shop;
}

