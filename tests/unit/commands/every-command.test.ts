/** What holds for every command alike: rights on stored rows, replay, one answer on both sides, refusals that tell nothing. */
import { describe, expect, it } from 'vitest';
import { cases, openScene, prepared, secret, secretPhone } from '#tests/unit/commands/command-cases.ts';
import { applyRowOps, createRowTable } from '#shared/engine/apply-ops.ts';
import { commandNamed, commands } from '#shared/commands/registry.ts';
import { derivedId } from '#shared/base/ids.ts';
import { isRowOp } from '#shared/engine/history.ts';
import { kindOf, rootKey } from '#shared/model/kinds.ts';
import type { Decision } from '#shared/engine/define-command.ts';
import { runCommand } from '#shared/engine/run-command.ts';
import type { Refusal } from '#shared/base/result.ts';

const names = commands.map((def) => def.name);
const ofPeople = names.filter((name) => commandNamed(name)!.right !== 'robot');
/** Commands on the team's settings: their rows are everybody's to see. */
const onSettings = new Set(['account.update', 'button.order', 'dictionary.save', 'person.update', 'role.remove', 'role.save', 'script.remove', 'script.save', 'seat.update', 'team.update']);
/** They answer for rows out of sight themselves, with codes and ids they declare. */
const blind: Readonly<Record<string, string>> = {
  'command.undo': 'not_found', 'payment.approve': 'not_found', 'payment.return': 'not_found', 'conversation.answer': 'taken_by_other', 'conversation.take': 'taken_by_other', 'button.pressAndTake': 'taken_by_other',
};
const fixed = { commandId: '019ea1b0-0000-7000-8000-000000000001' };

function accepted(answer: Decision | Refusal): Decision {
  if (!answer.ok) throw new Error(`refused: ${answer.code} ${JSON.stringify(answer.data)}`);
  return answer;
}

it('every command has its press in the list', () => {
  expect(Object.keys(cases).sort()).toEqual([...names].sort());
  expect(new Set(names).size).toBe(names.length);
});

describe.each(names)('%s', (name) => {
  it('[S55] given twice over the same rows it makes the same operations, ids included', () => {
    const { scene, by, input } = prepared(name);
    const first = accepted(scene.shop.decide(by, name, input, fixed));
    expect(accepted(scene.shop.decide(by, name, input, fixed))).toEqual(first);
    expect(first.ops.length).toBeGreaterThan(0);
  });

  it('[S55] replayed over its own result it neither throws nor does its work again', () => {
    const { scene, by, input } = prepared(name);
    const first = accepted(scene.shop.give(by, name, input, fixed));
    const again = scene.shop.decide(by, name, input, fixed);
    if (!again.ok) return;
    const table = createRowTable();
    for (const op of [...first.ops, ...again.ops]) if (isRowOp(op)) table.set(op.kind, op.id, { ...scene.shop.reader.one(op.kind, op.id) });
    for (const change of applyRowOps(again.ops.filter((op) => !isRowOp(op) || op.kind !== 'history'), table)) expect(change.after).toEqual(change.before);
  });

  it('[R15] needs whoever it says: a robot\'s command refuses people, a person\'s refuses nobody-at-all', () => {
    const { scene, by, input } = prepared(name);
    if (commandNamed(name)!.right === 'robot') {
      expect(scene.shop.decide(scene.shop.person('own'), name, input)).toEqual({ ok: false, code: 'not_allowed', data: {} });
    } else expect(scene.shop.decide('019ea1b0-0000-7000-8000-0000000000ff', name, input)).toEqual({ ok: false, code: 'inactive', data: {} });
    expect(scene.shop.decide(by, name, input).ok).toBe(true);
  });
});

describe.each(ofPeople)('%s, given by a person', (name) => {
  it('[S2] the console\'s guess is the server\'s decision', () => {
    if (commandNamed(name)!.runs === 'server') return;
    const { scene, by, input } = prepared(name);
    const here = accepted(scene.shop.decide(by, name, input, { ...fixed, onServer: false }));
    expect(accepted(scene.shop.decide(by, name, input, { ...fixed, onServer: true })).ops).toEqual(here.ops);
  });

  it('[R15] a person switched off may not, whatever their role may', () => {
    const { scene, by, input } = prepared(name);
    scene.shop.put('person', { ...scene.shop.row('person', by!), active: false });
    expect(scene.shop.decide(by, name, input)).toEqual({ ok: false, code: 'inactive', data: {} });
  });

  it('[R15] the right of the stored role decides: without it, not allowed', () => {
    const { right } = commandNamed(name)!;
    if (right === null) return;
    const { scene, by, input } = prepared(name);
    const role = scene.shop.row('role', scene.shop.row('person', by!).roleId);
    scene.shop.put('role', { ...role, may: role.may.filter((held) => held !== right) });
    expect(scene.shop.decide(by, name, input)).toEqual({ ok: false, code: 'not_allowed', data: {} });
  });

  it('[R15] [S18] [S49] rows of another seat are out of reach, and the refusal tells nothing of them', () => {
    if (onSettings.has(name)) return;
    const { scene, by, input } = prepared(name);
    const { shop, talk, lead } = scene;
    // By the time it arrives, both conversations and their deals are op3's.
    for (const conversation of [talk, lead]) {
      shop.put('conversation', { ...shop.conversation(conversation.id), seatId: shop.seat('op3') });
      for (const deal of shop.dealsOf(conversation)) shop.put('deal', { ...deal, seatId: shop.seat('op3') });
    }
    const stranger = by === shop.person('head') ? shop.person('op4') : by === shop.person('op2') ? by : shop.person('op4');
    if (by === shop.person('head') || by === shop.person('own')) shop.put('role', { ...shop.row('role', 'operator'), may: shop.row('role', 'head').may });
    const answer = shop.decide(stranger, name, input);
    expect(answer.ok).toBe(false);
    if (answer.ok) return;
    expect(answer.code).toBe(blind[name] ?? 'not_found');
    expect(answer.data).toEqual(answer.code === 'taken_by_other' ? { seatId: shop.seat('op3') } : {});
  });

  it('[S18] no refusal ever carries a word of a client', () => {
    const { scene, input } = prepared(name);
    const { shop } = scene;
    const answers = ['op1', 'op2', 'head', 'own', 'conf1'].map((login) => shop.decide(shop.person(login), name, input));
    // And with every field of the press made wrong, one at a time.
    for (const field of Object.keys(input)) {
      for (const value of [null, '', 'нема', 0, [], {}, shop.id()]) {
        const broken = { ...input, [field]: value };
        if (!commandNamed(name)!.input.safeParse(broken).success) continue;
        answers.push(...['op1', 'op2', 'own'].map((login) => shop.decide(shop.person(login), name, broken)));
      }
    }
    for (const answer of answers) {
      if (answer.ok) continue;
      const told = JSON.stringify(answer.data);
      expect(told).not.toContain(secret);
      expect(told).not.toContain(secretPhone);
    }
  });
});

describe('[S10] history', () => {
  it.each(names)('%s: each line stands under the root of the row it tells of', (name) => {
    const { scene, by, input } = prepared(name);
    const decision = accepted(scene.shop.give(by, name, input, fixed));
    for (const op of decision.ops) {
      if (op.op !== 'put' || op.kind !== 'history') continue;
      const line = op.body;
      const row = scene.shop.reader.one(line.kind, line.recordId);
      expect(line).toMatchObject({ commandId: fixed.commandId, commandName: name, at: scene.shop.now, personId: by });
      if (row !== null) expect(rootKey({ kind: line.rootKind, id: line.rootId })).toBe(rootKey(kindOf(line.kind).root(row)));
    }
  });

  it('no command removes or changes a line of it', () => {
    for (const name of names) {
      const { scene, by, input } = prepared(name);
      const before = scene.shop.history().map((line) => ({ ...line }));
      scene.shop.give(by, name, input, fixed);
      expect(scene.shop.history().slice(0, before.length)).toEqual(before);
    }
  });
});

describe('[R15] the stored person decides', () => {
  it('not the seat and role that the press brings along', () => {
    const { scene, by, input } = prepared('conversation.take');
    const { shop, lead } = scene;
    const def = commandNamed('conversation.take')!;
    const forged = { personId: by as never, seatId: shop.seat('op4'), roleId: 'owner', robot: null };
    const answer = runCommand(def, def.input.parse(input), shop.reader, {
      commandId: fixed.commandId, at: shop.now, actor: forged, dict: shop.dict, cause: null, onServer: true, newId: (n) => derivedId(fixed.commandId, n),
    });
    expect(answer).toMatchObject({ ok: true, ops: expect.arrayContaining([expect.objectContaining({ kind: 'conversation', id: lead.id, set: { seatId: shop.seat('op2'), takenAt: shop.now } })]) });
  });

  it('what was removed is out of reach, though the seat is one\'s own', () => {
    const { scene, by } = prepared('deal.star');
    const { shop, talk } = scene;
    const deal = shop.dealsOf(talk)[0]!;
    shop.put('deal', { ...deal, state: 'removed' });
    expect(shop.decide(by, 'deal.star', { dealId: deal.id, on: true })).toEqual({ ok: false, code: 'not_found', data: {} });
    shop.put('conversation', { ...shop.conversation(talk.id), removedAt: 1 });
    expect(shop.decide(by, 'conversation.close', { conversationId: talk.id })).toEqual({ ok: false, code: 'not_found', data: {} });
  });
});

it('[S18] a scene holds the words the tests look for', () => {
  const { shop } = openScene();
  expect(JSON.stringify(shop.all('message'))).toContain(secret);
  expect(JSON.stringify(shop.all('contact'))).toContain(secretPhone);
});
