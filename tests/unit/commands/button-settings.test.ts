/** Buttons edited in a team: what the decision refuses whoever asks, what a switched-off one still does (nothing), the order. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { ButtonBody } from '#shared/model/preset.ts';
import { isOn } from '#shared/engine/buttons.ts';
import { openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';

let shop: Shop;
beforeEach(() => {
  shop = openShop();
});
const save = (login: string, id: string, set: Record<string, unknown>) => shop.give(shop.person(login), 'dictionary.save', { kind: 'button', body: { ...shop.row('button', id), ...set } });

describe('[c5] a button that would not work is refused', () => {
  it.each<[string, Partial<ButtonBody>, RegExp]>([
    ['a stage that is not there', { stages: ['melting'] }, /no stage "melting"/],
    ['a move to nowhere', { actions: [{ do: 'move', stage: 'melting' }] }, /no stage "melting"/],
    ['a text that is not there', { actions: [{ do: 'send', script: 'gone' }] }, /no script "gone"/],
    ['a list of nothing', { actions: [{ do: 'offer', scripts: [] }] }, /offers nothing/],
    ['two moves', { actions: [{ do: 'move', stage: 'price' }, { do: 'draft' }] }, /"move" twice/],
    ['a value the field can not have', { actions: [{ do: 'set', field: 'productKind', value: 'pizza' }] }, /"productKind" can't be "pizza"/],
    ['a sum', { actions: [{ do: 'set', field: 'amount', value: 5 }] }, /"amount" can't be 5/],
    ['a role that is not there', { roles: ['boss'] }, /no role "boss"/],
  ])('%s', (_what, set, fault) => {
    const answer = save('head', 'greet', set as Record<string, unknown>);
    expect(answer).toMatchObject({ ok: false, code: 'dictionary_broken' });
    expect(JSON.stringify(answer)).toMatch(new RegExp(fault.source.replaceAll('"', String.raw`\\"`)));
  });

  it('a key that another has at the same stage, with which; free again once that one is off', () => {
    expect(save('head', 'greet', { key: '3' })).toEqual({ ok: false, code: 'key_taken', data: { buttonId: 'scripts-uk' } });
    expect(save('head', 'scripts-uk', { active: false })).toMatchObject({ ok: true });
    expect(save('head', 'greet', { key: '3' })).toMatchObject({ ok: true });
    expect(save('head', 'scripts-uk', { active: true })).toEqual({ ok: false, code: 'key_taken', data: { buttonId: 'greet' } });
  });

  it('an operator edits none', () => {
    expect(save('op1', 'greet', { key: '7' })).toMatchObject({ code: 'not_allowed' });
    expect(shop.give(shop.person('op1'), 'button.order', { buttonIds: ['greet', 'price'] })).toMatchObject({ code: 'not_allowed' });
  });
});

describe('[c5] a button that is off', () => {
  it('is pressed by nobody, not even from an old screen; on again it works', () => {
    const talk = shop.writes('petro', 'sweets_orders_bot');
    expect(isOn(shop.row('button', 'greet'))).toBe(true);
    save('head', 'greet', { active: false });
    expect(shop.presses('op1', 'greet', talk)).toEqual({ ok: false, code: 'no_button', data: { buttonId: 'greet' } });
    expect(shop.conversation(talk.id).seatId).toBeNull();
    save('head', 'greet', { active: true });
    expect(shop.presses('op1', 'greet', talk)).toMatchObject({ ok: true });
  });
});

describe('the order of buttons', () => {
  const order = () => shop.all('button').toSorted((a, b) => a.order - b.order).map((row) => row.id);
  it('becomes the one given, leaves room between, and is undone as one', () => {
    const before = order();
    const wanted = [before[1]!, before[0]!, ...before.slice(2)];
    expect(shop.give(shop.person('head'), 'button.order', { buttonIds: wanted })).toMatchObject({ ok: true });
    expect(order()).toEqual(wanted);
    shop.done(shop.person('head'), 'command.undo', { commandId: shop.lastCommandId() });
    expect(order()).toEqual(before);
  });

  it('of what is not there, or named twice, is refused', () => {
    expect(shop.give(shop.person('head'), 'button.order', { buttonIds: ['greet', 'gone'] })).toMatchObject({ code: 'not_found' });
    expect(shop.give(shop.person('head'), 'button.order', { buttonIds: ['greet', 'greet'] })).toMatchObject({ code: 'not_found' });
  });
});
