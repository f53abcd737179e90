/** A head edits the buttons while operators work: every console has the new one at once, and it does what was written (c5). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ButtonBody } from '#shared/model/preset.ts';
import type { TeamView } from '#shared/queries/rows.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';

let team: Team;
let operator: TestConsole;
beforeEach(async () => {
  team = await makeTeam({ consoles: 1 });
  operator = team.consoles[0]!;
  await team.inbound('Доброго дня');
  await team.flush();
});
afterEach(() => team.close());

const buttons = (console: TestConsole): readonly ButtonBody[] => console.ask<TeamView>('team.view', {}).buttons;
const callBack: ButtonBody = {
  id: 'button-13', label: { en: 'Call back', uk: 'Передзвонити' }, order: 500, key: '7', funnel: 'sales', stages: ['new'], roles: ['owner', 'head', 'operator'], needsPhoto: false, ask: [], undoMs: null,
  actions: [{ do: 'take' }, { do: 'task', title: { en: 'Call', uk: 'Дзвінок' }, dueMinutes: 20, who: 'presser' }, { do: 'move', stage: 'details' }],
};

test('[c5] a new button stands on every console, does its three things in one press, and off it is pressed by nobody', async () => {
  expect(team.owner.press('dictionary.save', { kind: 'button', body: callBack })).toMatchObject({ state: 'shown' });
  await team.flush();
  expect(buttons(operator).find((button) => button.id === callBack.id)).toEqual(callBack);
  expect(operator.events.some((event) => event.t === 'changed' && event.kinds.includes('button'))).toBe(true);

  const [conversation] = await team.rows('conversation');
  const [deal] = await team.rows('deal');
  const press = () => operator.press('button.pressAndTake', { buttonId: callBack.id, conversationId: conversation!.id, dealId: deal!.id, messageId: team.id(), scriptId: null, language: null, values: {}, note: null, photoMessageIds: [] });
  team.owner.press('dictionary.save', { kind: 'button', body: { ...callBack, active: false } });
  await team.flush();
  press();
  await team.flush();
  expect(operator.events.findLast((event) => event.t === 'outcome')).toMatchObject({ ok: false, code: 'no_button' });
  expect(await team.rows('task')).toEqual([]);

  team.owner.press('dictionary.save', { kind: 'button', body: { ...callBack, active: true } });
  await team.flush();
  press();
  await team.flush();
  expect(operator.events.findLast((event) => event.t === 'outcome')).toMatchObject({ ok: true });
  expect(await team.rows('conversation')).toMatchObject([{ seatId: operator.seatId }]);
  expect(await team.rows('deal')).toMatchObject([{ stageId: 'details' }]);
  expect((await team.rows('task')).map((task) => [task.titles?.uk, task.dueAt - task.createdAt])).toContainEqual(['Дзвінок', 20 * 60_000]);
});

test('[c5] two heads give two buttons one key: the server keeps the first, the second reads why', async () => {
  const second = { ...callBack, id: 'button-14', label: { en: 'Wait', uk: 'Чекати' } };
  team.owner.press('dictionary.save', { kind: 'button', body: callBack });
  await team.flush();
  expect(await team.person(team.owner.personId, 'dictionary.save', { kind: 'button', body: second })).toMatchObject({ status: 'refused', code: 'key_taken' });
  expect(buttons(operator).map((button) => button.id)).not.toContain(second.id);
});
