import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConversationBody, MessageBody } from '#shared/model/bodies.ts';
import { openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';

let shop: Shop;
let talk: ConversationBody;
const day = 86_400_000;

beforeEach(() => {
  shop = openShop();
  talk = shop.writes('oksana', 'sweets.07');
});

const now = (): ConversationBody => shop.conversation(talk.id);
const messages = (): MessageBody[] => shop.all('message').filter((row) => row.conversationId === talk.id);
const last = (): MessageBody => messages().at(-1)!;
const take = (login = 'op1') => shop.done(shop.person(login), 'conversation.take', { conversationId: talk.id });
const say = (text: string, more: Record<string, unknown> = {}) => {
  const messageId = shop.id();
  shop.done(shop.person('op1'), 'message.send', { conversationId: talk.id, messageId, text, ...more });
  return messageId;
};
const change = (type: string, more: Record<string, unknown>) => shop.give(null, `inbound.${type}`, {
  accountId: talk.accountId,
  event: { type, eventKey: `${type}-${shop.id()}`, chatId: talk.externalChatId, at: shop.now, person: { externalId: 'user-oksana', handle: '', name: '', avatarSource: null, link: null, language: null }, ...more },
});

describe('[R19] [S77] an event counts once', () => {
  it('delivered again by any road, under any command id, it is refused as seen', () => {
    const event = { eventKey: 'same', externalId: 'mid-same', text: 'раз' };
    shop.writes('oksana', 'sweets.07', event);
    const before = messages().length;
    expect(() => shop.writes('oksana', 'sweets.07', event)).toThrow('seen_before');
    expect(() => shop.writes('oksana', 'sweets.07', { ...event, eventKey: 'other-road' })).toThrow('seen_before');
    expect(() => shop.writes('oksana', 'sweets.07', { ...event, externalId: 'mid-other' })).toThrow('seen_before');
    expect(messages()).toHaveLength(before);
    expect(now().inboundCount).toBe(2);
  });

  it('the same key in another account is another event', () => {
    shop.writes('oksana', 'sweets.07', { eventKey: 'k', externalId: 'm' });
    expect(shop.writes('oksana', 'sweets.08', { eventKey: 'k', externalId: 'm' }).accountId).toBe(shop.account('sweets.08').id);
  });
});

describe('whose message is it', () => {
  it('[c2] a known client with an open deal keeps it; only closed ones open a new one, with the same seat', () => {
    take();
    const deal = shop.dealsOf(talk)[0]!;
    shop.writes('oksana', 'sweets.07');
    expect(shop.dealsOf(talk)).toHaveLength(1);
    shop.done(shop.person('op1'), 'deal.move', { dealId: deal.id, stageId: 'not-successful', values: { lostReason: 'expensive' } });
    shop.now += 1_000;
    shop.writes('oksana', 'sweets.07', { text: 'Все ж таки замовлю' });
    const deals = shop.dealsOf(talk);
    expect(deals).toMatchObject([{ stageId: 'not-successful' }, { stageId: 'new', state: 'open', seatId: shop.seat('op1'), contactId: talk.contactId }]);
  });

  it('[x4] the language is guessed from the words, then told by the network, then the preset\'s first', () => {
    const languageOf = (client: string, text: string, told: string | null = null) => {
      const person = { externalId: client, handle: client, name: client, avatarSource: null, link: null, language: told };
      return shop.contactOf(shop.writes(client, 'sweets.01', { text, person })).language;
    };
    expect(languageOf('a', 'Сколько стоит торт?')).toBe('ru');
    expect(languageOf('b', 'Скільки коштує торт?')).toBe('uk');
    expect(languageOf('c', 'How much is a cake')).toBe('en');
    expect(languageOf('d', '', 'ru-RU')).toBe('ru');
    expect(languageOf('e', '🍰')).toBe('uk');
  });

  it('a person without a name is called by the handle, else by the network\'s number', () => {
    const nameOf = (id: string, name: string, handle: string) =>
      shop.contactOf(shop.writes(id, 'sweets.01', { person: { externalId: `id-${id}`, handle, name, avatarSource: null, link: null, language: null } })).name;
    expect(nameOf('a', '  ', 'oks')).toBe('oks');
    expect(nameOf('b', '', '')).toBe('id-b');
  });
});

describe('bad input', () => {
  it('100,000 characters are kept to 64 KB, cut between characters, and marked', () => {
    shop.writes('oksana', 'sweets.07', { text: `а${'🍰'.repeat(50_000)}` });
    expect(last().truncated).toBe(true);
    expect(Buffer.byteLength(last().text)).toBeLessThanOrEqual(65_536);
    expect(last().text.isWellFormed()).toBe(true);
    expect(now().last!.text.length).toBeLessThanOrEqual(200);
    expect(now().last!.text.isWellFormed()).toBe(true);
  });

  it('NUL and broken surrogates do not reach a store', () => {
    shop.writes('oksana', 'sweets.07', { text: 'a\u0000b\ud800c\r\nd' });
    expect(last().text).toBe('ab\ufffdc\nd');
  });

  it('a clock of a network that is ahead does not make a client wait less than no time', () => {
    const conversation = shop.writes('maria', 'sweets.01', { at: shop.now + 3_600_000 });
    expect(conversation.owedSince).toBe(shop.now);
    shop.passMs(120_000);
    expect(shop.conversation(conversation.id).clockLevel).toBe(1);
  });

  it('an unsupported kind is shown as such and is owed an answer', () => {
    shop.writes('oksana', 'sweets.07', { kind: 'unsupported', text: '' });
    expect(last()).toMatchObject({ kind: 'unsupported', direction: 'in' });
  });
});

describe('order', () => {
  it('an older message that comes late changes neither the last line nor the clock', () => {
    const since = now().owedSince;
    shop.writes('oksana', 'sweets.07', { text: 'старе', at: shop.now - 60_000 });
    expect(now().last!.text).not.toBe('старе');
    expect(now().owedSince).toBe(shop.now - 60_000);
    expect(since).toBe(shop.now);
  });

  it('[c11] what reaches us after our answer is owed, whenever the network says it was written: nobody has seen it', () => {
    take();
    shop.now += 10_700;
    say('Ось відповідь');
    // Telegram counts in seconds: written after the answer, dated before it.
    shop.writes('oksana', 'sweets.07', { text: 'а ще питання', at: shop.now - 700 });
    expect(now().owedSince).toBe(shop.now - 700);
    expect([...shop.alarms.keys()]).toContain(`clock:${talk.id}`);
  });

  it('what was answered on a phone since, by the network\'s own clock, is not', () => {
    shop.now += 10_000;
    shop.writes('oksana', 'sweets.07', { fromClient: false, text: 'з телефону', externalId: 'phone' });
    shop.writes('oksana', 'sweets.07', { text: 'запізніле', at: shop.now - 5_000 });
    expect(now().owedSince).toBeNull();
    expect(now().last!.direction).toBe('out');
  });

  it('[S53] an answer settles what its writer had seen; what came meanwhile stays owed', () => {
    take();
    shop.now += 60_000;
    shop.writes('oksana', 'sweets.07', { text: 'поки писали' });
    const since = now().lastIn!.at;
    say('Відповідь на перше', { baseInbound: 1 });
    expect(now().owedSince).toBe(since);
    say('І на друге', { baseInbound: 2 });
    expect(now().owedSince).toBeNull();
  });

  it('ids of messages sort by when they were written, among those of presses', () => {
    take();
    shop.now += 5_000;
    const answer = say('друга');
    shop.now += 5_000;
    shop.writes('oksana', 'sweets.07', { text: 'третя' });
    const ids = messages().sort((a, b) => a.at - b.at).map((row) => row.id as string);
    expect([...ids].sort()).toEqual(ids);
    expect(ids[1]).toBe(answer);
  });

  it('a client who writes wakes what was snoozed and opens what was closed', () => {
    take();
    shop.done(shop.person('op1'), 'conversation.snooze', { conversationId: talk.id, until: shop.now + day });
    shop.writes('oksana', 'sweets.07');
    expect(now().snoozedUntil).toBeNull();
    expect([...shop.alarms.keys()]).not.toContain(`snooze:${talk.id}`);
    shop.done(shop.person('op1'), 'conversation.close', { conversationId: talk.id });
    expect(now()).toMatchObject({ owedSince: null, closedAt: shop.now });
    shop.writes('oksana', 'sweets.07');
    expect(now()).toMatchObject({ closedAt: null, owedSince: shop.now, seatId: shop.seat('op1') });
  });
});

describe('what is owed does not depend on the order in which a network delivers', () => {
  const told = [
    { externalId: 'in-1', fromClient: true, minute: 1 },
    { externalId: 'out-1', fromClient: false, minute: 2 },
    { externalId: 'in-2', fromClient: true, minute: 3 },
    { externalId: 'out-2', fromClient: false, minute: 5 },
    { externalId: 'in-3', fromClient: true, minute: 6 },
    { externalId: 'in-4', fromClient: true, minute: 7 },
  ];

  it('[c11] the clock runs from the first message after our last one, whichever came first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(told, { minLength: told.length }), (order) => {
        const quiet = openShop();
        const begin = quiet.now;
        quiet.now = begin + 10 * 60_000;
        for (const { externalId, fromClient, minute } of order) quiet.writes('marta', 'sweets.07', { externalId, fromClient, at: begin + minute * 60_000, text: externalId });
        const conversation = quiet.all('conversation').find((each) => each.last?.text === 'in-4')!;
        expect(conversation).toMatchObject({ owedSince: begin + 6 * 60_000, unanswered: [begin + 6 * 60_000, begin + 7 * 60_000] });
        expect(quiet.alarms.get(`clock:${conversation.id}`)).toBeDefined();
      }),
      { numRuns: 60 },
    );
  });
});

describe('echoes: our own messages told back', () => {
  it('one typed in the network\'s own app is shown as from elsewhere and stops the clock', () => {
    shop.now += 1_000;
    shop.writes('oksana', 'sweets.07', { fromClient: false, text: 'Відповіли з телефону', externalId: 'echo-1' });
    expect(last()).toMatchObject({ direction: 'out', elsewhere: true, state: 'sent', personId: null });
    expect(now()).toMatchObject({ owedSince: null, inboundCount: 1, last: { direction: 'out' } });
    expect([...shop.alarms.keys()]).not.toContain(`clock:${talk.id}`);
  });

  it('one that comes before the network\'s answer to our send is that message, not a second one', () => {
    take();
    const messageId = say('Добрий день!');
    shop.now += 4_000;
    const count = messages().length;
    shop.writes('oksana', 'sweets.07', { fromClient: false, text: 'Добрий день!', externalId: 'echo-2' });
    expect(messages()).toHaveLength(count);
    expect(shop.row('message', messageId as MessageBody['id'])).toMatchObject({ state: 'sent', externalId: 'echo-2' });
    shop.done(null, 'message.settled', { messageId, outcome: { state: 'sent', externalIds: ['echo-2'], at: null } });
    expect(shop.row('message', messageId as MessageBody['id']).state).toBe('sent');
  });

  it('one that comes after it, part by part of a long text, is known by its id', () => {
    take();
    const messageId = say('перша частина, друга частина');
    shop.now += 4_000;
    shop.done(null, 'message.settled', { messageId, outcome: { state: 'sent', externalIds: ['p1', 'p2'], at: null } });
    const count = messages().length;
    for (const externalId of ['p1', 'p2']) expect(() => shop.writes('oksana', 'sweets.07', { fromClient: false, text: 'частина', externalId })).toThrow('seen_before');
    expect(messages()).toHaveLength(count);
  });

  it('[S79] it ends the doubt about a message whose fate was unknown', () => {
    take();
    const messageId = say('Чи дійшло?');
    shop.now += 4_000;
    shop.done(null, 'message.settled', { messageId, outcome: { state: 'unknown' } });
    shop.writes('oksana', 'sweets.07', { fromClient: false, text: 'Чи дійшло?', externalId: 'echo-3' });
    expect(shop.row('message', messageId as MessageBody['id'])).toMatchObject({ state: 'sent', failure: '', externalId: 'echo-3' });
  });

  it('the same words typed on a phone while the undo time still runs are another message', () => {
    take();
    shop.put('team', { ...shop.row('team', 'team'), undoMs: 15_000 });
    say('Так');
    const count = messages().length;
    shop.writes('oksana', 'sweets.07', { fromClient: false, text: 'Так', externalId: 'echo-4' });
    expect(messages()).toHaveLength(count + 1);
  });
});

describe('public answers of ours, told back or typed in the network\'s own app', () => {
  const comment = { kind: 'comment' as const, externalId: 'c-1', text: 'Ціна?', privateReplyUntil: Number.MAX_SAFE_INTEGER };
  const typed = (more: Record<string, unknown> = {}) =>
    shop.writes('oksana', 'sweets.07', { fromClient: false, kind: 'comment', externalId: 'c-2', text: 'Від 800 грн', replyToExternalId: 'c-1', ...more });
  beforeEach(() => {
    shop.writes('oksana', 'sweets.07', comment);
    shop.now += 5_000;
  });

  it('[c1] one typed in the app stands in the client\'s conversation as public, quotes the comment and settles what is owed', () => {
    typed();
    expect(last()).toMatchObject({ direction: 'out', kind: 'comment', route: 'public', elsewhere: true, state: 'sent', text: 'Від 800 грн', replyTo: { externalId: 'c-1', text: 'Ціна?' } });
    expect(last().replyTo!.messageId).toBe(messages().find((row) => row.externalId === 'c-1')!.id);
    expect(now()).toMatchObject({ owedSince: null, last: { direction: 'out' }, openComment: { externalId: 'c-1', privatelyAnswered: false } });
  });

  it('one that Pult sent is known by its id, before and after the network\'s word', () => {
    take();
    const early = say('Від 800 грн', { route: 'public' });
    shop.now += 1_000;
    const count = messages().length;
    typed();
    expect(messages()).toHaveLength(count);
    expect(shop.row('message', early as MessageBody['id'])).toMatchObject({ state: 'sent', externalId: 'c-2' });
    const late = say('І доставка', { route: 'public' });
    shop.done(null, 'message.settled', { messageId: late, outcome: { state: 'sent', externalIds: ['c-3'], at: null } });
    expect(() => typed({ externalId: 'c-3', text: 'І доставка' })).toThrow('seen_before');
    expect(messages()).toHaveLength(count + 1);
  });

  it('the same words sent in public and in private are two messages, each with its own echo', () => {
    take();
    const inPrivate = say('Від 800 грн', { route: 'private' });
    const inPublic = say('Від 800 грн', { route: 'public' });
    shop.now += 1_000;
    typed();
    expect([inPrivate, inPublic].map((id) => shop.row('message', id as MessageBody['id']).externalId)).toEqual([null, 'c-2']);
    shop.writes('oksana', 'sweets.07', { fromClient: false, text: 'Від 800 грн', externalId: 'mid-9' });
    expect(shop.row('message', inPrivate as MessageBody['id']).externalId).toBe('mid-9');
  });

  it('two roads that read the thread differently bring one message, not one for each client', () => {
    typed();
    expect(() => shop.writes('marta', 'sweets.07', { fromClient: false, kind: 'comment', externalId: 'c-2', text: 'Від 800 грн' })).toThrow('seen_before');
    expect(shop.all('message').filter((row) => row.externalId === 'c-2')).toHaveLength(1);
  });
});

describe('a mention in somebody else\'s post', () => {
  it('[c2] makes contact, conversation and deal by itself, asks for an answer, and can be answered in public only', () => {
    const person = { externalId: '@nova', handle: 'nova', name: '', avatarSource: null, link: 'https://www.instagram.com/nova/', language: null };
    const subject = { kind: 'mention' as const, externalId: '31', link: 'https://www.instagram.com/p/x/', text: '', media: null };
    const conversation = shop.writes('nova', 'sweets.07', { kind: 'share', chatId: '@nova', person, externalId: 'mention:31', text: 'Торт від Velvet', subject, privateReplyUntil: 0 });
    expect(shop.contactOf(conversation).name).toBe('nova');
    expect(shop.dealsOf(conversation)).toMatchObject([{ source: 'comment', state: 'open' }]);
    expect(conversation).toMatchObject({ externalChatId: '@nova', owedSince: shop.now, windowUntil: null, openComment: { externalId: 'mention:31', privateReplyUntil: 0 } });
    shop.done(shop.person('op1'), 'conversation.take', { conversationId: conversation.id });
    const input = { conversationId: conversation.id, text: 'Дякуємо!' };
    expect(shop.give(shop.person('op1'), 'message.send', { ...input, messageId: shop.id(), route: 'private' })).toMatchObject({ ok: false, code: 'private_reply_over' });
    const messageId = shop.id() as MessageBody['id'];
    shop.done(shop.person('op1'), 'message.send', { ...input, messageId, route: 'public' });
    expect(shop.row('message', messageId)).toMatchObject({ route: 'public', replyTo: { externalId: 'mention:31' } });
    expect(shop.conversation(conversation.id).owedSince).toBeNull();
  });
});

describe('what clients do to messages', () => {
  beforeEach(() => {
    shop.writes('oksana', 'sweets.07', { externalId: 'mid-x', text: 'два кг' });
  });
  const message = (): MessageBody => messages().find((row) => row.externalId === 'mid-x')!;

  it('an edit keeps the earlier text and shows in the list', () => {
    expect(change('edit', { externalId: 'mid-x', text: 'три кг', editNumber: 1 })).toMatchObject({ ok: true });
    expect(message()).toMatchObject({ text: 'три кг', versions: [{ text: 'два кг', at: shop.now }] });
    expect(now().last!.text).toBe('три кг');
    expect(change('edit', { externalId: 'mid-x', text: 'запізніле', editNumber: 1 })).toMatchObject({ ok: true });
    expect(message().text).toBe('три кг');
  });

  it('an unsend hides the content and keeps the row; a file that arrives later does not bring it back', () => {
    expect(change('unsend', { externalId: 'mid-x' })).toMatchObject({ ok: true });
    expect(message()).toMatchObject({ text: '', attachments: [], versions: [], unsentAt: shop.now });
    expect(now().last!.text).toBe('');
    expect(shop.give(null, 'media.stored', { messageId: message().id, index: 0, attachment: { kind: 'photo', hash: 'aa'.repeat(32), fileName: null, contentType: null, sizeBytes: null, width: null, height: null, durationMs: null, missing: null } })).toMatchObject({ ok: true });
    expect(message().attachments).toEqual([]);
  });

  it('a reaction is one a side, can be taken back and asks for no answer', () => {
    take();
    say('Добре');
    change('reaction', { externalId: 'mid-x', emoji: '❤', fromClient: true });
    change('reaction', { externalId: 'mid-x', emoji: '👍', fromClient: true });
    expect(message().reactions).toMatchObject([{ emoji: '👍', fromClient: true }]);
    change('reaction', { externalId: 'mid-x', emoji: null, fromClient: true });
    expect(message().reactions).toEqual([]);
    expect(now().owedSince).toBeNull();
  });

  it('seen marks what was sent up to then as read, and a late "sent" does not take it back', () => {
    take();
    const first = say('раз');
    shop.now += 1_000;
    const second = say('два');
    for (const messageId of [first, second]) shop.done(null, 'message.settled', { messageId, outcome: { state: 'sent', externalIds: [`x-${messageId}`], at: null } });
    change('seen', { externalId: `x-${first}` });
    expect([first, second].map((id) => shop.row('message', id as MessageBody['id']).state)).toEqual(['read', 'sent']);
    shop.done(null, 'message.settled', { messageId: first, outcome: { state: 'sent', externalIds: [`x-${first}`], at: null } });
    expect(shop.row('message', first as MessageBody['id']).state).toBe('read');
  });

  it('about a message that was never here nothing is changed', () => {
    for (const [type, more] of [['edit', { text: 'x', editNumber: 1 }], ['unsend', {}], ['reaction', { emoji: 'x', fromClient: true }], ['seen', {}]] as const) {
      expect(change(type, { externalId: 'never', ...more })).toMatchObject({ ok: false, code: 'no_message' });
    }
  });
});

describe('accounts', () => {
  it('[S75] two accounts of one identity are refused; a removed one frees it, and can not come back beside its successor', () => {
    const one = shop.account('sweets.01');
    const other = { ...shop.account('sweets.02'), identity: one.identity };
    expect(shop.give(null, 'account.put', { account: other })).toEqual({ ok: false, code: 'account_exists', data: { accountId: one.id } });
    shop.done(null, 'account.remove', { accountId: one.id });
    shop.done(null, 'account.put', { account: other });
    expect(shop.claims.get(`identity:instagram:${one.identity}`)).toBe(other.id);
    expect(shop.give(shop.person('own'), 'account.update', { accountId: one.id, set: { active: true } })).toEqual({ ok: false, code: 'account_exists', data: { accountId: other.id } });
  });
});
