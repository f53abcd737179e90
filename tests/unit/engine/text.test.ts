import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { cleanText, clip, cutText, utf8Length } from '#shared/base/plain-text.ts';
import { createIdSource, derivedId, timedId } from '#shared/base/ids.ts';
import { fillScript, scriptIn, variablesOf } from '#shared/engine/script-text.ts';
import { formatInstant, formatMoney, formatNumber, orderSummary } from '#shared/engine/format.ts';
import { confectionery, openShop } from '#tests/helpers/confectionery.ts';
import { guessLanguage } from '#shared/base/guess-language.ts';
import { offeredScripts } from '#shared/engine/offered-scripts.ts';
import { sameValue } from '#shared/base/same-value.ts';
import { toE164 } from '#shared/base/phone.ts';

const plain = (text: string): string => text.replaceAll('\u00a0', ' ');

describe('text as it is stored', () => {
  it('counts bytes as a store does, and cuts between characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 4, max: 100 }), (text, max) => {
      const whole = text.toWellFormed();
      const { text: cut, truncated } = cutText(whole, max);
      expect(utf8Length(whole)).toBe(Buffer.byteLength(whole));
      expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(max);
      expect(truncated).toBe(cut !== whole);
      expect(whole.startsWith(cut)).toBe(true);
      expect(cut.isWellFormed()).toBe(true);
      expect(clip(whole, max).isWellFormed()).toBe(true);
      expect(cleanText(text).isWellFormed()).toBe(true);
    }));
  });
});

describe('ids', () => {
  it('[S56] derived from the same parts they are the same, from others others; parts do not run into each other', () => {
    expect(derivedId('a', 1)).toBe(derivedId('a', 1));
    const all = [derivedId('a', 1), derivedId('a', 2), derivedId('a1'), derivedId('a', '1', ''), derivedId('ab', 'c'), derivedId('a', 'bc')];
    expect(new Set(all).size).toBe(all.length);
    for (const id of all) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('timed ones sort among those of presses by their time', () => {
    let now = 1_000_000;
    const source = createIdSource(() => now, (bytes) => bytes.fill(7));
    const before = source.next();
    now += 5;
    const derived = timedId(now, 'x');
    now += 5;
    const order = [before, derived, source.next()];
    expect(order.toSorted()).toEqual(order);
    expect(timedId(now, 'x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8/);
  });
});

describe('formats', () => {
  it.each([
    [180_000, 'UAH', 'uk', '1 800 грн'], [180_000, 'UAH', 'en', '1,800 UAH'], [123_456_789, 'RUB', 'ru', '1 234 567,89 руб.'], [5, 'EUR', 'en', '0.05 €'],
    [-2_550, 'UAH', 'uk', '−25,50 грн'], [1_500, 'JPY', 'en', '1,500 JPY'], [100_000, 'MDL', 'ro', '1 000 lei'],
  ] as const)('%i %s in %s', (minor, currency, language, text) => {
    expect(plain(formatMoney(minor, currency, language))).toBe(text);
  });

  it('dates in the team\'s zone, numbers in the language', () => {
    expect(formatInstant(Date.UTC(2026, 5, 6, 11), 'Europe/Kyiv', 'uk')).toBe('сб 06.06, 14:00');
    expect(formatInstant(Date.UTC(2026, 0, 4, 23, 5), 'Europe/Kyiv', 'en')).toBe('Mon 05.01, 01:05');
    expect([formatNumber(2.5, 'uk'), formatNumber(2.5, 'en'), formatNumber(2, 'uk')]).toEqual(['2,5', '2.5', '2']);
  });
});

describe('scripts', () => {
  const shop = openShop();
  const talk = shop.writes('oksana', 'sweets.01');
  const deal = { ...shop.dealsOf(talk)[0]!, amountMinor: 180_000, paidMinor: 90_000, fields: { productKind: 'cake', weightKg: 2.5, filling: 'lemon' } };
  const contact = shop.contactOf(talk);

  it('fills what is known, in the language of the text', () => {
    const fill = (text: string, language: 'uk' | 'en') => {
      const filled = fillScript(text, { contact, deal }, shop.dict, language);
      return filled.ok ? plain(filled.text) : filled.missing;
    };
    expect(fill('{order.summary}: {order.amount}, {order.deposit}, {order.left}', 'uk')).toBe('торт, 2,5 кг, лимон: 1 800 грн, 900 грн, 900 грн');
    expect(fill('{order.summary}: {order.amount}', 'en')).toBe('cake, 2.5 kg, lemon: 1,800 UAH');
    expect(fill('{pay.card} {client.name}', 'uk')).toBe('0000 1111 2222 3333 oksana');
    expect(fill('no variables { here }', 'en')).toBe('no variables { here }');
  });

  it('a variable without a value is told by name, each once; a network\'s number is nobody\'s name', () => {
    const missing = (text: string, about: Parameters<typeof fillScript>[1]) => {
      const filled = fillScript(text, about, shop.dict, 'uk');
      return filled.ok ? [] : filled.missing;
    };
    expect(missing('{client.name} {client.name} {order.amount} {pay.bank}', { contact: null, deal: null })).toEqual(['client.name', 'order.amount', 'pay.bank']);
    expect(missing('{client.name}', { contact: { ...contact, name: '17841400000' }, deal })).toEqual(['client.name']);
    expect(orderSummary({ ...deal, fields: {} }, shop.dict, 'uk')).toBeNull();
    expect(variablesOf('{a.b} {a.b} {c.d}')).toEqual(['a.b', 'c.d']);
  });

  it('what a client wrote stays text: a name with braces is not filled again', () => {
    const filled = fillScript('Hi {client.name}', { contact: { ...contact, name: '{pay.card}' }, deal }, shop.dict, 'en');
    expect(filled).toEqual({ ok: true, text: 'Hi {pay.card}' });
  });

  it('[x4] falls back to the team\'s first language and says which it is', () => {
    const script = { ...confectionery.scripts[0]!, texts: { ru: 'р', en: 'e' } };
    expect(scriptIn(script, 'uk', ['uk', 'ru', 'en'])).toEqual({ text: 'р', language: 'ru' });
    expect(scriptIn(script, 'en', ['uk', 'ru', 'en'])).toEqual({ text: 'e', language: 'en' });
    expect(scriptIn({ ...script, texts: {} }, 'en', ['uk'])).toBeNull();
  });

  it('a button offers named scripts, or those of its groups, or all there are in its language', () => {
    const ids = (action: Parameters<typeof offeredScripts>[0]) => offeredScripts(action, confectionery.scripts).map((script) => script.id);
    expect(ids({ do: 'offer', scripts: ['storage', 'greeting'] })).toEqual(['greeting', 'storage']);
    expect(ids({ do: 'offer', groups: ['feedback'] })).toEqual(['impressions']);
    expect(ids({ do: 'offer', language: 'uk' })).toHaveLength(confectionery.scripts.length);
    expect(ids({ do: 'offer', language: 'ro' })).toEqual([]);
  });

  it('an automatic message with a gap becomes a task for the owner, and nothing goes out', () => {
    const own = openShop();
    const conversation = own.writes('1784', 'sweets.01', { person: { externalId: '1784', handle: '', name: '', avatarSource: null, link: null, language: null } });
    own.put('rule', { ...own.row('rule', 'feedback'), id: 'feedback', stages: ['new'], on: ['message.in'], afterMinutes: 0 });
    own.writes('1784', 'sweets.01', { chatId: conversation.externalChatId, person: { externalId: '1784', handle: '', name: '', avatarSource: null, link: null, language: null } });
    expect(own.effects.filter((effect) => effect.kind === 'message.send')).toEqual([]);
    expect(own.all('task')).toMatchObject([{ titles: { en: 'Fill client.name, then send “Ask for impressions”' }, setBy: { rule: 'feedback' } }]);
    expect(own.history(own.all('task')[0]!.id)[0]).toMatchObject({ robot: 'feedback', personId: null });
  });
});

describe('small things', () => {
  it.each([
    ['Скільки коштує?', 'uk'], ['Сколько стоит?', 'ru'], ['Мені торт', 'uk'], ['Хочу торт', 'uk'], ['объём', 'ru'], ['Bună, cât costă?', 'ro'], ['How much?', 'en'], ['👍', null], ['', null],
  ] as const)('language of %j is %s', (text, language) => {
    expect(guessLanguage(text, ['uk', 'ru', 'en', 'ro'])).toBe(language);
  });

  it('never a language the team does not write', () => {
    expect(guessLanguage('Скільки коштує?', ['ru', 'en'])).toBe('ru');
    expect(guessLanguage('Bună', ['uk'])).toBeNull();
  });

  it('phones of several countries; what is none is null', () => {
    expect([toE164('(067) 111-22-33', 'UA'), toE164('8 912 345 67 89', 'RU'), toE164('+40 721 234 567', 'UA'), toE164('12', 'UA'), toE164('x', '')]).toEqual(['+380671112233', '+79123456789', '+40721234567', null, null]);
  });

  it('values are equal by content, whatever the order of keys', () => {
    expect(sameValue({ a: [1, { b: 2 }], c: null }, { c: null, a: [1, { b: 2 }] })).toBe(true);
    expect([sameValue([1], { 0: 1 }), sameValue({ a: 1 }, { a: 1, b: undefined }), sameValue(null, {}), sameValue('1', 1)]).toEqual([false, false, false, false]);
  });
});
