/** What a role may ask of its team beside the socket, and what it may only with its password again: generated over all calls and roles (R15). */
import { afterEach, expect, test } from 'vitest';
import { makeTeam } from '#tests/helpers/make-team.ts';
import type { Team } from '#tests/helpers/make-team.ts';
import { confectionery } from '#tests/fixtures/confectionery.ts';
import { commands } from '#shared/commands/registry.ts';
import { teamCallNames } from '#shared/sync/team-calls.ts';
import type { TeamCallName } from '#shared/sync/team-calls.ts';

let team: Team;
afterEach(() => team?.close());

const password = 'nine elephants went';
const call = (personId: string, name: TeamCallName, args: unknown = {}) => team.server().team.call(name, args, { personId, base: '' });
const add = async (roleId: string, login = roleId): Promise<string> => {
  const personId = team.id<string>();
  expect(await team.robot('person.add', { personId, name: roleId, login, roleId, seatId: null, seatName: null })).toMatchObject({ status: 'done' });
  return personId;
};

/** Of everybody; of whoever has the right; of an owner alone. */
const open: Record<TeamCallName, 'all' | 'accounts' | 'people' | 'owner'> = {
  'account.check': 'accounts', 'account.connect': 'accounts', 'account.webhook': 'accounts', 'person.invite': 'people', 'device.list': 'all', 'device.end': 'all', 'held.list': 'owner', 'held.decide': 'owner',
  'stalled.list': 'owner', 'stalled.decide': 'owner', 'client.erase': 'owner', 'password.confirm': 'all', 'password.set': 'all',
};
const fitting: Partial<Record<TeamCallName, unknown>> = {
  'held.decide': { ids: ['x'], verdict: 'drop' }, 'stalled.decide': { keys: ['x'], verdict: 'drop' }, 'client.erase': { contactId: '019ea1b0-0000-7000-8000-0000000000ff', password: null },
};

test('[R15] every call of every role: closed by its right, and for nobody who was switched off', async () => {
  team = await makeTeam({ consoles: 0 });
  for (const role of confectionery.roles) {
    const personId = await add(role.id);
    const isOwner = role.sees === 'all' && role.may.includes('people');
    for (const name of teamCallNames) {
      const may = open[name] === 'all' || (open[name] === 'owner' ? isOwner : role.may.includes(open[name] as never));
      const answer = await call(personId, name, fitting[name]);
      expect([role.id, name, !answer.ok && answer.code === 'not_allowed']).toEqual([role.id, name, !may]);
    }
  }
  const gone = await add('head', 'gone');
  expect(await team.person(team.owner.personId, 'person.update', { personId: gone, set: { active: false } })).toMatchObject({ status: 'done' });
  for (const name of teamCallNames) expect([name, await call(gone, name)]).toMatchObject([name, { ok: false, code: 'inactive' }]);
});

test('[R15] people, roles, keys and what was held want the password again, for five minutes; whoever has none is asked for none', async () => {
  team = await makeTeam({ consoles: 1 });
  const { owner } = team;
  const role = confectionery.roles.find((one) => one.id === 'operator')!;
  const told = async (): Promise<string> => {
    owner.press('role.save', { role: { ...role, may: role.may } });
    await team.flush();
    const last = owner.events.findLast((event) => event.t === 'outcome')!;
    return last.t === 'outcome' && last.ok ? 'done' : (last as { code: string }).code;
  };
  expect(await told()).toBe('done');
  expect(await team.server().passwords.set(owner.personId, 'own', password)).toMatchObject({ ok: true });

  expect(await told()).toBe('confirm_needed');
  const dangerous: TeamCallName[] = ['account.connect', 'held.decide', 'person.invite'];
  for (const name of dangerous) expect([name, await call(owner.personId, name, args[name])]).toMatchObject([name, { ok: false, code: 'confirm_needed' }]);
  expect(await call(owner.personId, 'password.confirm', { password: 'seven elephants' })).toMatchObject({ ok: false, code: 'bad_password' });
  expect(await told()).toBe('confirm_needed');
  expect(await call(owner.personId, 'password.confirm', { password })).toEqual({ ok: true, value: { untilMs: team.clock.now() + 300_000 } });
  expect(await told()).toBe('done');
  for (const name of dangerous) expect([name, await call(owner.personId, name, args[name])]).not.toMatchObject([name, { code: 'confirm_needed' }]);
  // Another's password opens nothing for them.
  await team.server().passwords.set(team.consoles[0]!.personId, 'op1', password);
  await call(team.consoles[0]!.personId, 'password.confirm', { password });
  await team.advance(300_001);
  expect(await told()).toBe('confirm_needed');
  // Whoever has just set it has given it.
  expect(await call(owner.personId, 'password.set', { current: password, next: 'seven loud elephants' })).toMatchObject({ ok: true });
  expect(await told()).toBe('done');
});
const args: Partial<Record<TeamCallName, unknown>> = {
  'account.connect': { channel: 'telegram', secrets: {}, endpoints: {}, accountId: null, name: 'A', code: 'AA', colour: 1, group: '' }, 'held.decide': { ids: ['x'], verdict: 'drop' },
  'person.invite': { name: 'New', login: 'new', roleId: 'operator', seatId: null, seatName: 'New', personId: null },
};

test('[R15] which commands want it is known by name', () => {
  expect(commands.filter((def) => def.sure).map((def) => def.name)).toEqual(['person.update', 'role.remove', 'role.save', 'seat.update']);
});
