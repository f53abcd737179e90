/** Mission c11: an answer is owed within minutes; warning, alarm and escalation come from the server's clock, once, also after a restart (S64). */
import { afterEach, expect, test } from 'vitest';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';

let team: Team;
afterEach(() => team.close());

const level = async (): Promise<number> => (await team.rows('conversation'))[0]!.clockLevel;

test('[c11] warning after 2 minutes, alarm after 3, escalation after 5, on every console alike; an answer stops it', async () => {
  team = await makeTeam({ consoles: 2 });
  await team.inbound('Hello?');
  await team.flush();
  const levels: number[] = [];
  for (const seconds of [119, 2, 58, 2, 118, 3]) {
    await team.advance(seconds * 1000);
    levels.push(await level());
  }
  expect(levels).toEqual([0, 1, 1, 2, 2, 3]);
  const [conversation] = await team.rows('conversation');
  for (const one of [...team.consoles, team.owner]) {
    const view = one.ask<{ rows: { clockLevel: number }[] }>('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 9 });
    expect(view.rows.map((row) => row.clockLevel)).toEqual([3]);
  }
  await team.person(team.consoles[0]!.personId, 'conversation.take', { conversationId: conversation!.id });
  await team.person(team.consoles[0]!.personId, 'conversation.noAnswerNeeded', { conversationId: conversation!.id });
  expect(await team.rows('conversation')).toMatchObject([{ owedSince: null, clockLevel: 0 }]);
});

test('[S64] [c11] what came due while the server was dead is given once when it is back', async () => {
  team = await makeTeam({ consoles: 1 });
  await team.inbound('Hello?');
  await team.flush();
  await team.crash();
  await team.jump(10 * 60_000);
  await team.crash();
  await team.flush();
  expect(await level()).toBe(3);
  const reached = (await team.store.read((reader) => reader.alarmsDue(Number.MAX_SAFE_INTEGER, 99))).filter((alarm) => alarm.command === 'clock.reach');
  expect(reached).toEqual([]);
});
