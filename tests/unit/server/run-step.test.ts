/** One command with all it causes: what a rule breaks is taken back alone, what would never end is put off, what is known is not done again (S62, S63, S83). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readDictionary } from '#server/committer/catch-up.ts';
import { personCommand, robotCommand } from '#server/committer/given-command.ts';
import type { GivenCommand } from '#server/committer/given-command.ts';
import { runStep } from '#server/committer/run-step.ts';
import type { StepAnswer } from '#server/committer/run-step.ts';
import { createWorkingSet } from '#server/committer/working-set.ts';
import type { WorkingSet } from '#server/committer/working-set.ts';
import type { MutableDictionary } from '#shared/engine/dictionary.ts';
import type { RuleBody } from '#shared/model/preset.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';

let team: Team;
let conversationId: string;
let dealId: string;
let person: string;
afterEach(() => team.close());

const label = { en: 'Task of a rule', uk: 'Задача правила' };
const rule = (id: string, more: Partial<RuleBody>): RuleBody => ({ id, label, on: ['stage.entered'], funnel: 'sales', stages: [], afterMinutes: 0, cancelOn: [], actions: [], active: true, ...more }) as RuleBody;
const rules: RuleBody[] = [
  rule('breaks', { stages: ['greeting'], actions: [{ do: 'task', title: label, dueMinutes: 5, who: 'seat' }, { do: 'send', script: 'thanks' }] }),
  rule('follows', { stages: ['greeting'], actions: [{ do: 'task', title: label, dueMinutes: 7, who: 'seat' }] }),
];

beforeEach(async () => {
  const talk = confectionery.scripts.find((script) => script.id === 'greeting')!;
  const plain = { ...talk, id: 'thanks', texts: { uk: 'Дякуємо', en: 'Thank you' } };
  team = await makeTeam({ consoles: 1, preset: { ...confectionery, rules, scripts: [...confectionery.scripts, plain] } });
  await team.inbound('Hello');
  conversationId = (await team.rows('conversation'))[0]!.id;
  dealId = (await team.rows('deal'))[0]!.id;
  person = team.consoles[0]!.personId;
  await team.person(person, 'conversation.take', { conversationId });
});

/** Runs a command over the team's store without writing. `wrap`: a working set that fails somewhere. */
async function step(given: GivenCommand, look: (answer: StepAnswer, set: WorkingSet, bugs: string[]) => void, wrap: (set: WorkingSet) => WorkingSet = (set) => set, dict?: MutableDictionary): Promise<void> {
  await team.store.read(async (reader) => {
    const settings = dict ?? (await readDictionary(reader));
    const set = createWorkingSet(reader, settings, { dealNumber: 1, firstOrd: 0 });
    const bugs: string[] = [];
    look(await runStep(given, { set: wrap(set), dict: settings, at: team.clock.now(), bug: (broken) => bugs.push(broken.name) }), set, bugs);
  });
}
const toGreeting = (): GivenCommand => personCommand('deal.move', { dealId, stageId: 'greeting', values: {}, note: null }, team.id(), person);
const dueIn = (set: WorkingSet): number[] => set.rows().filter((row) => row.kind === 'task').map((row) => Math.round(((row.body as { dueAt: number }).dueAt - team.clock.now()) / 60_000));

test('[S62] a rule that breaks half-way leaves nothing of itself; the press that caused it and the next rule stand', () =>
  step(toGreeting(), (answer, set, bugs) => {
    expect(answer).toMatchObject({ ok: true });
    expect(set.one('deal', dealId)).toMatchObject({ stageId: 'greeting' });
    // Its task had been made before it broke.
    expect(dueIn(set)).toEqual([7]);
    expect(set.rows().filter((row) => row.kind === 'message')).toEqual([]);
    expect(set.effects()).toEqual([]);
    expect(bugs).toEqual(['rule.fire']);
    expect(set.commands().map((command) => [command.name, command.status, command.code])).toEqual([['rule.fire', 'refused', 'bug'], ['rule.fire', 'done', '']]);
    // What can be undone tells nothing of it either.
    expect(answer.ok && answer.step.effectIds).toEqual([]);
    expect(answer.ok && answer.step.changes.filter((row) => row.kind === 'task').length).toBe(1);
  }, (set) => ({ ...set, setEffect: () => { throw new TypeError('broken'); } })));

test('[S62] whole, the same rules do all of it, and undo knows what they did', () =>
  step(toGreeting(), (answer, set, bugs) => {
    expect([dueIn(set), bugs]).toEqual([[5, 7], []]);
    expect(set.effects().map((effect) => effect.kind)).toEqual(['message.send']);
    expect(answer.ok && answer.step.effectIds).toEqual(set.effects().map((effect) => effect.effectId));
    expect(answer.ok && answer.step.changes.some((row) => row.kind === 'history')).toBe(false);
  }));

test('[S63] what a rule has done for this cause is known by its id and not done again', async () => {
  const given = toGreeting();
  let known: readonly string[] = [];
  await step(given, (_answer, set) => { known = set.commands().map((command) => command.cmdId); });
  await team.store.write(async (writer) => {
    for (const cmdId of known) await writer.putCommands([{ cmdId, person: 'robot', name: 'rule.fire', v: 1, hash: '', cause: null, status: 'done', code: '', result: {}, seq: 1, at: 1, step: null }]);
  });
  await step(given, (answer, set) => {
    expect(answer).toMatchObject({ ok: true });
    expect([dueIn(set), set.effects(), set.commands()]).toEqual([[], [], []]);
  });
});

test('[S63] two events of one kind in one step are two causes: their rule acts twice', () =>
  team.store.read(async (reader) => {
    const dict = await readDictionary(reader);
    dict.delete('rule', 'follows' as never);
    dict.set('rule', 'breaks' as never, rule('breaks', { stages: ['greeting'], actions: [{ do: 'send', script: 'thanks' }, { do: 'send', script: 'thanks' }] }));
    dict.set('rule', 'counts' as never, rule('counts', { on: ['message.out'], actions: [{ do: 'task', title: label, dueMinutes: 9, who: 'seat' }] }));
    await step(toGreeting(), (answer, set) => {
      expect(answer).toMatchObject({ ok: true });
      expect([set.effects().length, dueIn(set)]).toEqual([2, [9, 9]]);
    }, undefined, dict);
  }));

test('[S62] rules that set each other off are stopped at the eighth and go on as a timer that is due now', () =>
  team.store.read(async (reader) => {
    const dict = await readDictionary(reader);
    dict.set('rule', 'echo' as never, rule('echo', { on: ['message.out'], stages: [], actions: [{ do: 'send', script: 'thanks' }] }));
    const send = personCommand('message.send', { conversationId, messageId: team.id(), text: 'hi', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: 1 }, team.id(), person);
    await step(send, (answer, set) => {
      expect(answer).toMatchObject({ ok: true });
      expect(set.effects().length).toBe(1 + 8);
      // In the order they were decided: no two of one queue can change places.
      const ords = set.effects().map((effect) => effect.ord);
      expect(ords).toEqual([...new Set(ords)].sort((a, b) => a - b));
      const late = set.alarms().filter(({ key }) => key.startsWith('late:'));
      expect(late).toMatchObject([{ alarm: { due: team.clock.now(), command: 'rule.fire', state: 'waiting', occurrence: 1 } }]);
    }, undefined, dict);
  }));

test('[S62] a step that has changed two hundred rows causes no more: what is left is a timer; rows of others in the batch do not count', async () => {
  const task = (n: number) => ({
    id: `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`, title: 'T', titles: null, dealId, conversationId: null, contactId: null, seatId: null, dueAt: 0, setBy: null, doneAt: null, doneBy: null,
    cancelledAt: null, createdAt: 0,
  });
  const others = (set: WorkingSet): WorkingSet => {
    for (let n = 0; n < 300; n += 1) set.setBody('task', task(n).id, task(n));
    return set;
  };
  const late = (set: WorkingSet): number => set.alarms().filter(({ key }) => key.startsWith('late:')).length;
  await step(toGreeting(), (_answer, set) => expect([late(set), set.commands().length]).toEqual([0, 2]), others);
  await team.store.write((writer) => writer.putRecords(Array.from({ length: 201 }, (_, n) => ({ kind: 'task' as const, id: task(n).id, root: `deal:${dealId}`, facet: 1, ver: 1, body: task(n), lookups: [['byDeal', dealId] as const] }))));
  await team.store.read(async (reader) => {
    const dict = await readDictionary(reader);
    dict.set('rule', 'breaks' as never, rule('breaks', { stages: ['not-successful'], actions: rules[0]!.actions }));
    const lost = personCommand('deal.move', { dealId, stageId: 'not-successful', values: { lostReason: 'expensive' }, note: null }, team.id(), person);
    await step(lost, (answer, set) => {
      expect(answer).toMatchObject({ ok: true });
      expect([late(set), set.commands().length]).toEqual([1, 0]);
    }, undefined, dict);
  });
});

test('[S84] an error of the store is no refusal: it is thrown on, and the batch runs again', async () => {
  const failing = step(robotCommand('message.settled', { messageId: team.id(), outcome: { state: 'unknown' } }, team.id(), 'test'), () => undefined, (set) => ({ ...set, ensure: () => Promise.reject(new Error('lost')) }));
  await expect(failing).rejects.toMatchObject({ name: 'StoreFailure', cause: { message: 'lost' } });
});
