/** One accepted press per command: who gives it, in which situation, with what. Every property of all commands is tested over this list. */
import type { ConversationBody } from '#shared/model/bodies.ts';
import type { MessageId } from '#shared/base/ids.ts';
import { confectionery, openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';
import { derivedId } from '#shared/base/ids.ts';

/** Words of clients that no refusal and no history line of another root may ever carry (S18). */
export const secret = 'SECRET-WORDS';
export const secretPhone = '+380671112233';

export interface Scene {
  shop: Shop;
  /** Taken by op1, with one message of ours queued, one failed. */
  talk: ConversationBody;
  /** Untaken. */
  lead: ConversationBody;
}

export interface Case {
  /** Login without the letter; null = the robot. */
  by: string | null;
  input(scene: Scene): Record<string, unknown>;
  prepare?(scene: Scene): void;
}

const hash = 'cd'.repeat(32);
export const queuedId = derivedId<MessageId>('queued');
export const failedId = derivedId<MessageId>('failed');
export const unknownId = derivedId<MessageId>('unknown');
export const taskId = derivedId('task');
export const claimId = derivedId('claim');

export function openScene(): Scene {
  const shop = openShop();
  const op1 = shop.person('op1');
  const talk = shop.writes(`${secret}-a`, 'sweets.03', { text: `${secret} text`, opensWindowUntil: shop.now + 86_400_000 });
  shop.done(op1, 'conversation.take', { conversationId: talk.id });
  const say = (messageId: string) => shop.done(op1, 'message.send', { conversationId: talk.id, messageId, text: `${secret} reply` });
  say(failedId);
  shop.done(null, 'message.settled', { messageId: failedId, outcome: { state: 'refused', code: 'window_closed', detail: '' } });
  say(unknownId);
  shop.done(null, 'message.settled', { messageId: unknownId, outcome: { state: 'unknown' } });
  say(queuedId);
  shop.writes(`${secret}-a`, 'sweets.03', {
    text: '', kind: 'photo', externalId: 'mid-photo',
    media: [{ kind: 'photo', source: 'https://cdn.example/x.jpg', fileName: null, contentType: null, sizeBytes: null, width: null, height: null, durationMs: null, missing: null }],
  });
  const photo = shop.all('message').find((row) => row.externalId === 'mid-photo')!;
  shop.done(null, 'media.stored', { messageId: photo.id, index: 0, attachment: { ...photo.attachments[0]!, hash, missing: null } });
  shop.done(op1, 'contact.update', { contactId: talk.contactId, set: { phone: secretPhone, note: secret } });
  shop.done(op1, 'task.add', { taskId, title: `${secret} task`, dueAt: shop.now + 1_000_000, dealId: shop.dealsOf(talk)[0]!.id, conversationId: null });
  const lead = shop.writes(`${secret}-b`, 'sweets.04', { text: `${secret} lead` });
  return { shop, talk: shop.conversation(talk.id), lead };
}

const talkId = ({ talk }: Scene) => ({ conversationId: talk.id });
const dealId = ({ shop, talk }: Scene) => shop.dealsOf(talk)[0]!.id;
const event = ({ shop, talk }: Scene, type: string, more: Record<string, unknown>) => ({
  accountId: talk.accountId,
  event: { type, eventKey: `e-${type}`, chatId: talk.externalChatId, person: { externalId: 'x', handle: 'x', name: 'x', avatarSource: null, link: null, language: null }, at: shop.now, ...more },
});

const claimed = (s: Scene) => void s.shop.done(s.shop.person('op1'), 'payment.claim', { claimId, dealId: dealId(s), amountMinor: 90_000, currency: 'UAH', account: 'card', note: secret });
const decision = (s: Scene) => ({ claimId, dealId: dealId(s), stageId: s.shop.dealsOf(s.talk)[0]!.stageId, amountMinor: 90_000, currency: 'UAH' });

export const cases: Readonly<Record<string, Case>> = {
  'account.put': { by: null, input: ({ shop }) => ({ account: { ...shop.account('sweets.01'), name: 'Renamed' } }) },
  'account.remove': { by: null, input: ({ shop }) => ({ accountId: shop.account('sweets.01').id }) },
  'account.state': { by: null, input: ({ shop }) => ({ accountId: shop.account('sweets.01').id, set: { health: 'error', code: 'token_invalid' } }) },
  'account.update': { by: 'own', input: ({ shop }) => ({ accountId: shop.account('sweets.01').id, set: { name: 'Renamed', colour: 5 } }) },
  'button.order': { by: 'head', input: ({ shop }) => ({ buttonIds: shop.all('button').map((row) => row.id).toReversed() }) },
  'button.press': { by: 'op1', input: (s) => ({ buttonId: 'talk', ...talkId(s), dealId: dealId(s), messageId: s.shop.id(), scriptId: 'storage' }) },
  'button.pressAndTake': { by: 'op2', input: ({ shop, lead }) => ({ buttonId: 'greet', conversationId: lead.id, dealId: shop.dealsOf(lead)[0]!.id, messageId: shop.id() }) },
  'clock.reach': {
    by: null, prepare: ({ shop }) => void (shop.now += 120_000),
    input: ({ lead }) => ({ conversationId: lead.id, level: 1, since: lead.owedSince }),
  },
  'command.undo': { by: 'op1', prepare: (s) => void s.shop.done(s.shop.person('op1'), 'conversation.close', talkId(s)), input: ({ shop }) => ({ commandId: shop.lastCommandId() }) },
  'contact.savePhotos': { by: 'op1', input: (s) => ({ ...talkId(s), messageIds: [] }) },
  'contact.update': { by: 'op1', input: ({ talk }) => ({ contactId: talk.contactId, set: { name: 'Оксана', city: 'Львів' } }) },
  'conversation.answer': { by: 'op2', input: ({ shop, lead }) => ({ conversationId: lead.id, messageId: shop.id(), text: 'Вітаю', baseInbound: 1 }) },
  'conversation.assign': { by: 'head', input: (s) => ({ ...talkId(s), seatId: s.shop.seat('op3') }) },
  'conversation.close': { by: 'op1', input: talkId },
  'conversation.giveBack': { by: 'op1', input: talkId },
  'conversation.markUnread': { by: 'op1', input: talkId },
  'conversation.noAnswerNeeded': { by: 'op1', input: talkId },
  'conversation.read': { by: 'op1', input: (s) => ({ ...talkId(s), count: 1 }) },
  'conversation.reopen': { by: 'op1', prepare: (s) => void s.shop.done(s.shop.person('op1'), 'conversation.close', talkId(s)), input: talkId },
  'conversation.snooze': { by: 'op1', input: (s) => ({ ...talkId(s), until: s.shop.now + 3_600_000 }) },
  'conversation.take': { by: 'op2', input: ({ lead }) => ({ conversationId: lead.id }) },
  'deal.create': { by: 'op1', input: ({ shop, talk }) => ({ dealId: shop.id(), contactId: talk.contactId, conversationId: talk.id, funnelId: 'sales', stageId: 'new' }) },
  'deal.move': { by: 'op1', input: (s) => ({ dealId: dealId(s), stageId: 'details' }) },
  'deal.pickStage': { by: 'op1', prepare: (s) => void s.shop.done(s.shop.person('op1'), 'deal.move', { dealId: dealId(s), stageId: 'draft' }), input: (s) => ({ dealId: dealId(s), stageId: 'details' }) },
  'deal.setFields': { by: 'op1', input: (s) => ({ dealId: dealId(s), values: { guests: 12, amount: { minor: 50_000, currency: 'UAH' } } }) },
  'deal.star': { by: 'op1', input: (s) => ({ dealId: dealId(s), on: true }) },
  'dictionary.save': { by: 'head', input: ({ shop }) => ({ kind: 'button', body: { ...shop.row('button', 'greet'), key: '7' } }) },
  'inbound.edit': { by: null, input: (s) => event(s, 'edit', { externalId: 'mid-photo', text: 'нове', editNumber: 1 }) },
  'inbound.message': {
    by: null,
    input: (s) => event(s, 'message', { fromClient: true, externalId: 'mid-new', kind: 'text', text: 'ще одне', media: [], albumId: null, replyToExternalId: null, subject: null, opensWindowUntil: null, privateReplyUntil: null }),
  },
  'inbound.reaction': { by: null, input: (s) => event(s, 'reaction', { externalId: 'mid-photo', emoji: '❤', fromClient: true }) },
  'inbound.seen': { by: null, prepare: ({ shop }) => void shop.done(null, 'message.settled', { messageId: queuedId, outcome: { state: 'sent', externalIds: ['out-1'], at: null } }), input: (s) => event(s, 'seen', { externalId: 'out-1' }) },
  'inbound.unsend': { by: null, input: (s) => event(s, 'unsend', { externalId: 'mid-photo' }) },
  'media.stored': {
    by: null,
    input: ({ shop }) => {
      const message = shop.all('message').find((row) => row.externalId === 'mid-photo')!;
      return { messageId: message.id, index: 0, attachment: { ...message.attachments[0]!, hash: 'ef'.repeat(32) } };
    },
  },
  'message.cancel': { by: 'op1', input: () => ({ messageId: queuedId }) },
  'message.note': { by: 'op1', input: (s) => ({ ...talkId(s), messageId: s.shop.id(), text: 'тільки для нас' }) },
  'message.resend': { by: 'op1', input: ({ shop }) => ({ messageId: failedId, newMessageId: shop.id() }) },
  'message.send': { by: 'op1', input: (s) => ({ ...talkId(s), messageId: s.shop.id(), text: 'Добрий день' }) },
  'message.settle': { by: 'op1', input: () => ({ messageId: unknownId, sent: true }) },
  'message.settled': { by: null, input: () => ({ messageId: queuedId, outcome: { state: 'sent', externalIds: ['out-9', 'out-10'], at: null } }) },
  'payment.approve': { by: 'own', prepare: claimed, input: (s) => decision(s) },
  'payment.claim': { by: 'op1', input: (s) => ({ claimId: s.shop.id(), dealId: dealId(s), amountMinor: 90_000, currency: 'UAH', account: 'card', note: secret }) },
  'payment.return': { by: 'own', prepare: claimed, input: (s) => ({ ...decision(s), reason: 'не видно надходження' }) },
  'person.add': { by: null, input: ({ shop }) => ({ personId: shop.id(), name: 'Нова', login: 'c-new', roleId: 'operator', seatId: shop.id(), seatName: 'Оператор 5' }) },
  'person.update': { by: 'own', input: ({ shop }) => ({ personId: shop.person('op4'), set: { name: 'Інше ім\'я' } }) },
  'profile.update': { by: null, input: ({ shop, talk }) => ({ profileId: shop.profileOf(talk).id, set: { name: 'Оксана Коваль' } }) },
  'role.remove': { by: 'own', input: () => ({ roleId: 'auditor' }) },
  'role.save': { by: 'own', input: () => ({ role: { id: 'trainee', label: { en: 'Trainee', uk: 'Стажер' }, sees: 'own', facets: ['core', 'talk'], may: ['answer'] } }) },
  'parked.told': { by: null, input: ({ shop }) => ({ commandId: shop.id(), personId: shop.person('op1'), status: 'refused', code: 'parked_lost' }) },
  'rule.fire': {
    by: null, prepare: (s) => void s.shop.done(s.shop.person('op1'), 'deal.move', { dealId: dealId(s), stageId: 'greeting' }),
    input: (s) => ({ ruleId: 'silence', dealId: dealId(s), conversationId: null, since: s.shop.now }),
  },
  'script.remove': { by: 'head', input: () => ({ scriptId: 'storage' }) },
  'script.save': { by: 'head', input: () => ({ script: { ...confectionery.scripts[2]!, id: 'new-one' } }) },
  'seat.update': { by: 'own', input: ({ shop }) => ({ seatId: shop.seat('op1'), set: { name: 'Вікно 1' } }) },
  'snooze.end': {
    by: null, prepare: (s) => void s.shop.done(s.shop.person('op1'), 'conversation.snooze', { ...talkId(s), until: s.shop.now + 1 }),
    input: (s) => ({ ...talkId(s), until: s.shop.now + 1 }),
  },
  'task.add': { by: 'op1', input: (s) => ({ taskId: s.shop.id(), title: 'Зателефонувати', dueAt: s.shop.now + 1, dealId: dealId(s), conversationId: s.talk.id }) },
  'task.done': { by: 'op1', input: () => ({ taskId }) },
  'task.move': { by: 'op1', input: ({ shop }) => ({ taskId, dueAt: shop.now + 99 }) },
  'team.setup': {
    by: null, prepare: ({ shop }) => void shop.dict.delete('team', 'team'),
    input: ({ shop }) => ({ preset: confectionery, teamName: 'Нова', owner: { personId: shop.id(), name: 'Я', login: 'me' }, demo: false }),
  },
  'team.update': { by: 'own', input: () => ({ set: { undoMs: 5_000 } }) },
};

export function prepared(name: string): { scene: Scene; by: string | null; input: Record<string, unknown> } {
  const given = cases[name]!;
  const scene = openScene();
  given.prepare?.(scene);
  return { scene, by: given.by === null ? null : scene.shop.person(given.by), input: given.input(scene) };
}
