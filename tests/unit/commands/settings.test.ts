import { beforeEach, describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConversationBody } from '#shared/model/bodies.ts';
import { confectionery, openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';
import { sees } from '#tests/helpers/engine-sight.ts';

let shop: Shop;
beforeEach(() => {
  shop = openShop();
});
const give = (login: string, name: string, input: Record<string, unknown>) => shop.give(shop.person(login), name, input);

describe('[R15] people', () => {
  it('the last owner stays', () => {
    expect(give('own', 'person.update', { personId: shop.person('own'), set: { active: false } })).toEqual({ ok: false, code: 'last_owner', data: {} });
    expect(give('own', 'person.update', { personId: shop.person('own'), set: { roleId: 'operator' } })).toMatchObject({ code: 'last_owner' });
    shop.done(shop.person('own'), 'person.update', { personId: shop.person('op1'), set: { roleId: 'owner' } });
    expect(give('own', 'person.update', { personId: shop.person('own'), set: { active: false } })).toMatchObject({ ok: true });
  });

  it('nobody grants, or takes, what they lack', () => {
    const head = shop.row('role', 'head');
    expect(give('head', 'person.update', { personId: shop.person('op1'), set: { roleId: 'owner' } })).toEqual({ ok: false, code: 'beyond_own_rights', data: { roleId: 'owner' } });
    expect(give('head', 'person.update', { personId: shop.person('own'), set: { active: false } })).toMatchObject({ code: 'beyond_own_rights' });
    expect(give('head', 'person.update', { personId: shop.person('op1'), set: { roleId: 'head' } })).toMatchObject({ ok: true });
    shop.put('role', { ...head, may: head.may.filter((right) => right !== 'accounts') });
    shop.put('role', { ...head, id: 'marketer', sees: 'own', may: ['accounts'] });
    expect(give('head', 'person.update', { personId: shop.person('op2'), set: { roleId: 'marketer' } })).toMatchObject({ code: 'beyond_own_rights' });
  });

  it('a login is one person\'s; a seat must exist or be named; roles must exist', () => {
    const add = (more: Record<string, unknown>) => shop.give(null, 'person.add', { personId: shop.id(), name: 'N', login: 'n', roleId: 'operator', seatId: null, seatName: null, ...more });
    expect(add({ login: 'c-op1' })).toMatchObject({ code: 'login_taken' });
    expect(add({ roleId: 'boss' })).toMatchObject({ code: 'no_role' });
    expect(add({ seatId: shop.id() })).toMatchObject({ code: 'no_seat' });
    expect(add({ seatId: shop.id(), seatName: 'Вікно' })).toMatchObject({ ok: true });
  });

  it('[c7] a new head heads every seat, a new seat has every head, unless it is said otherwise', () => {
    const headId = shop.id();
    shop.done(null, 'person.add', { personId: headId, name: 'H2', login: 'h2', roleId: 'head', seatId: null, seatName: null });
    const seatId = shop.id();
    shop.done(null, 'person.add', { personId: shop.id(), name: 'N', login: 'n', roleId: 'operator', seatId, seatName: 'Новий' });
    const talk = shop.writes('oksana', 'sweets.01');
    shop.put('conversation', { ...talk, seatId: seatId as never });
    expect(sees(shop, headId, { kind: 'conversation', id: talk.id })).toBe(true);
    expect(sees(shop, shop.person('op1'), { kind: 'conversation', id: talk.id })).toBe(false);
  });
});

describe('the dictionary', () => {
  it('a funnel keeps its stages: deals may stand in them', () => {
    const sales = shop.row('funnel', 'sales');
    expect(give('head', 'dictionary.save', { kind: 'funnel', body: { ...sales, stages: sales.stages.slice(1) } })).toEqual({ ok: false, code: 'stage_removed', data: { stageId: 'new' } });
    expect(give('head', 'dictionary.save', { kind: 'funnel', body: { ...sales, stages: sales.stages.map((stage) => ({ ...stage, colour: 'grey' })) } })).toMatchObject({ ok: true });
  });

  it('what names something that does not exist is refused, with what', () => {
    const body = { ...shop.row('button', 'greet'), actions: [{ do: 'send', script: 'nothing' }] };
    expect(give('head', 'dictionary.save', { kind: 'button', body })).toEqual({ ok: false, code: 'dictionary_broken', data: { faults: ['button greet: no script "nothing"'] } });
  });

  it('a script in use stays; one that is not can go; both stand in the record', () => {
    expect(give('head', 'script.remove', { scriptId: 'greeting' })).toEqual({ ok: false, code: 'script_used', data: { by: 'greet' } });
    expect(give('head', 'script.remove', { scriptId: 'impressions' })).toMatchObject({ code: 'script_used', data: { by: 'feedback' } });
    shop.done(shop.person('head'), 'script.remove', { scriptId: 'storage' });
    expect(shop.history('storage').at(-1)).toMatchObject({ field: '*', from: true, to: false, personId: shop.person('head') });
    expect(give('op1', 'script.save', { script: confectionery.scripts[0]! })).toMatchObject({ code: 'not_allowed' });
  });

  it('a rule that is switched off, or edited away from the stage, does nothing when its time comes', () => {
    const talk = shop.writes('oksana', 'sweets.01');
    shop.presses('op1', 'greet', talk);
    shop.done(shop.person('head'), 'dictionary.save', { kind: 'rule', body: { ...shop.row('rule', 'silence'), active: false } });
    shop.passMs(90_000_000);
    expect(shop.all('task')).toEqual([]);
  });
});

describe('the client\'s card', () => {
  let talk: ConversationBody;
  beforeEach(() => {
    talk = shop.writes('oksana', 'sweets.01');
    shop.done(shop.person('op1'), 'conversation.take', { conversationId: talk.id });
  });
  const set = (fields: Record<string, unknown>) => give('op1', 'contact.update', { contactId: talk.contactId, set: fields });

  it.each<[string, unknown, unknown]>([
    ['phone', '067 111 22 33', '+380671112233'],
    ['phone', '+373 69 123 456', '+37369123456'],
    ['phone', '', null],
    ['email', ' oksana@example.com ', 'oksana@example.com'],
    ['birthday', '--05-17', '--05-17'],
    ['tags', [' VIP ', 'VIP', ''], ['VIP']],
    ['name', ' Оксана\u0000 ', 'Оксана'],
  ])('%s %j is kept as %j', (field, written, kept) => {
    expect(set({ [field]: written })).toMatchObject({ ok: true });
    expect(shop.contactOf(talk)[field as 'name']).toEqual(kept);
  });

  it.each([['phone', 'подзвоніть'], ['email', 'oksana'], ['birthday', '17 травня'], ['name', '  ']])('%s %j is refused', (field, written) => {
    expect(set({ [field]: written })).toEqual({ ok: false, code: 'field_invalid', data: { field } });
  });

  it('each change is a line of who, from, to', () => {
    set({ phone: '0671112233' });
    expect(shop.history(talk.contactId).at(-1)).toMatchObject({ field: 'phone', from: null, to: '+380671112233', personId: shop.person('op1'), rootKind: 'contact' });
  });

  it('the name follows the network until somebody gave a better one', () => {
    const update = (name: string) => shop.done(null, 'profile.update', { profileId: shop.profileOf(talk).id, set: { name } });
    update('Oksana K.');
    expect(shop.contactOf(talk).name).toBe('Oksana K.');
    set({ name: 'Оксана Ковальчук' });
    update('Oksana');
    expect(shop.contactOf(talk).name).toBe('Оксана Ковальчук');
  });

  it('deal fields take their type and nothing else', () => {
    const dealId = shop.dealsOf(talk)[0]!.id;
    const bad: [string, unknown, string][] = [
      ['guests', 1.5, 'field_invalid'], ['productKind', 'pizza', 'field_invalid'], ['amount', { minor: 100, currency: 'EUR' }, 'field_invalid'], ['amount', { minor: -1, currency: 'UAH' }, 'field_invalid'],
      ['inscription', 'ї'.repeat(61), 'field_invalid'], ['executor', shop.id(), 'field_invalid'], ['paid', { minor: 1, currency: 'UAH' }, 'field_automatic'], ['colour', 'red', 'no_field'],
    ];
    for (const [field, value, code] of bad) expect(give('op1', 'deal.setFields', { dealId, values: { [field]: value } }), field).toEqual({ ok: false, code, data: { field } });
    const good = { guests: 12, productKind: 'bento', amount: { minor: 45_050, currency: 'UAH' }, executor: shop.person('conf1'), restOnDelivery: true, deposit: { minor: 10_000, currency: 'UAH' } };
    expect(give('op1', 'deal.setFields', { dealId, values: good })).toMatchObject({ ok: true });
    expect(shop.dealsOf(talk)[0]).toMatchObject({ amountMinor: 45_050, fields: { guests: 12, deposit: { minor: 10_000 } } });
    expect(give('op1', 'deal.setFields', { dealId, values: { guests: null } })).toMatchObject({ ok: true });
    expect(shop.dealsOf(talk)[0]!.fields).not.toHaveProperty('guests');
    expect(shop.history(dealId).filter((line) => line.field === 'fields.guests').map((line) => [line.from, line.to])).toEqual([[null, 12], [12, null]]);
  });

  it('a deal made by hand stands in a stage that asks for nothing it lacks', () => {
    const make = (stageId: string) => give('op1', 'deal.create', { dealId: shop.id(), contactId: talk.contactId, conversationId: talk.id, funnelId: 'sales', stageId });
    expect(make('price')).toMatchObject({ code: 'stage_needs', data: { missing: ['productKind', 'neededAt', 'amount'] } });
    expect(make('done')).toMatchObject({ code: 'no_stage' });
    expect(make('details')).toMatchObject({ ok: true });
    expect(shop.dealsOf(talk).find((deal) => deal.stageId === 'details')).toMatchObject({ source: 'manual', seatId: shop.seat('op1'), number: 0 });
  });

  it('a task that is done is done; its date is in the record each time it moves', () => {
    const taskId = shop.id();
    shop.done(shop.person('op1'), 'task.add', { taskId, title: 'Передзвонити', dueAt: shop.now + 1, dealId: null, conversationId: talk.id });
    shop.done(shop.person('op1'), 'task.move', { taskId, dueAt: shop.now + 2 });
    shop.done(shop.person('op1'), 'task.done', { taskId });
    expect(give('op1', 'task.move', { taskId, dueAt: 5 })).toMatchObject({ code: 'task_closed' });
    expect(shop.history(taskId).map((line) => line.field)).toEqual(['*', 'dueAt', 'doneAt']);
  });
});

describe('words', () => {
  const root = resolve(import.meta.dirname, '../../..');
  const codes = new Set(globSync('shared/**/*.ts', { cwd: root }).flatMap((file) => [...readFileSync(resolve(root, file), 'utf8').matchAll(/refuse\('([a-z_]+)'/g)].map((match) => match[1]!)));

  it.each(['en', 'uk'])('[x4] every refusal has a sentence in %s', (language) => {
    const words = JSON.parse(readFileSync(resolve(root, `resources/locales/${language}.json`), 'utf8')) as Record<string, string>;
    expect(codes.size).toBeGreaterThan(50);
    expect([...codes].filter((code) => !words[`refusal.${code}`])).toEqual([]);
  });
});
