import { beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { ConversationBody } from '#shared/model/bodies.ts';
import { audience, personKeys } from '#shared/engine/audience.ts';
import { openShop } from '#tests/helpers/confectionery.ts';
import type { Shop } from '#tests/helpers/confectionery.ts';
import { seesSeat, sightOf } from '#shared/engine/sight.ts';
import { sees } from '#tests/helpers/engine-sight.ts';

let shop: Shop;
let talk: ConversationBody;
beforeEach(() => {
  shop = openShop();
  talk = shop.writes('oksana', 'sweets.01');
});

const logins = ['own', 'head', 'op1', 'op2', 'conf1', 'cour1'];
const keys = (login: string) => personKeys(shop.row('person', shop.person(login)), shop.dict).map((key) => key.key).sort();

describe('[S11] [S12] audience', () => {
  it('untaken: the pool and all; taken: the seat, its heads and all; each leads on to the contact', () => {
    const root = { kind: 'conversation', id: talk.id } as const;
    const client = `client:${talk.contactId}`;
    expect(audience(root, talk, shop.dict)).toEqual({ grants: [{ key: 'pool', facets: 7 }, { key: 'all', facets: 63 }], links: [{ from: 'pool', to: client }] });
    const seat = shop.seat('op1');
    expect(audience(root, { ...talk, seatId: seat }, shop.dict)).toEqual({
      grants: [{ key: `seat:${seat}`, facets: 31 }, { key: `seatm:${seat}`, facets: 63 }, { key: 'all', facets: 63 }],
      links: [`seat:${seat}`, `seatm:${seat}`].map((from) => ({ from, to: client })),
    });
  });

  it('[S13] links lead to contacts and nowhere else', () => {
    for (const kind of ['conversation', 'deal'] as const) {
      const row = kind === 'deal' ? shop.dealsOf(talk)[0]! : talk;
      for (const seatId of [null, shop.seat('op1')]) for (const link of audience({ kind, id: row.id }, { ...row, seatId }, shop.dict).links) expect(link.to).toMatch(/^client(name)?:/);
    }
  });

  it('[S73] what was removed, or is not there, is nobody\'s', () => {
    const none = { grants: [], links: [] };
    expect(audience({ kind: 'conversation', id: talk.id }, { ...talk, removedAt: 1 }, shop.dict)).toEqual(none);
    expect(audience({ kind: 'deal', id: 'x' }, { ...shop.dealsOf(talk)[0]!, state: 'removed' }, shop.dict)).toEqual(none);
    expect(audience({ kind: 'contact', id: 'x' }, { ...shop.contactOf(talk), removedAt: 1 }, shop.dict)).toEqual(none);
    for (const kind of ['conversation', 'deal', 'contact'] as const) expect(audience({ kind, id: 'x' }, null, shop.dict)).toEqual(none);
  });

  it('a contact is seen through any one of its conversations', () => {
    const other = shop.writes('oksana2', 'sweets.02');
    shop.put('conversation', { ...talk, seatId: shop.seat('op1') });
    shop.put('deal', { ...shop.dealsOf(talk)[0]!, seatId: shop.seat('op1') });
    expect(sees(shop, shop.person('op2'), { kind: 'contact', id: talk.contactId })).toBe(false);
    shop.put('conversation', { ...other, contactId: talk.contactId, seatId: shop.seat('op2') });
    expect(sees(shop, shop.person('op2'), { kind: 'contact', id: talk.contactId })).toBe(true);
    expect(sees(shop, shop.person('op2'), { kind: 'conversation', id: talk.id })).toBe(false);
  });
});

describe('[S14] [S15] keys', () => {
  it('by role: operators the pool and their seat, the head the seats they head, the owner all, makers only what everybody has', () => {
    const own = (login: string) => ['org', `user:${shop.person(login)}`];
    expect(keys('op1')).toEqual([...own('op1'), 'pool', `seat:${shop.seat('op1')}`].sort());
    expect(keys('head')).toEqual([...own('head'), 'pool', `seat:${shop.seat('head')}`, ...['op1', 'op2', 'op3', 'op4'].map((login) => `seatm:${shop.seat(login)}`)].sort());
    expect(keys('own')).toEqual([...own('own'), 'all'].sort());
    expect(keys('conf1')).toEqual([...own('conf1'), `exec:${shop.person('conf1')}`].sort());
  });

  it('nobody switched off, and nobody without a role, holds any', () => {
    for (const set of [{ active: false }, { roleId: 'gone' }]) {
      const person = { ...shop.row('person', shop.person('own')), ...set };
      shop.put('person', person);
      expect(personKeys(person, shop.dict)).toEqual([]);
    }
  });

  it('a person who does not take does not see what is untaken', () => {
    const role = shop.row('role', 'operator');
    shop.put('role', { ...role, may: role.may.filter((right) => right !== 'take') });
    expect(sees(shop, shop.person('op1'), { kind: 'conversation', id: talk.id })).toBe(false);
  });
});

it('[S49] what may be commanded and what is copied to a console are the same rows, for any roles, seats and owners', () => {
  const seats = () => ['op1', 'op2', 'head'].map((login) => shop.seat(login));
  fc.assert(fc.property(
    fc.constantFrom(...logins), fc.constantFrom('all', 'people', 'own', 'participant'), fc.boolean(), fc.integer({ min: 0, max: 3 }), fc.boolean(),
    (login, sight, takes, owner, active) => {
      const person = { ...shop.row('person', shop.person(login)), active };
      const role = shop.row('role', person.roleId);
      shop.put('person', person);
      shop.put('role', { ...role, sees: sight as typeof role.sees, may: takes ? ['take'] : [] });
      const seatId = seats()[owner] ?? null;
      shop.put('conversation', { ...talk, seatId });
      const commanded = sightOf(person.id, shop.dict);
      expect(commanded !== null && seesSeat(commanded, seatId)).toBe(sees(shop, person.id, { kind: 'conversation', id: talk.id }));
      shop.put('person', { ...person, active: true });
    },
  ), { numRuns: 300 });
});
