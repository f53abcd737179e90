/** Nobody types over what their role does not show them; what the preset does or asks for is done all the same (S57, R15). */
import { expect, test } from 'vitest';
import { openScene } from '#tests/unit/commands/command-cases.ts';
import type { Scene } from '#tests/unit/commands/command-cases.ts';
import { facetNames } from '#shared/model/facets.ts';
import type { FacetName } from '#shared/model/facets.ts';

/** op1's role shows all it did but one part. */
function without(facet: FacetName): Scene & { by: string; dealId: string } {
  const scene = openScene();
  const { shop, talk } = scene;
  const role = shop.row('role', 'operator');
  shop.put('role', { ...role, facets: role.facets!.filter((name) => name !== facet) });
  return { ...scene, by: shop.person('op1'), dealId: shop.dealsOf(talk)[0]!.id };
}
/** What each change touches. */
const changes: Record<string, { part: FacetName; name: string; set: Record<string, unknown> }> = {
  'a phone': { part: 'contacts', name: 'contact.update', set: { phone: '+380671112200' } },
  'a city': { part: 'contacts', name: 'contact.update', set: { city: 'Lviv' } },
  'a note about the client': { part: 'internal', name: 'contact.update', set: { note: 'late' } },
  tags: { part: 'internal', name: 'contact.update', set: { tags: ['vip'] } },
  'a name': { part: 'core', name: 'contact.update', set: { name: 'Olena' } },
  'the price': { part: 'money', name: 'deal.setFields', set: { amount: { minor: 90_000, currency: 'UAH' } } },
  'the address': { part: 'contacts', name: 'deal.setFields', set: { address: 'Sumska 1' } },
  'the guests': { part: 'core', name: 'deal.setFields', set: { guests: 4 } },
};
const parts = facetNames.filter((name) => ['contacts', 'money', 'internal'].includes(name));

test.each(Object.keys(changes).flatMap((what) => parts.map((hidden) => ({ what, hidden }))))('[S57] [R15] $what, by somebody who does not see $hidden', ({ what, hidden }) => {
  const { part, name, set } = changes[what]!;
  const { shop, by, talk, dealId } = without(hidden);
  const answer = shop.decide(by, name, name === 'contact.update' ? { contactId: talk.contactId, set } : { dealId, values: set });
  expect(answer).toMatchObject(part === hidden ? { ok: false, code: 'hidden_part', data: {} } : { ok: true });
});

test('[S57] taking a value away is a change as well; typing what stands there is none', () => {
  const { shop, by, talk } = without('contacts');
  expect(shop.decide(by, 'contact.update', { contactId: talk.contactId, set: { phone: null } })).toMatchObject({ code: 'hidden_part' });
  expect(shop.decide(by, 'contact.update', { contactId: talk.contactId, set: { city: null } })).toMatchObject({ ok: true });
});

test('[S57] what a stage asks for may be given with the move, and nothing beside it', () => {
  const { shop, by, dealId } = without('money');
  const funnel = shop.row('funnel', shop.row('deal', dealId).funnelId);
  const { stageId } = shop.row('deal', dealId);
  const next = 'greeting';
  shop.put('funnel', { ...funnel, stages: funnel.stages.map((stage) => (stage.id === stageId ? { ...stage, movesTo: [...stage.movesTo, next] } : stage.id === next ? { ...stage, needs: [{ kind: 'field' as const, field: 'amount' }] } : stage)) });
  const amount = { minor: 90_000, currency: 'UAH' };
  expect(shop.decide(by, 'deal.move', { dealId, stageId: next, values: { amount } })).toMatchObject({ ok: true });
  expect(shop.decide(by, 'deal.move', { dealId, stageId: next, values: { amount, deposit: { minor: 1, currency: 'UAH' } } })).toMatchObject({ ok: false, code: 'hidden_part' });
});
