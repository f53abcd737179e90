/** Walk 1.10 of the confectionery, steps 1–7 and 14, on the pure engine: what the server decides, without server, store or network. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { DealId } from '#shared/base/ids.ts';
import type { ConversationBody, DealBody } from '#shared/model/bodies.ts';
import { openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';
import { sees } from '#tests/helpers/engine-sight.ts';

const operators = ['op1', 'op2', 'op3', 'op4'];
const photo = (hash: string) => ({ kind: 'photo', hash, fileName: null, contentType: 'image/jpeg', sizeBytes: 10, width: null, height: null, durationMs: null, missing: null });
const uah = (hryvnias: number) => ({ minor: hryvnias * 100, currency: 'UAH' });
/** Saturday 6 June 2026, 14:00 in Kyiv. */
const saturday = { at: Date.UTC(2026, 5, 6, 11, 0) };

let shop: Shop;
let talk: ConversationBody;
const now = (): ConversationBody => shop.conversation(talk.id);
const deal = (): DealBody => shop.dealsOf(talk).at(-1)!;
const stage = (): string => deal().stageId;

function comments(): void {
  talk = shop.writes('oksana', 'sweets.07', {
    kind: 'comment', text: 'Скільки коштує такий торт?', privateReplyUntil: shop.now + 7 * 86_400_000,
    subject: { kind: 'post', externalId: 'media-1', link: 'https://instagram.com/p/1', text: 'Торт «Літо»', media: null },
  });
}

const steps: Record<string, () => void> = {
  comment: comments,
  direct: () => void shop.writes('oksana', 'sweets.07', { text: 'Хочу торт на суботу', opensWindowUntil: shop.now + 86_400_000 }),
  wait: () => shop.passMs(180_000),
  greet: () => expect(shop.presses('op1', 'greet', talk)).toMatchObject({ ok: true }),
};
const upTo = (last: keyof typeof steps): void => {
  for (const [name, step] of Object.entries(steps)) {
    step();
    if (name === last) return;
  }
};

beforeEach(() => {
  shop = openShop();
});

describe('step 1: a stranger comments', () => {
  beforeEach(comments);

  it('[c2] contact, conversation and deal are made by themselves', () => {
    expect(shop.contactOf(talk)).toMatchObject({ name: 'oksana', firstRequestAt: shop.now, language: 'uk' });
    expect(shop.profileOf(talk)).toMatchObject({ handle: 'oksana', link: 'https://instagram.com/oksana', accountId: shop.account('sweets.07').id });
    expect(shop.effects.map((effect) => effect.kind)).toContain('avatar.fetch');
    expect(deal()).toMatchObject({ stageId: 'new', seatId: null, source: 'comment', post: { link: 'https://instagram.com/p/1', text: 'Торт «Літо»' }, state: 'open' });
  });

  it('[c1] every operator sees it, with the account it came to; nobody outside sales does', () => {
    expect(shop.row('account', talk.accountId)).toMatchObject({ code: 'MY', handle: 'sweets.07' });
    for (const login of [...operators, 'head', 'own']) {
      expect(sees(shop, shop.person(login), { kind: 'conversation', id: talk.id }), login).toBe(true);
      expect(sees(shop, shop.person(login), { kind: 'contact', id: talk.contactId }), login).toBe(true);
    }
    for (const login of ['conf1', 'cour1']) expect(sees(shop, shop.person(login), { kind: 'contact', id: talk.contactId }), login).toBe(false);
  });

  it('[c9] [c11] an answer is owed from now, and the chronicle has its line', () => {
    expect(now()).toMatchObject({ owedSince: shop.now, clockLevel: 0, lastIn: { kind: 'comment', text: 'Скільки коштує такий торт?' } });
  });
});

describe('step 2: the same person writes in direct', () => {
  it('[c2] [c4] no second contact, no second deal; unread 2, the client wrote last', () => {
    upTo('direct');
    expect(shop.all('contact')).toHaveLength(1);
    expect(shop.all('deal')).toHaveLength(1);
    expect(now()).toMatchObject({ inboundCount: 2, last: { direction: 'in', text: 'Хочу торт на суботу' } });
  });

  it('[c11] the clock runs from the first unanswered message', () => {
    comments();
    const since = shop.now;
    shop.passMs(60_000);
    shop.writes('oksana', 'sweets.07', { text: 'Ау' });
    expect(now().owedSince).toBe(since);
  });
});

describe('step 3: nobody answers', () => {
  it('[c11] warning at 2:00, alarm at 3:00, escalation at 5:00, each at its second', () => {
    comments();
    const levels: [number, number][] = [[119_999, 0], [1, 1], [59_999, 1], [1, 2], [119_999, 2], [1, 3]];
    for (const [ms, level] of levels) {
      shop.passMs(ms);
      expect(now().clockLevel).toBe(level);
    }
  });
});

describe('step 4: op1 presses Greeting', () => {
  beforeEach(() => upTo('greet'));

  it('[c5] [x4] one press takes, sends in the client\'s language from account 07, moves the stage', () => {
    expect(now().seatId).toBe(shop.seat('op1'));
    expect(deal()).toMatchObject({ seatId: shop.seat('op1'), stageId: 'greeting' });
    const sent = shop.effects.filter((effect) => effect.kind === 'message.send');
    expect(sent).toHaveLength(1);
    expect(sent[0]!.resource).toBe(`account:${shop.account('sweets.07').id}`);
    const message = shop.all('message').find((row) => row.direction === 'out')!;
    expect(message).toMatchObject({ state: 'queued', personId: shop.person('op1'), notBefore: shop.now + 3_000 });
    expect(message.text).toBe('Добрий день, oksana! Раді вашому повідомленню. На яку дату потрібен десерт і скільки буде гостей?');
  });

  it('[c9] [c11] the clock stops at the press and its alarm is gone', () => {
    expect(now()).toMatchObject({ owedSince: null, clockLevel: 0 });
    expect([...shop.alarms.keys()].filter((key) => key.startsWith('clock:'))).toEqual([]);
    shop.passMs(600_000);
    expect(now().clockLevel).toBe(0);
  });

  it('[c7] the other operators see it no more; the head and the owner do', () => {
    for (const login of ['op2', 'op3', 'op4']) {
      expect(sees(shop, shop.person(login), { kind: 'conversation', id: talk.id }), login).toBe(false);
      expect(sees(shop, shop.person(login), { kind: 'contact', id: talk.contactId }), login).toBe(false);
    }
    for (const login of ['op1', 'head', 'own']) expect(sees(shop, shop.person(login), { kind: 'deal', id: deal().id }), login).toBe(true);
  });

  it('[c5] one undo takes all of it back', () => {
    shop.done(shop.person('op1'), 'command.undo', { commandId: shop.lastCommandId() });
    expect(now()).toMatchObject({ seatId: null, clockLevel: 2, last: { direction: 'in' } });
    expect(now().owedSince).not.toBeNull();
    expect(deal()).toMatchObject({ stageId: 'new', seatId: null });
    expect(shop.all('message').filter((row) => row.direction === 'out')).toEqual([]);
    expect(shop.effects.filter((effect) => effect.kind === 'message.send').map((effect) => effect.state)).toEqual(['cancelled']);
    expect([...shop.alarms.keys()].filter((key) => key.startsWith('rule:'))).toEqual([]);
    expect([...shop.alarms.keys()].filter((key) => key.startsWith('clock:'))).toHaveLength(1);
  });

  it('[c5] a day of silence makes the task "Write again"; a client\'s word before it does not', () => {
    shop.passMs(86_400_000);
    expect(shop.all('task')).toMatchObject([{ title: 'Написати ще раз', titles: { en: 'Write again' }, seatId: shop.seat('op1'), dealId: deal().id, setBy: { rule: 'silence', stageId: 'greeting' } }]);
    shop.writes('petro', 'sweets.01');
    const other = shop.all('conversation').find((row) => row.id !== talk.id)!;
    expect(shop.presses('op2', 'greet', other)).toMatchObject({ ok: true });
    shop.passMs(3_600_000);
    shop.writes('petro', 'sweets.01', { text: 'На п\'ятницю' });
    shop.passMs(86_400_000);
    expect(shop.all('task')).toHaveLength(1);
  });
});

describe('step 5: a wrong status is put right', () => {
  beforeEach(() => {
    upTo('greet');
    expect(shop.presses('op1', 'not-successful', talk)).toEqual({ ok: false, code: 'button_asks', data: { buttonId: 'not-successful', missing: ['lostReason'] } });
    expect(shop.presses('op1', 'not-successful', talk, { values: { lostReason: 'silent' } })).toMatchObject({ ok: true });
  });

  it('[c5] Draft, then Choosing; the record shows wrong stage, draft and right stage with person and time', () => {
    expect(deal()).toMatchObject({ stageId: 'not-successful', state: 'lost', lostReason: 'silent', closedAt: shop.now });
    expect(shop.presses('op1', 'draft', talk)).toMatchObject({ ok: true });
    expect(deal()).toMatchObject({ stageId: 'draft', state: 'holding', draftFrom: 'not-successful', closedAt: null });
    shop.done(shop.person('op1'), 'deal.pickStage', { dealId: deal().id, stageId: 'details' });
    expect(deal()).toMatchObject({ stageId: 'details', state: 'open', draftFrom: null, lostReason: null });
    const lines = shop.history(deal().id).filter((line) => line.field === 'stageId');
    expect(lines.map((line) => [line.from, line.to])).toEqual([['new', 'greeting'], ['greeting', 'not-successful'], ['not-successful', 'draft'], ['draft', 'details']]);
    for (const line of lines) expect(line).toMatchObject({ personId: shop.person('op1'), seatId: shop.seat('op1'), at: shop.now });
  });

  it('[c5] what the wrong stage had set is gone', () => {
    expect(shop.presses('op1', 'draft', talk)).toMatchObject({ ok: true });
    shop.done(shop.person('op1'), 'deal.pickStage', { dealId: deal().id, stageId: 'details' });
    const wrong = shop.all('task');
    expect(wrong).toMatchObject([{ title: 'Узгодити дату, вагу, начинку', setBy: { stageId: 'details' }, cancelledAt: null }]);
    expect(shop.presses('op1', 'draft', talk)).toMatchObject({ ok: true });
    expect(shop.row('task', wrong[0]!.id).cancelledAt).toBe(shop.now);
    expect([...shop.alarms.keys()].filter((key) => key.startsWith('rule:'))).toEqual([]);
  });
});

describe('step 6: the client sends a photo', () => {
  const hash = 'ab'.repeat(32);

  it('[c3] [c5] Order photo saves it to the card and the references; nothing is sent', () => {
    upTo('greet');
    expect(shop.presses('op1', 'order-photo', talk)).toMatchObject({ ok: false, code: 'no_photo' });
    shop.writes('oksana', 'sweets.07', { kind: 'photo', text: '', media: [{ kind: 'photo', source: 'https://cdn.example/p.jpg', fileName: null, contentType: 'image/jpeg', sizeBytes: 10, width: null, height: null, durationMs: null, missing: null }] });
    expect(shop.presses('op1', 'order-photo', talk)).toMatchObject({ ok: false, code: 'photo_not_ready' });
    const message = shop.all('message').find((row) => row.kind === 'photo')!;
    shop.done(null, 'media.stored', { messageId: message.id, index: 0, attachment: photo(hash) });
    const sentBefore = shop.effects.filter((effect) => effect.kind === 'message.send').length;
    expect(shop.presses('op1', 'order-photo', talk)).toMatchObject({ ok: true });
    expect(shop.contactOf(talk).photos).toEqual([{ hash, messageId: message.id, savedAt: shop.now }]);
    expect(deal().fields['references']).toEqual([hash]);
    expect(shop.effects.filter((effect) => effect.kind === 'message.send')).toHaveLength(sentBefore);
  });
});

describe('step 7: the price', () => {
  beforeEach(() => upTo('greet'));
  const answers = { productKind: 'cake', weightKg: 2, neededAt: saturday, amount: uah(1_800) };

  it('[c5] asks what is missing, then sends card and deposit, moves, and reminds in a day', () => {
    expect(shop.presses('op1', 'price', talk)).toMatchObject({ ok: false, code: 'button_asks', data: { missing: ['productKind', 'neededAt', 'amount'] } });
    expect(stage()).toBe('greeting');
    expect(shop.presses('op1', 'price', talk, { values: answers })).toMatchObject({ ok: true });
    const text = shop.all('message').filter((row) => row.direction === 'out').at(-1)!.text.replaceAll('\u00a0', ' ');
    expect(text).toBe('Замовлення: торт, 2 кг, сб 06.06, 14:00. Разом 1 800 грн, завдаток 900 грн. Картка 0000 1111 2222 3333, одержувач М. Левчук. Квитанцію надішліть, будь ласка, сюди.');
    expect(deal()).toMatchObject({ stageId: 'price', amountMinor: 180_000, fields: { productKind: 'cake', weightKg: 2 } });
    shop.passMs(86_400_000);
    expect(shop.all('task').filter((task) => task.cancelledAt === null)).toMatchObject([{ title: 'Спитати про оплату', setBy: { rule: 'payment-awaited' } }]);
  });

  it('[c5] the whole press is one undo, and what was typed goes with it', () => {
    shop.presses('op1', 'price', talk, { values: answers });
    shop.done(shop.person('op1'), 'command.undo', { commandId: shop.lastCommandId() });
    expect(deal()).toMatchObject({ stageId: 'greeting', amountMinor: null, fields: {} });
  });

  it.each([
    ['in-production', ['paid', 'deliveryKind', 'executor']],
    ['ready', ['jobs']],
  ])('[c6] a move to %s is refused with what is missing, for the head with a note as well', (to, missing) => {
    shop.presses('op1', 'price', talk, { values: answers });
    if (to === 'in-production') expect(shop.give(shop.person('op1'), 'deal.move', { dealId: deal().id, stageId: to })).toEqual({ ok: false, code: 'stage_needs', data: { stageId: to, missing } });
    expect(shop.give(shop.person('head'), 'deal.move', { dealId: deal().id, stageId: to, note: 'просили' })).toEqual({ ok: false, code: 'stage_needs', data: { stageId: to, missing } });
    expect(stage()).toBe('price');
  });

  it('[c5] a move that the stage does not list is refused with those it does', () => {
    shop.presses('op1', 'price', talk, { values: answers });
    expect(shop.give(shop.person('op1'), 'deal.move', { dealId: deal().id, stageId: 'greeting' })).toEqual({
      ok: false, code: 'move_not_allowed', data: { stageId: 'greeting', from: 'price', allowed: ['details', 'in-production', 'not-successful', 'draft'] },
    });
    expect(shop.give(shop.person('op1'), 'deal.move', { dealId: deal().id, stageId: 'greeting', note: 'хочу' })).toMatchObject({ ok: false, code: 'not_allowed' });
    shop.done(shop.person('head'), 'deal.move', { dealId: deal().id, stageId: 'greeting', note: 'Клієнт передумав' });
    expect(shop.history(deal().id).find((line) => line.to === 'greeting' && line.from === 'price')).toMatchObject({ note: 'Клієнт передумав', personId: shop.person('head') });
  });
});

describe('step 14: spam', () => {
  beforeEach(() => {
    talk = shop.writes('promo.bot', 'sweets.02', { text: 'Earn money online' });
  });

  it('[c5] Shift+S removes request and contact; undo brings both back whole; the second press removes', () => {
    const before = { talk: now(), contact: shop.contactOf(talk), profile: shop.profileOf(talk), deal: deal() };
    expect(shop.presses('op2', 'spam', talk)).toMatchObject({ ok: true });
    expect(deal()).toMatchObject({ stageId: 'spam', state: 'removed' });
    expect(shop.contactOf(talk).removedAt).toBe(shop.now);
    for (const login of [...operators, 'head', 'own']) {
      expect(sees(shop, shop.person(login), { kind: 'conversation', id: talk.id }), login).toBe(false);
      expect(sees(shop, shop.person(login), { kind: 'contact', id: talk.contactId }), login).toBe(false);
    }
    shop.now += 9_000;
    shop.done(shop.person('op2'), 'command.undo', { commandId: shop.lastCommandId() });
    expect({ talk: now(), contact: shop.contactOf(talk), profile: shop.profileOf(talk), deal: deal() }).toEqual(before);
    expect(shop.presses('op2', 'spam', talk)).toMatchObject({ ok: true });
    expect(now().removedAt).toBe(shop.now);
    shop.passMs(600_000);
    expect(now().clockLevel).toBe(0);
  });

  it('[c5] the same profile writing again makes a new card', () => {
    shop.presses('op2', 'spam', talk);
    const again = shop.writes('promo.bot', 'sweets.02', { text: 'Hello again' });
    expect(again.id).not.toBe(talk.id);
    expect(again.contactId).not.toBe(talk.contactId);
    expect(shop.dealsOf(again)).toMatchObject([{ stageId: 'new', state: 'open' }]);
    shop.writes('promo.bot', 'sweets.02', { text: 'And again' });
    expect(shop.all('profile').map((profile) => profile.contactId)).toEqual([again.contactId]);
  });

  it('[c5] a client with other orders keeps the card: only this request goes', () => {
    const other = shop.writes('promo.bot', 'sweets.02');
    shop.put('deal', { ...shop.dealsOf(other)[0]!, id: shop.id<DealId>(), stageId: 'done', state: 'won', createdAt: 1 });
    expect(shop.presses('op2', 'spam', talk)).toMatchObject({ ok: true });
    expect(shop.contactOf(talk).removedAt).toBeNull();
    expect(now().removedAt).toBe(shop.now);
  });
});
