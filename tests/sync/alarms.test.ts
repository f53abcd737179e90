/** Timers on the store's clock: given once, in the step that takes them away; what can't be done is kept as failed and harms no other (S63, S64). */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Store, StoredAlarm, StoredCommand, StoreWriter } from '#db/server/store.ts';
import { causedId } from '#server/committer/committer.ts';
import { hashOf, personCommand, robotCommand } from '#server/committer/given-command.ts';
import type { RuleBody } from '#shared/model/preset.ts';
import type { StalledList } from '#shared/port/stalled.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';

const minute = 60_000;
const label = { en: 'Rule', uk: 'Правило' };
const rule = (id: string, actions: RuleBody['actions'], more: Partial<RuleBody> = {}): RuleBody =>
  ({ id, label, on: ['stage.entered'], funnel: 'sales', stages: ['greeting'], afterMinutes: 10, cancelOn: ['stage.left'], actions, active: true, ...more }) as RuleBody;

let team: Team;
let operator: TestConsole;
let conversationId: string;
let dealId: string;
/** While set, steps of the store wait here before they begin: what is given meanwhile comes into one batch. */
let hold: Promise<void> | null;
/** Throws in a step that stores one of these commands; or in every step. */
let breaks: (commands: readonly StoredCommand[]) => boolean;
let unwritable: boolean;
/** Steps that the store has not begun. */
let refused: number;
let inner: Store;

beforeEach(async () => {
  hold = null;
  breaks = () => false;
  unwritable = false;
  refused = 0;
  inner = createMemoryStore();
  const store: Store = {
    ...inner,
    async write(work) {
      await hold;
      if (unwritable) {
        refused += 1;
        throw new Error('disk');
      }
      return inner.write((writer) => {
        const breaking: StoreWriter = {
          ...writer,
          async putCommands(list) {
            if (breaks(list)) throw new Error('row too large');
            await writer.putCommands(list);
          },
        };
        return work(breaking);
      });
    },
  };
  // One that can't be done (the stage wants a reason that no rule gives), one that can.
  const rules = [rule('stuck', [{ do: 'task', title: label, dueMinutes: 1, who: 'seat' }, { do: 'move', stage: 'not-successful' }]), rule('sound', [{ do: 'task', title: label, dueMinutes: 2, who: 'seat' }])];
  team = await makeTeam({ consoles: 1, store, preset: { ...confectionery, rules } });
  operator = team.consoles[0]!;
  await team.inbound('Hello');
  conversationId = (await team.rows('conversation'))[0]!.id;
  dealId = (await team.rows('deal'))[0]!.id;
  await team.person(operator.personId, 'conversation.take', { conversationId });
  await team.person(operator.personId, 'conversation.noAnswerNeeded', { conversationId });
  await team.flush();
});
afterEach(() => team.close());

const enter = async (stageId: string): Promise<void> => {
  expect(await team.person(operator.personId, 'deal.move', { dealId, stageId, values: {}, note: null })).toMatchObject({ status: 'done' });
};
const alarm = async (key: string): Promise<StoredAlarm | null> => (await team.store.read((reader) => reader.alarms([key])))[0] ?? null;
const ofRule = (id: string): string => `rule:${id}:${dealId}`;
const idOf = (one: StoredAlarm): string => causedId('alarm', one.key, one.due, one.occurrence, JSON.stringify(one.args));
const given = async (one: StoredAlarm): Promise<StoredCommand[]> => team.store.read((reader) => reader.commands([idOf(one)]));
const tasks = async (): Promise<number> => (await team.rows('task')).length;
/** Lets time pass where `flush` would wait for ever: a batch that is to be run again waits for the clock itself. */
const pass = (ms: number): Promise<void> =>
  team.clock.advance(ms, async () => {
    for (let turn = 0; turn < 25; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  });
const press = (name: string, input: unknown) => team.server().committer.submit({ commands: [personCommand(name, input, team.id(), operator.personId)] });

test('[S64] a timer whose command is refused stays as failed, with nothing of it done; its neighbour runs; it is not given again', async () => {
  await enter('greeting');
  const before = (await alarm(ofRule('stuck')))!;
  await team.jump(10 * minute);
  expect(await alarm(ofRule('stuck'))).toEqual({ ...before, state: 'failed', failures: 1 });
  expect(await given(before)).toMatchObject([{ status: 'refused', code: 'stage_needs' }]);
  expect(await alarm(ofRule('sound'))).toBeNull();
  expect(await tasks()).toBe(1);
  const { seq } = team.server().committer.head();
  await team.crash();
  await team.jump(60 * minute);
  expect(team.server().committer.head().seq).toBe(seq);
  expect(await alarm(ofRule('stuck'))).toMatchObject({ state: 'failed' });
});

test('[S64] a failed timer that is set anew waits again; one that is stopped is gone', async () => {
  await enter('greeting');
  await team.jump(10 * minute);
  expect(await alarm(ofRule('stuck'))).toMatchObject({ state: 'failed' });
  await enter('draft');
  expect(await alarm(ofRule('stuck'))).toBeNull();
  await enter('greeting');
  expect(await alarm(ofRule('stuck'))).toMatchObject({ state: 'waiting', failures: 0, due: team.clock.now() + 10 * minute });
});

test('[S64] a press of the same batch that stops a timer, or puts it off, is heeded: it is not given', async () => {
  for (const by of [null, 5 * minute]) {
    const until = team.clock.now() + minute;
    const later = by === null ? null : until + by;
    await team.person(operator.personId, 'conversation.snooze', { conversationId, until });
    const set = (await alarm(`snooze:${conversationId}`))!;
    let release = (): void => {};
    hold = new Promise((resolve) => { release = resolve; });
    // The first step waits for the store; the press, then the timer that comes due, make the next batch together.
    const first = team.robot('team.update', { set: { name: `Name ${later}` } });
    const pressed = press('conversation.snooze', { conversationId, until: later });
    await pass(minute);
    hold = null;
    release();
    expect(await first).toMatchObject({ status: 'done' });
    expect(await pressed).toMatchObject([{ status: 'done' }]);
    await team.flush();
    expect(await given(set)).toEqual([]);
    expect(await alarm(`snooze:${conversationId}`)).toEqual(later === null ? null : { ...set, due: later, args: { conversationId, until: later }, occurrence: expect.any(Number) as number });
    expect((await team.rows('conversation'))[0]!.snoozedUntil).toBe(later);
    await team.person(operator.personId, 'conversation.snooze', { conversationId, until: null });
  }
});

test('[S63] what a timer gave is known by its id: given again after a loss it does nothing, and the timer goes', async () => {
  const until = team.clock.now() + minute;
  await team.person(operator.personId, 'conversation.snooze', { conversationId, until });
  const set = (await alarm(`snooze:${conversationId}`))!;
  const known = robotCommand(set.command, set.args, idOf(set), set.command, set.key);
  await team.store.write((writer) => writer.putCommands([{ cmdId: known.commandId, person: 'robot', name: known.name, v: 1, hash: hashOf(known), cause: set.key, status: 'done', code: '', result: {}, seq: 1, at: 1, step: null }]));
  await team.jump(2 * minute);
  expect(await alarm(set.key)).toBeNull();
  expect((await team.rows('conversation'))[0]!.snoozedUntil).toBe(until);
});

test('[S64] a timer that has failed since it was read is not given', async () => {
  await team.person(operator.personId, 'conversation.snooze', { conversationId, until: team.clock.now() + minute });
  const set = (await alarm(`snooze:${conversationId}`))!;
  let release = (): void => {};
  hold = new Promise((resolve) => { release = resolve; });
  await pass(minute);
  await inner.write((writer) => writer.putAlarms([{ ...set, state: 'failed', failures: 5 }]));
  hold = null;
  release();
  await team.flush();
  expect([await given(set), await alarm(set.key)]).toEqual([[], { ...set, state: 'failed', failures: 5 }]);
});

test('[S64] a step that the store refuses five times: failed, while its neighbours run; none is lost to a disk that takes nothing', async () => {
  await enter('greeting');
  const sound = (await alarm(ofRule('sound')))!;
  unwritable = true;
  await pass(10 * minute);
  refused = 0;
  await pass(10_000);
  // It tries again, and lets the disk breathe between.
  expect(refused).toBeGreaterThan(10);
  expect(refused).toBeLessThan(100);
  expect(await alarm(ofRule('sound'))).toEqual(sound);
  unwritable = false;
  let tries = 0;
  breaks = (commands) => {
    const hit = commands.some((command) => command.cmdId === idOf(sound));
    tries += hit ? 1 : 0;
    return hit;
  };
  await pass(2 * minute);
  expect(await alarm(ofRule('sound'))).toEqual({ ...sound, state: 'failed', failures: 5 });
  // Its neighbour of the same batch has had its turn.
  expect(await alarm(ofRule('stuck'))).toMatchObject({ state: 'failed', failures: 2 });
  // Once with the others, then alone: four tries each time.
  expect(tries).toBe(5 * 4);
  const before = tries;
  await team.advance(60 * minute);
  expect([tries, await tasks()]).toEqual([before, 0]);
});

test('[S64] more than fit in one batch, and one set while others are given: all of them, once, by their time', async () => {
  const at = team.clock.now() + minute;
  await team.store.write((writer) => writer.putAlarms(Array.from({ length: 120 }, (_, n) => ({ key: `snooze:${n}`, due: at, command: 'snooze.end', args: { conversationId: team.id(), until: n }, occurrence: 1, state: 'waiting' as const, failures: 0 }))));
  await team.person(operator.personId, 'conversation.snooze', { conversationId, until: at + 1000 });
  await team.advance(minute + 2000);
  expect(await team.store.read((reader) => reader.alarmsDue(Number.MAX_SAFE_INTEGER, 99))).toEqual([]);
  expect((await team.rows('conversation'))[0]!.snoozedUntil).toBeNull();
});

test('[S64] a timer is given at its time, not at the next look around', async () => {
  const until = team.clock.now() + 7000;
  await team.person(operator.personId, 'conversation.snooze', { conversationId, until });
  await team.advance(6999);
  expect((await team.rows('conversation'))[0]!.snoozedUntil).toBe(until);
  await team.advance(1 + 20);
  expect((await team.rows('conversation'))[0]!.snoozedUntil).toBeNull();
});

test('[S54] [S64] undo brings back the timer that a press has stopped, but none that had failed', async () => {
  await enter('greeting');
  const leave = async (): Promise<string> => {
    const commandId = team.id<string>();
    await team.server().committer.submit({ commands: [personCommand('deal.move', { dealId, stageId: 'draft', values: {}, note: null }, commandId, operator.personId)] });
    expect(await alarm(ofRule('stuck'))).toBeNull();
    return commandId;
  };
  const waiting = (await alarm(ofRule('stuck')))!;
  expect(await team.person(operator.personId, 'command.undo', { commandId: await leave() })).toMatchObject({ status: 'done' });
  expect(await alarm(ofRule('stuck'))).toEqual(waiting);
  await team.jump(10 * minute);
  expect(await alarm(ofRule('stuck'))).toMatchObject({ state: 'failed' });
  expect(await team.person(operator.personId, 'command.undo', { commandId: await leave() })).toMatchObject({ status: 'done' });
  expect(await alarm(ofRule('stuck'))).toBeNull();
});

test('[S63] a timer set over one that still waits is another occurrence: their commands can’t be taken for one', async () => {
  await team.inbound('Anybody there?');
  const key = `clock:${conversationId}`;
  const first = (await team.store.read((reader) => reader.alarmsDue(Number.MAX_SAFE_INTEGER, 99))).find((one) => one.command === 'clock.reach')!;
  expect(first.key).toBe(key);
  const since = Number(first.args['since']);
  // Given once more before its time, as by a clock whose hours were edited: it sets itself again.
  expect(await team.robot('clock.reach', { conversationId, level: 1, since })).toMatchObject({ status: 'done' });
  expect(await alarm(key)).toEqual({ ...first, occurrence: first.occurrence + 1 });
});

const ask = (name: 'stalled.list' | 'stalled.decide', args: unknown, personId = team.owner.personId) => team.server().team.call(name, args, { personId, base: '' });
const stalled = async (): Promise<StalledList> => (await ask('stalled.list', {}) as { ok: true; value: StalledList }).value;
const decide = (keys: string[], verdict: 'again' | 'drop') => ask('stalled.decide', { keys, verdict });

test('[S64] [I17] what failed is listed for the owner, of which rule and about whom; tried again it is another try and no stored refusal; dropped it is gone', async () => {
  await enter('greeting');
  const { due } = (await alarm(ofRule('stuck')))!;
  await team.jump(10 * minute);
  const line = { key: ofRule('stuck'), due, command: 'rule.fire', ruleId: 'stuck', about: { name: 'Client One', conversationId }, needed: false };
  expect(await stalled()).toEqual({ timers: [line], parked: [] });
  // Still without a reason it fails again, at its new time.
  await team.advance(minute);
  expect(await decide([ofRule('stuck')], 'again')).toEqual({ ok: true, value: null });
  await team.flush();
  expect(await stalled()).toEqual({ timers: [{ ...line, due: team.clock.now() }], parked: [] });
  // Mended, it does what it was for.
  await team.person(team.owner.personId, 'dictionary.save', { kind: 'rule', body: rule('stuck', [{ do: 'task', title: label, dueMinutes: 1, who: 'seat' }]) });
  const before = await tasks();
  await decide([ofRule('stuck')], 'again');
  await team.flush();
  expect([await tasks(), await stalled()]).toEqual([before + 1, { timers: [], parked: [] }]);
});

test('[S64] [S16] only the owner lists and decides; what waits is not touched; what the server must do in the end is tried again and never dropped', async () => {
  await enter('greeting');
  const waiting = await alarm(ofRule('stuck'));
  expect(waiting).toMatchObject({ state: 'waiting' });
  await decide([ofRule('stuck'), 'no-such'], 'drop');
  expect(await alarm(ofRule('stuck'))).toEqual(waiting);
  for (const name of ['stalled.list', 'stalled.decide'] as const) {
    expect(await ask(name, name === 'stalled.list' ? {} : { keys: ['regrant'], verdict: 'again' }, operator.personId)).toMatchObject({ ok: false, code: 'not_allowed' });
  }
  const regrant: StoredAlarm = { key: 'regrant', due: team.clock.now(), command: 'audience.regrant', args: { after: '', left: 700, version: '1' }, occurrence: 1, state: 'failed', failures: 5 };
  await team.store.write((writer) => writer.putAlarms([regrant]));
  expect(await stalled()).toMatchObject({ regrant: { left: 700 }, timers: [{ key: 'regrant', needed: true, ruleId: null, about: null }] });
  await decide(['regrant'], 'drop');
  expect(await alarm('regrant')).toEqual(regrant);
  await decide(['regrant'], 'again');
  await team.advance(5_000);
  expect(await alarm('regrant')).toBeNull();
  expect((await stalled()).regrant).toBeUndefined();
});
