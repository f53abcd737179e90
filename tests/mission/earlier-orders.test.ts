/** Mission s7: with an order come all earlier orders of the client, also those that other seats made; to read, not to press (S12). */
import { afterEach, expect, test } from 'vitest';
import type { CardView } from '#shared/queries/rows.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { visible } from '#tests/helpers/visible.ts';

let team: Team;
afterEach(() => team?.close());

const lost = confectionery.funnels.flatMap((funnel) => funnel.stages).find((stage) => stage.kind === 'lost')!.id;
const level = async (one: TestConsole): Promise<void> => expect(await team.copyOf(one)).toEqual(new Map([...(await visible(team.store, one.personId))].sort()));
const orders = (one: TestConsole, conversationId: string): string[] => one.ask<CardView>('card.view', { conversationId }).deals.map((deal) => deal.id).sort();

/** The first seat made an order and lost it; the talk and a new order are the second seat's now. */
async function twoSeats(): Promise<{ conversationId: string; contactId: string; first: string; next: string }> {
  const [one, two] = team.consoles as [TestConsole, TestConsole];
  await team.inbound('A cake, please');
  await team.flush();
  const [talk] = await team.rows('conversation');
  const [deal] = await team.rows('deal');
  const next = team.id<string>();
  one.press('conversation.take', { conversationId: talk!.id });
  await team.flush();
  expect(await team.person(team.owner.personId, 'deal.move', { dealId: deal!.id, stageId: lost, values: { lostReason: 'silent' }, note: 'too dear' })).toMatchObject({ status: 'done' });
  expect(await team.person(one.personId, 'deal.create', { dealId: next, contactId: talk!.contactId, conversationId: talk!.id, funnelId: deal!.funnelId, stageId: deal!.stageId })).toMatchObject({ status: 'done' });
  expect(await team.person(team.owner.personId, 'conversation.assign', { conversationId: talk!.id, seatId: two.seatId })).toMatchObject({ status: 'done' });
  await team.flush();
  return { conversationId: talk!.id, contactId: talk!.contactId, first: deal!.id, next };
}

test('[s7] [S12] the card shows another seat\'s earlier order beside the own one; nothing can be pressed on it, and who sees no order of the client sees none', async () => {
  team = await makeTeam({ consoles: 3 });
  const { conversationId, first, next } = await twoSeats();
  const [one, two, third] = team.consoles as [TestConsole, TestConsole, TestConsole];
  expect(orders(two, conversationId)).toEqual([first, next].sort());
  expect(await team.person(two.personId, 'deal.setFields', { dealId: first, values: { comment: 'mine now' } })).toMatchObject({ status: 'refused', code: 'not_found' });
  expect([...(await team.copyOf(third)).keys()].filter((key) => key.startsWith('deal|'))).toEqual([]);
  for (const who of [one, two, third, team.owner]) await level(who);
});

test('[s7] [S16] a team that does not show them shows them as soon as the setting is changed, and hides them again', async () => {
  team = await makeTeam({ consoles: 3, preset: { ...confectionery, earlierOrders: false } });
  const { conversationId, first, next } = await twoSeats();
  const two = team.consoles[1]!;
  expect(orders(two, conversationId)).toEqual([next]);
  for (const earlierOrders of [true, false]) {
    expect(await team.person(team.owner.personId, 'team.update', { set: { earlierOrders } })).toMatchObject({ status: 'done' });
    await team.flush();
    await team.advance(1000);
    expect(orders(two, conversationId)).toEqual(earlierOrders ? [first, next].sort() : [next]);
    for (const who of team.consoles) await level(who);
  }
});

test('[S10] why a move was forced is said among ourselves: who makes the order or checks its payment reads that it moved nowhere but in the order', async () => {
  team = await makeTeam({ consoles: 2 });
  const maker = team.id<string>();
  await team.robot('person.add', { personId: maker, name: 'Maker', login: 'maker', roleId: 'executor', seatId: null, seatName: null });
  const executor = await team.join(maker);
  const { first } = await twoSeats();
  expect(await team.person(team.owner.personId, 'deal.setFields', { dealId: first, values: { executor: maker } })).toMatchObject({ status: 'done' });
  await team.flush();
  const why = (await team.rows('history')).filter((line) => line.note === 'too dear').map((line) => `history|${line.id}`);
  expect(why.length).toBeGreaterThan(0);
  const held = await team.copyOf(executor);
  expect(held.has(`deal|${first}`)).toBe(true);
  for (const line of why) expect([held.has(line), (await team.copyOf(team.owner)).has(line)]).toEqual([false, true]);
  for (const who of [executor, ...team.consoles]) await level(who);
});
