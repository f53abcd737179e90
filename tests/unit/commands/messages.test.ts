import { beforeEach, describe, expect, it } from 'vitest';
import type { DealId } from '#shared/base/ids.ts';
import type { ConversationBody, MessageBody } from '#shared/model/bodies.ts';
import { openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';

let shop: Shop;
let talk: ConversationBody;

beforeEach(() => {
  shop = openShop();
  talk = shop.writes('oksana', 'sweets.07');
});

const now = (): ConversationBody => shop.conversation(talk.id);
const message = (id: string): MessageBody => shop.row('message', id as MessageBody['id']);
const take = (login = 'op1') => shop.give(shop.person(login), 'conversation.take', { conversationId: talk.id });
const send = (login: string, text: string, more: Record<string, unknown> = {}) => shop.give(shop.person(login), 'message.send', { conversationId: talk.id, messageId: shop.id(), text, ...more });
const answer = (login: string, more: Record<string, unknown> = {}) => shop.give(shop.person(login), 'conversation.answer', { conversationId: talk.id, messageId: shop.id(), text: 'Вітаю', ...more });
const lastOut = (): MessageBody => shop.all('message').filter((row) => row.direction === 'out').at(-1)!;
const waiting = () => shop.effects.filter((effect) => effect.kind === 'message.send' && effect.state === 'waiting');
const file = { hash: 'aa'.repeat(32), kind: 'photo', fileName: 'a.jpg', contentType: 'image/jpeg', sizeBytes: 5 };

describe('[q3] taking', () => {
  it('two clicks at once: the first gets conversation and deal, the second learns whose it is and nothing else', () => {
    expect(take('op1')).toMatchObject({ ok: true });
    expect(take('op2')).toEqual({ ok: false, code: 'taken_by_other', data: { seatId: shop.seat('op1') } });
    expect(now().seatId).toBe(shop.seat('op1'));
    expect(shop.dealsOf(talk)[0]!.seatId).toBe(shop.seat('op1'));
    expect(take('op1')).toMatchObject({ ok: true, ops: [] });
  });

  it('whoever begins a team has a seat: alone on the first day, they take and answer', () => {
    expect(take('own')).toMatchObject({ ok: true });
    expect(now().seatId).toBe(shop.seat('own'));
  });

  it('nobody takes without a seat', () => {
    shop.done(shop.person('own'), 'person.update', { personId: shop.person('own'), set: { seatId: null } });
    expect(take('own')).toEqual({ ok: false, code: 'no_seat', data: {} });
  });

  it('[S53] the first answer takes and sends in one decision; the loser\'s is refused whole', () => {
    expect(answer('op1')).toMatchObject({ ok: true });
    expect(now()).toMatchObject({ seatId: shop.seat('op1'), owedSince: null });
    expect(answer('op2')).toEqual({ ok: false, code: 'taken_by_other', data: { seatId: shop.seat('op1') } });
    expect(waiting()).toHaveLength(1);
  });

  it('[S53] over a newer message of the client it is refused, unless the writer has seen it', () => {
    shop.writes('oksana', 'sweets.07', { text: 'і ще одне' });
    expect(answer('op1', { baseInbound: 1 })).toEqual({ ok: false, code: 'client_wrote', data: { newer: 1 } });
    expect(now().seatId).toBeNull();
    expect(answer('op1', { baseInbound: 2 })).toMatchObject({ ok: true });
  });

  it('given back, it and its deal are everybody\'s again; a deal of another seat stays there', () => {
    take('op1');
    const own = shop.dealsOf(talk)[0]!;
    const other = { ...own, id: shop.id<DealId>(), seatId: shop.seat('op3') };
    shop.put('deal', other);
    shop.done(shop.person('op1'), 'conversation.giveBack', { conversationId: talk.id });
    expect(now()).toMatchObject({ seatId: null, takenAt: null });
    expect([shop.row('deal', own.id).seatId, shop.row('deal', other.id).seatId]).toEqual([null, shop.seat('op3')]);
  });

  it('the head gives it to another seat, an operator may not; a switched-off seat gets nothing', () => {
    take('op1');
    expect(shop.give(shop.person('op1'), 'conversation.assign', { conversationId: talk.id, seatId: shop.seat('op2') })).toMatchObject({ code: 'not_allowed' });
    shop.done(shop.person('head'), 'conversation.assign', { conversationId: talk.id, seatId: shop.seat('op2') });
    expect([now().seatId, shop.dealsOf(talk)[0]!.seatId]).toEqual([shop.seat('op2'), shop.seat('op2')]);
    shop.put('seat', { ...shop.row('seat', shop.seat('op3')), active: false });
    expect(shop.give(shop.person('head'), 'conversation.assign', { conversationId: talk.id, seatId: shop.seat('op3') })).toMatchObject({ code: 'no_seat' });
  });
});

describe('sending', () => {
  beforeEach(() => void take());

  it('[S51] an answer is appended though the client wrote meanwhile, waits its undo time and leaves in the order of the conversation', () => {
    shop.writes('oksana', 'sweets.07', { text: 'між тим' });
    expect(send('op1', 'раз', { baseInbound: 0 })).toMatchObject({ ok: true });
    expect(send('op1', 'два')).toMatchObject({ ok: true });
    expect(waiting()).toMatchObject([{ queue: `conversation:${talk.id}`, delayMs: 3_000 }, { queue: `conversation:${talk.id}`, delayMs: 3_000 }]);
    expect(lastOut()).toMatchObject({ state: 'queued', text: 'два', personId: shop.person('op1'), notBefore: shop.now + 3_000 });
  });

  it('[S4] an id that is taken is refused without a word about the row', () => {
    const messageId = shop.id();
    shop.done(shop.person('op1'), 'message.send', { conversationId: talk.id, messageId, text: 'раз' });
    expect(shop.give(shop.person('op1'), 'message.send', { conversationId: talk.id, messageId, text: 'інше' })).toEqual({ ok: false, code: 'id_taken', data: {} });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['nothing', { text: '  ' }, 'empty'],
    ['more than is kept', { text: 'ї'.repeat(40_000) }, 'too_long'],
    ['a file the network can not fetch', { text: '', attachments: [file] }, 'needs_public_url'],
    ['an answer to a comment that is not there', { route: 'public' }, 'no_comment'],
    ['a quote from elsewhere', { replyToMessageId: '019ea1b0-0000-7000-8000-0000000000aa' }, 'not_found'],
  ])('refuses %s', (_what, more, code) => {
    expect(send('op1', 'текст', more)).toMatchObject({ ok: false, code });
    expect(now().owedSince).not.toBeNull();
  });

  it('with a public address the file goes, and the row says which', () => {
    shop.done(shop.person('own'), 'team.update', { set: { publicUrl: 'https://pult.example' } });
    expect(send('op1', '', { attachments: [file] })).toMatchObject({ ok: true });
    expect(lastOut()).toMatchObject({ kind: 'photo', attachments: [{ hash: file.hash, fileName: 'a.jpg' }] });
  });

  it('Telegram takes files without one', () => {
    const other = shop.writes('petro', 'sweets_orders_bot');
    shop.done(shop.person('op1'), 'conversation.take', { conversationId: other.id });
    expect(shop.give(shop.person('op1'), 'message.send', { conversationId: other.id, messageId: shop.id(), text: '', attachments: [file] })).toMatchObject({ ok: true });
  });

  it('an account that was switched off sends nothing', () => {
    shop.done(null, 'account.remove', { accountId: talk.accountId });
    expect(send('op1', 'текст')).toEqual({ ok: false, code: 'account_off', data: { accountId: talk.accountId } });
  });

  it('the answer window is a hint: the network has the last word', () => {
    shop.put('conversation', { ...now(), windowUntil: shop.now - 1 });
    expect(send('op1', 'текст')).toMatchObject({ ok: true });
  });

  it('an untaken conversation is not answered by message.send', () => {
    shop.done(shop.person('op1'), 'conversation.giveBack', { conversationId: talk.id });
    expect(send('op1', 'текст')).toMatchObject({ code: 'not_taken' });
  });

  it('a note goes nowhere and gives no answer', () => {
    shop.done(shop.person('op1'), 'message.note', { conversationId: talk.id, messageId: shop.id(), text: 'дзвонити після шостої' });
    expect(waiting()).toEqual([]);
    expect(now().owedSince).not.toBeNull();
    expect(now().last!.direction).toBe('in');
  });
});

describe('comments', () => {
  const comment = (client: string) => shop.writes(client, 'sweets.07', {
    kind: 'comment', text: 'Ціна?', externalId: `comment-${client}`, privateReplyUntil: shop.now + 7 * 86_400_000,
    subject: { kind: 'post', externalId: 'p', link: null, text: 'Торт', media: null },
  });

  it('a private reply goes once and within its days; a public answer any time; text only', () => {
    talk = comment('olena');
    take();
    expect(send('op1', '', { route: 'public', attachments: [file] })).toMatchObject({ ok: false });
    expect(send('op1', 'Напишу в приват', { route: 'public' })).toMatchObject({ ok: true });
    expect(lastOut()).toMatchObject({ kind: 'comment', route: 'public', replyTo: { externalId: 'comment-olena' } });
    expect(send('op1', 'Вітаю!', { route: 'private' })).toMatchObject({ ok: true });
    expect(lastOut()).toMatchObject({ route: 'private', replyTo: { externalId: 'comment-olena' } });
    expect(send('op1', 'Ще раз', { route: 'private' })).toMatchObject({ code: 'private_reply_used' });
    talk = comment('iryna');
    take();
    shop.now += 7 * 86_400_000 + 1;
    expect(send('op1', 'Пізно', { route: 'private' })).toMatchObject({ code: 'private_reply_over' });
    expect(send('op1', 'Пізно', { route: 'public' })).toMatchObject({ ok: true });
  });

  it('a private reply that failed may be tried again', () => {
    talk = comment('olena');
    take();
    send('op1', 'Вітаю!', { route: 'private' });
    const failed = lastOut().id;
    shop.done(null, 'message.settled', { messageId: failed, outcome: { state: 'refused', code: 'busy', detail: '' } });
    expect(shop.give(shop.person('op1'), 'message.resend', { messageId: failed, newMessageId: shop.id() })).toMatchObject({ ok: true });
    expect(now().openComment!.privatelyAnswered).toBe(true);
    expect(lastOut().route).toBe('private');
  });

  it('a button\'s greeting to a mere comment goes as its private reply', () => {
    talk = comment('olena');
    expect(shop.presses('op1', 'greet', talk)).toMatchObject({ ok: true });
    expect(lastOut()).toMatchObject({ route: 'private', replyTo: { externalId: 'comment-olena' } });
  });
});

describe('what becomes of a message', () => {
  let id: string;
  const settle = (outcome: Record<string, unknown>) => shop.done(null, 'message.settled', { messageId: id, outcome });

  beforeEach(() => {
    take();
    send('op1', 'Добрий день');
    id = lastOut().id;
  });

  it('refused by the network: the reason stands on it, and the answer is owed again since the client\'s word', () => {
    const asked = now().lastIn!.at;
    shop.now += 60_000;
    settle({ state: 'refused', code: 'window_closed', detail: 'x' });
    expect(message(id)).toMatchObject({ state: 'failed', failure: 'window_closed' });
    expect(now().owedSince).toBe(asked);
    expect([...shop.alarms.keys()]).toContain(`clock:${talk.id}`);
  });

  it('refused, but something newer was said: nothing is owed', () => {
    send('op1', 'Друга');
    settle({ state: 'refused', code: 'busy', detail: '' });
    expect(now().owedSince).toBeNull();
  });

  it('[S80] unknown, then a late result: the result stands', () => {
    settle({ state: 'unknown' });
    expect(message(id).state).toBe('unknown');
    settle({ state: 'sent', externalIds: ['e1'], at: null });
    expect(message(id)).toMatchObject({ state: 'sent', externalId: 'e1', failure: '' });
  });

  it('[S79] unknown: a person says it was sent, or that it was not and then sends again', () => {
    settle({ state: 'unknown' });
    expect(shop.give(shop.person('op1'), 'message.settle', { messageId: id, sent: false })).toMatchObject({ ok: true });
    expect(message(id)).toMatchObject({ state: 'failed', failure: 'not_sent' });
    expect(now().owedSince).not.toBeNull();
    const newMessageId = shop.id();
    shop.done(shop.person('op1'), 'message.resend', { messageId: id, newMessageId });
    expect(message(newMessageId)).toMatchObject({ state: 'queued', text: 'Добрий день' });
    expect(message(id)).toMatchObject({ state: 'cancelled', failure: 'resent' });
    expect(shop.give(shop.person('op1'), 'message.resend', { messageId: id, newMessageId: shop.id() })).toMatchObject({ code: 'not_failed' });
    expect(shop.give(shop.person('op1'), 'message.settle', { messageId: id, sent: true })).toMatchObject({ code: 'not_unknown' });
  });

  it('cancelled while it waits it never leaves; claimed by a sender it is too late', () => {
    shop.effects.at(-1)!.state = 'claimed';
    expect(shop.give(shop.person('op1'), 'message.cancel', { messageId: id })).toMatchObject({ code: 'too_late' });
    expect(message(id).state).toBe('queued');
    shop.effects.at(-1)!.state = 'waiting';
    shop.done(shop.person('op1'), 'message.cancel', { messageId: id });
    expect(message(id).state).toBe('cancelled');
    expect(waiting()).toEqual([]);
  });
});

describe('[S54] undo', () => {
  beforeEach(() => void take());
  const undo = (login = 'op1', commandId = shop.lastCommandId()) => shop.give(shop.person(login), 'command.undo', { commandId });

  it('takes a message back while it waits, and the clock runs on from where it began', () => {
    const since = now().owedSince;
    shop.now += 30_000;
    send('op1', 'зарано');
    expect(undo()).toMatchObject({ ok: true });
    expect(now()).toMatchObject({ owedSince: since, last: { direction: 'in' } });
    shop.passMs(90_000);
    expect(now().clockLevel).toBe(1);
  });

  it('after the first byte it is too late; nothing changes', () => {
    send('op1', 'пішло');
    const commandId = shop.lastCommandId();
    shop.effects.at(-1)!.state = 'claimed';
    expect(undo('op1', commandId)).toEqual({ ok: false, code: 'too_late', data: {} });
    expect(lastOut().state).toBe('queued');
  });

  it('is the presser\'s own and counts once', () => {
    send('op1', 'моє');
    const commandId = shop.lastCommandId();
    expect(undo('head', commandId)).toEqual({ ok: false, code: 'not_found', data: {} });
    expect(undo('op1', commandId)).toMatchObject({ ok: true });
    const undoId = shop.lastCommandId();
    expect(undo('op1', commandId)).toMatchObject({ code: 'undone_already' });
    expect(undo('op1', undoId)).toMatchObject({ code: 'not_undoable' });
  });

  it('leaves what others changed since, field by field, and refuses where a guarded one has moved on', () => {
    const deal = shop.dealsOf(talk)[0]!;
    shop.done(shop.person('op1'), 'deal.setFields', { dealId: deal.id, values: { guests: 10, inscription: 'Вітаємо' } });
    const fields = shop.lastCommandId();
    shop.done(shop.person('head'), 'deal.setFields', { dealId: deal.id, values: { guests: 12 } });
    expect(undo('op1', fields)).toMatchObject({ ok: true });
    expect(shop.dealsOf(talk)[0]!.fields).toEqual({ guests: 12 });
    shop.done(shop.person('op1'), 'deal.move', { dealId: deal.id, stageId: 'details' });
    const move = shop.lastCommandId();
    shop.done(shop.person('head'), 'deal.move', { dealId: deal.id, stageId: 'spam' });
    expect(undo('op1', move)).toEqual({ ok: false, code: 'changed_since', data: { field: 'stageId' } });
  });

  it('brings back the timers that ran before: of rules and of a snooze', () => {
    shop.done(shop.person('op1'), 'deal.move', { dealId: shop.dealsOf(talk)[0]!.id, stageId: 'greeting' });
    shop.done(shop.person('op1'), 'conversation.snooze', { conversationId: talk.id, until: shop.now + 50_000 });
    const before = new Map(shop.alarms);
    shop.now += 10_000;
    send('op1', 'зайве');
    expect(shop.alarms.get(`rule:silence:${shop.dealsOf(talk)[0]!.id}`)!.due).toBeGreaterThan(before.get(`rule:silence:${shop.dealsOf(talk)[0]!.id}`)!.due);
    expect(undo()).toMatchObject({ ok: true });
    shop.done(shop.person('op1'), 'conversation.snooze', { conversationId: talk.id, until: shop.now + 90_000 });
    expect(undo()).toMatchObject({ ok: true });
    expect(shop.alarms).toEqual(before);
  });

  it('after ten minutes a change is put right by another change', () => {
    shop.done(shop.person('op1'), 'conversation.close', { conversationId: talk.id });
    const commandId = shop.lastCommandId();
    shop.now += 600_001;
    expect(undo('op1', commandId)).toMatchObject({ code: 'undo_over' });
  });
});

describe('reading and putting aside', () => {
  it('[c4] reading is personal; a mark never claims more than there is', () => {
    const read = (login: string, count: number) => shop.done(shop.person(login), 'conversation.read', { conversationId: talk.id, count });
    read('op1', 99);
    read('op2', 0);
    expect(shop.all('readMark').map((mark) => [mark.personId, mark.readCount])).toEqual([[shop.person('op1'), 1], [shop.person('op2'), 0]]);
    shop.done(shop.person('op1'), 'conversation.markUnread', { conversationId: talk.id });
    expect(shop.all('readMark')[0]!.readCount).toBe(0);
    expect(now().owedSince).not.toBeNull();
  });

  it('snooze ends by itself at its time, and only the newest one does', () => {
    take();
    const snooze = (until: number | null) => shop.give(shop.person('op1'), 'conversation.snooze', { conversationId: talk.id, until });
    expect(snooze(shop.now)).toMatchObject({ code: 'time_past' });
    snooze(shop.now + 1_000);
    snooze(shop.now + 5_000);
    shop.passMs(2_000);
    expect(now().snoozedUntil).not.toBeNull();
    shop.passMs(4_000);
    expect(now().snoozedUntil).toBeNull();
  });

  it('"no answer needed" stops the clock and says who', () => {
    take();
    const since = now().owedSince;
    shop.done(shop.person('op1'), 'conversation.noAnswerNeeded', { conversationId: talk.id });
    expect(now()).toMatchObject({ owedSince: null, clockLevel: 0 });
    expect(shop.history(talk.id).find((line) => line.field === 'owedSince')).toMatchObject({ from: since, to: null, personId: shop.person('op1') });
    shop.passMs(600_000);
    expect(now().clockLevel).toBe(0);
  });
});

it('[S50] a guard compares what was on the screen: changed meanwhile, the press is refused', () => {
  take();
  const deal = shop.dealsOf(talk)[0]!;
  const move = (expected: string) => shop.decide(shop.person('op1'), 'deal.move', { dealId: deal.id, stageId: 'details' }, { expect: { 'deal.stageId': expected } });
  expect(move('greeting')).toEqual({ ok: false, code: 'changed_meanwhile', data: { field: 'stageId' } });
  expect(move('new')).toMatchObject({ ok: true });
});
