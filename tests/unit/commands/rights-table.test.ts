/** Generated: every command of a person, for every role of every preset, is open or closed as the role's own list says, and nothing else decides (R15). */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commandNamed, commands } from '#shared/commands/registry.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { Right } from '#shared/model/preset.ts';
import { prepared } from '#tests/unit/commands/command-cases.ts';

const folder = new URL('../../../resources/presets/', import.meta.url);
const presets = readdirSync(folder).filter((name) => name.endsWith('.json')).map((name) => presetSchema.parse(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))));
const names = commands.map((def) => def.name).filter((name) => commandNamed(name)!.right !== 'robot');

/** What nobody but the program gives, so that a new command is put here or gets its right on purpose. */
test('[R15] what the program alone gives is known by name', () => {
  expect(commands.filter((def) => def.right === 'robot').map((def) => def.name).sort()).toEqual([
    'account.put', 'account.remove', 'account.state', 'clock.reach', 'inbound.edit', 'inbound.message', 'inbound.reaction', 'inbound.seen', 'inbound.unsend',
    'media.stored', 'message.settled', 'parked.told', 'person.add', 'profile.update', 'rule.fire', 'snooze.end', 'team.setup',
  ].sort());
});

/** Needs no right: it is about the person themselves, or it only ends what is theirs. */
test('[R15] what needs no right is known by name', () => {
  expect(names.filter((name) => commandNamed(name)!.right === null).sort()).toEqual(['command.undo', 'conversation.markUnread', 'conversation.read', 'deal.star']);
});

describe.each(presets.map((preset) => ({ id: preset.meta.id, roles: preset.roles })))('$id', ({ roles }) => {
  test.each(roles.flatMap((role) => names.map((name) => ({ role, roleId: role.id, name }))))('[R15] $roleId, $name', ({ role, name }) => {
    const { scene, by, input } = prepared(name);
    const { shop } = scene;
    shop.put('role', role);
    shop.put('person', { ...shop.row('person', by!), roleId: role.id });
    const { right } = commandNamed(name)!;
    const answer = shop.decide(by, name, input);
    const closed = !answer.ok && answer.code === 'not_allowed';
    // A role may be shut out for another reason (it sees nothing of the row); one without the right is always shut out for that.
    if (right !== null && !role.may.includes(right as Right)) expect(answer).toEqual({ ok: false, code: 'not_allowed', data: {} });
    else expect(closed, 'not_allowed though the role has the right').toBe(false);
  });
});
