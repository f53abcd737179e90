/** Mission q3: the first seat that takes a lead owns it; two who press at once are told apart by the server alone. */
import { afterEach, expect, test } from 'vitest';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import type { BackendEvent } from '#backend/backend.ts';

let team: Team;
afterEach(() => team.close());

const outcomeOf = (console: TestConsole): Extract<BackendEvent, { t: 'outcome' }> | undefined => console.events.findLast((event) => event.t === 'outcome');

const inbox = (console: TestConsole): string[] =>
  console.ask<{ rows: { conversationId: string }[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 10 }).rows.map((row) => row.conversationId);

test('[c2] [q3] a client of nobody writes: contact, conversation and deal are made, and every operator sees them', async () => {
  team = await makeTeam({ consoles: 2 });
  expect(await team.inbound('Скільки коштує торт?')).toBe('stored');
  await team.flush();
  const [conversation] = await team.rows('conversation');
  expect(conversation).toMatchObject({ seatId: null, inboundCount: 1, last: { text: 'Скільки коштує торт?' } });
  expect(await team.rows('deal')).toMatchObject([{ number: 1, seatId: null }]);
  for (const one of [...team.consoles, team.owner]) {
    expect(inbox(one)).toEqual([conversation!.id]);
  }
});

test('[q3] [S17] two clicks at once: exactly one gets it, the other is told whose it is and loses sight of it', async () => {
  team = await makeTeam({ consoles: 2 });
  await team.inbound('Hello');
  await team.flush();
  const [conversation] = await team.rows('conversation');
  const [first, second] = team.consoles as [TestConsole, TestConsole];
  first.press('conversation.take', { conversationId: conversation!.id });
  second.press('conversation.take', { conversationId: conversation!.id });
  await team.flush();
  const [taken] = await team.rows('conversation');
  expect([first.seatId, second.seatId]).toContain(taken!.seatId);
  const winner = taken!.seatId === first.seatId ? first : second;
  const loser = winner === first ? second : first;
  expect(outcomeOf(winner)).toMatchObject({ ok: true });
  expect(outcomeOf(loser)).toMatchObject({ ok: false, code: 'taken_by_other', data: { seatId: winner.seatId } });
  expect(await team.rows('deal')).toMatchObject([{ seatId: winner.seatId }]);
  expect(inbox(winner)).toEqual([conversation!.id]);
  expect(inbox(loser)).toEqual([]);
  expect(inbox(team.owner)).toEqual([conversation!.id]);
});
