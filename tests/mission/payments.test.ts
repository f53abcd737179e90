/** A payment is approved once, whoever presses, wherever and whenever; the record of money is added to and never changed (mission s5, s8, S59–S61). */
import { z } from 'zod';
import { afterEach, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { auditAudience } from '#server/committer/check-audience.ts';
import { createCommitter } from '#server/committer/committer.ts';
import type { Committer } from '#server/committer/committer.ts';
import { personCommand } from '#server/committer/given-command.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { visibleBlob } from '#server/blob-names.ts';
import type { BackendEvent } from '#backend/backend.ts';
import { ledgerFault, ledgerLines } from '#shared/engine/ledger.ts';
import { createDictionary } from '#shared/engine/dictionary.ts';
import { decided, defineCommand } from '#shared/engine/define-command.ts';
import { runCommand } from '#shared/engine/run-command.ts';
import { derivedId } from '#shared/base/ids.ts';
import { patch, put, remove } from '#shared/engine/ops.ts';
import type { DecideContext } from '#shared/engine/define-command.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team, TestConsole } from '#tests/helpers/make-team.ts';
import { seededRandom } from '#tests/helpers/fake-clock.ts';

let team: Team;
afterEach(() => team?.close());

interface Given { claimId: string; dealId: string; stageId: string; amountMinor: number; currency: string }

async function accountant(login: string): Promise<TestConsole> {
  const personId = team.id<string>();
  await team.robot('person.add', { personId, name: login, login, roleId: 'accountant', seatId: null, seatName: null });
  return team.join(personId);
}

async function claimed(amountMinor = 90_000): Promise<Given> {
  await team.inbound('Оплатила');
  await team.flush();
  const [deal] = await team.rows('deal');
  const op = team.consoles[0]!;
  op.press('conversation.take', { conversationId: deal!.conversationId! });
  await team.flush();
  const claimId = team.id<string>();
  op.press('payment.claim', { claimId, dealId: deal!.id, amountMinor, currency: 'UAH', account: 'card', note: 'чек у чаті' });
  await team.flush();
  return { claimId, dealId: deal!.id, stageId: deal!.stageId, amountMinor, currency: 'UAH' };
}

async function expectOnce(given: Given, times = 1): Promise<void> {
  const lines = await team.rows('ledger');
  expect(lines.filter((line) => line.account === 'client').reduce((sum, line) => sum - line.amountMinor, 0)).toBe(given.amountMinor * times);
  expect((await team.rows('deal'))[0]).toMatchObject({ paidMinor: given.amountMinor * times });
  expect(await team.store.read(async (reader) => auditAudience(reader, await readDictionary(reader)))).toEqual([]);
}

const outcomes = (one: TestConsole): Extract<BackendEvent, { t: 'outcome' }>[] => one.events.filter((event) => event.t === 'outcome');

test('[s5] [S59] two accountants press together: one is done, the other is told who was first and nothing else', async () => {
  team = await makeTeam({ consoles: 1 });
  const [first, second] = [await accountant('acc1'), await accountant('acc2')];
  const given = await claimed();
  first.press('payment.approve', { ...given });
  second.press('payment.approve', { ...given });
  await team.flush();
  await expectOnce(given);
  const [claim] = await team.rows('paymentClaim');
  expect(claim).toMatchObject({ state: 'approved' });
  const [winner, loser] = claim!.decidedBy === first.personId ? [first, second] : [second, first];
  expect(outcomes(winner).at(-1)).toMatchObject({ ok: true });
  expect(outcomes(loser).at(-1)).toMatchObject({ ok: false, code: 'payment_approved', data: { personId: winner.personId } });
});

test('[s5] [R15] a claim shows its receipt to whoever checks it, and the file to nobody who sees neither the claim nor the talk', async () => {
  team = await makeTeam({ consoles: 1 });
  const checks = await accountant('acc');
  const given = await claimed();
  const hash = 'ab'.repeat(32);
  const shown = (one: TestConsole) => team.store.read((reader) => visibleBlob(reader, one.personId, hash));
  expect(await shown(checks)).toBeNull();
  const claimId = team.id<string>();
  team.consoles[0]!.press('payment.claim', { claimId, dealId: given.dealId, amountMinor: 5000, currency: 'UAH', receipt: { hash, contentType: 'image/png' } });
  await team.flush();
  const rows = checks.ask<{ rows: { claimId: string; receipt: unknown }[] }>('payment.waiting', { limit: 9 }).rows;
  expect(rows.find((row) => row.claimId === claimId)?.receipt).toEqual({ hash, contentType: 'image/png' });
  expect(rows.find((row) => row.claimId === given.claimId)?.receipt).toBeNull();
  expect(await shown(checks)).toEqual({ contentType: 'image/png' });
  const courier = team.id<string>();
  await team.robot('person.add', { personId: courier, name: 'c', login: 'c', roleId: 'courier', seatId: null, seatName: null });
  expect(await team.store.read((reader) => visibleBlob(reader, courier, hash))).toBeNull();
});

test('[s5] [S61] both press without a connection: each shows it as waiting and no sum as paid; once the line is back it is done once', async () => {
  team = await makeTeam({ consoles: 1 });
  const [first, second] = [await accountant('acc1'), await accountant('acc2')];
  const given = await claimed();
  for (const one of [first, second]) one.cut();
  await team.flush();
  first.press('payment.approve', { ...given });
  second.press('payment.return', { ...given, reason: 'не видно' });
  for (const one of [first, second]) {
    const waiting = one.ask<{ rows: { deciding: boolean; paidMinor: number }[] }>('payment.waiting', { limit: 50 }).rows;
    expect(waiting).toMatchObject([{ deciding: true, paidMinor: 0 }]);
  }
  expect(await team.rows('ledger')).toEqual([]);
  for (const one of [first, second]) {
    one.heal();
    await team.advance(5_000);
  }
  await expectOnce(given);
  expect(outcomes(second).at(-1)).toMatchObject({ ok: false, code: 'payment_approved' });
  for (const one of [first, second]) expect(one.ask<{ rows: unknown[] }>('payment.waiting', { limit: 50 }).rows).toEqual([]);
});

test('[s5] [S42] the same press again, after a restart and from another\'s hands, posts nothing a second time', async () => {
  team = await makeTeam({ consoles: 1 });
  const one = await accountant('acc1');
  const other = await accountant('acc2');
  const given = await claimed();
  const press = personCommand('payment.approve', given, team.id(), one.personId);
  const give = async (command: typeof press) => (await team.server().committer.submit({ commands: [command] }))![0]!;
  expect(await give(press)).toMatchObject({ status: 'done' });
  await team.crash();
  expect(await give(press)).toMatchObject({ status: 'done' });
  expect(await give({ ...press, personId: other.personId })).toMatchObject({ status: 'refused', code: 'mismatch' });
  expect(await give({ ...press, commandId: team.id() })).toMatchObject({ status: 'refused', code: 'payment_approved' });
  await expectOnce(given);
});

test('[s5] [S85] two servers on one store: the claim is one, whichever commits first', async () => {
  const store = createMemoryStore();
  team = await makeTeam({ consoles: 1, store });
  const [first, second] = [await accountant('acc1'), await accountant('acc2')];
  const given = await claimed();
  const another = async (seed: number): Promise<Committer> => {
    const { dictionary, head } = await store.read(async (reader) => ({ dictionary: await readDictionary(reader), head: await reader.head() }));
    return createCommitter({ store, now: () => team.clock.now(), fillRandom: seededRandom(seed), log: () => undefined, dictionary, head, pause: async () => undefined });
  };
  const [a, b] = [await another(7), await another(8)];
  const outcome = await Promise.all([
    a.submit({ commands: [personCommand('payment.approve', given, team.id(), first.personId)] }), b.submit({ commands: [personCommand('payment.approve', given, team.id(), second.personId)] }),
  ]);
  expect(outcome.map((list) => list![0]!.code).sort()).toEqual(['', 'payment_approved']);
  await expectOnce(given);
  await Promise.all([a.stop(), b.stop()]);
});

test('[S59] another sum, stage or deal than the one on the screen is refused; so is whoever lacks the right or the sight', async () => {
  team = await makeTeam({ consoles: 1 });
  const one = await accountant('acc1');
  const given = await claimed();
  const code = async (person: string, over: Partial<Given>) => (await team.person(person, 'payment.approve', { ...given, ...over })).code;
  expect(await code(one.personId, { amountMinor: 1 })).toBe('changed_meanwhile');
  expect(await code(one.personId, { stageId: 'done' })).toBe('not_found');
  expect(await code(one.personId, { dealId: team.id() })).toBe('not_found');
  expect(await code(one.personId, { claimId: team.id() })).toBe('not_found');
  expect(await code(team.consoles[0]!.personId, {})).toBe('not_allowed');
  const stranger = (await team.rows('role')).find((role) => role.id === 'executor')!;
  await team.person(team.owner.personId, 'role.save', { role: { ...stranger, may: ['approve'] } });
  const maker = team.id<string>();
  await team.robot('person.add', { personId: maker, name: 'maker', login: 'maker', roleId: 'executor', seatId: null, seatName: null });
  expect(await code(maker, {})).toBe('not_found');
  expect(await team.rows('ledger')).toEqual([]);
});

test('[s5] sent back: the seller has a task and a mark, the accountant the deal no more; claimed anew it can be approved', async () => {
  team = await makeTeam({ consoles: 1 });
  const one = await accountant('acc1');
  const given = await claimed();
  one.press('payment.return', { ...given, reason: 'Сума інша' });
  await team.flush();
  expect((await team.rows('task')).filter((task) => task.title === 'Сума інша')).toMatchObject([{ dealId: given.dealId, seatId: team.consoles[0]!.seatId, doneAt: null }]);
  expect((await team.rows('deal'))[0]).toMatchObject({ urgent: true, paidMinor: 0, waitingClaims: [] });
  const claimId = team.id<string>();
  team.consoles[0]!.press('payment.claim', { claimId, dealId: given.dealId, amountMinor: 80_000, currency: 'UAH' });
  await team.flush();
  one.press('payment.approve', { ...given, claimId, amountMinor: 80_000 });
  await team.flush();
  await expectOnce({ ...given, amountMinor: 80_000 });
});

test('[S54] [S60] taken back in time, the approval leaves its lines and adds the opposite ones; the claim waits again', async () => {
  team = await makeTeam({ consoles: 1 });
  const one = await accountant('acc1');
  const given = await claimed();
  const commandId = team.id<string>();
  one.press('payment.approve', { ...given }, commandId);
  await team.flush();
  one.press('command.undo', { commandId });
  await team.flush();
  expect((await team.rows('ledger')).map(({ entry, amountMinor }) => [entry, amountMinor])).toEqual(expect.arrayContaining([['payment.received', 90_000], ['payment.received', -90_000], ['payment.reversed', -90_000], ['payment.reversed', 90_000]]));
  await expectOnce(given, 0);
  expect(await team.rows('paymentClaim')).toMatchObject([{ state: 'waiting' }]);
  one.press('payment.approve', { ...given });
  await team.flush();
  await expectOnce(given);
});

test('[S54] [s5] a claim taken back after another of the same order was decided leaves nothing in the accountant\'s sight', async () => {
  team = await makeTeam({ consoles: 1 });
  const one = await accountant('acc1');
  const given = await claimed();
  const second = team.id<string>();
  const commandId = team.id<string>();
  team.consoles[0]!.press('payment.claim', { claimId: second, dealId: given.dealId, amountMinor: 10_000, currency: 'UAH' }, commandId);
  await team.flush();
  one.press('payment.approve', { ...given });
  await team.flush();
  expect((await team.rows('deal'))[0]).toMatchObject({ waitingClaims: [second] });
  team.consoles[0]!.press('command.undo', { commandId });
  await team.flush();
  expect((await team.rows('deal'))[0]).toMatchObject({ waitingClaims: [] });
  expect(one.ask<{ rows: unknown[] }>('payment.waiting', { limit: 50 }).rows).toEqual([]);
  await expectOnce(given);
});

test('[s8] [S60] nobody, the robot included, changes or removes a line: what would is refused whole, as is what does not sum to zero', () => {
  const ctx = { commandId: derivedId('c'), at: 1, actor: { personId: null }, newId: (n: string) => derivedId('c', n) } as unknown as DecideContext;
  const posting = { entry: 'payment.received', currency: 'UAH', dealId: derivedId('d') as never, claimId: null } as const;
  const sound = ledgerLines(ctx, [{ ...posting, account: 'money:card', amountMinor: 5 }, { ...posting, account: 'client', amountMinor: -5 }]);
  expect(ledgerFault(sound, ctx.commandId)).toBeNull();
  expect(ledgerFault(ledgerLines(ctx, [{ ...posting, account: 'client', amountMinor: -5 }]), ctx.commandId)).not.toBeNull();
  expect(ledgerFault(ledgerLines(ctx, [{ ...posting, account: 'a', amountMinor: 5 }, { ...posting, account: 'b', amountMinor: -5, currency: 'EUR' }]), ctx.commandId)).not.toBeNull();
  expect(ledgerFault([...sound, ...sound], ctx.commandId)).not.toBeNull();
  expect(ledgerFault(sound, derivedId('other'))).not.toBeNull();
  for (const kind of ['ledger', 'history'] as const) {
    expect(ledgerFault([patch(kind, derivedId('x'), { at: 2 })], ctx.commandId)).not.toBeNull();
    expect(ledgerFault([remove(kind, derivedId('x'))], ctx.commandId)).not.toBeNull();
  }
  // And the engine asks, whatever a command would do: it is refused as a bug and nothing of it stands.
  const wrong = defineCommand({ name: 'test.wrong', runs: 'server', right: null, input: z.strictObject({}), needs: () => ({}), decide: () => decided([remove('ledger', derivedId('x'))]) });
  const reader = { one: () => null, many: () => [], claim: () => null, command: () => null };
  expect(() => runCommand(wrong, {}, reader, { ...ctx, dict: createDictionary(), actor: { personId: null, seatId: null, roleId: null, robot: 'rule' }, cause: null, onServer: true })).toThrow(/ledger/);
  expect(ledgerFault([put('ledger', { ...(sound[0] as { body: { id: string } }).body, amountMinor: 0.5 } as never)], ctx.commandId)).not.toBeNull();
});
