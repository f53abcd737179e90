import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtInDealFields } from '#shared/engine/deal-fields.ts';
import { ruleCycles } from '#shared/engine/rule-cycles.ts';
import { faultsIn } from '#shared/engine/preset-faults.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { Preset } from '#shared/model/preset.ts';
import { variablesOf } from '#shared/engine/script-text.ts';

const folder = resolve(import.meta.dirname, '../../../resources/presets');
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (name: string): unknown => JSON.parse(readFileSync(resolve(folder, name), 'utf8'));
const load = (name: string): Preset => presetSchema.parse(read(name));

describe.each(files)('preset %s', (name) => {
  it('fits the schema, strictly: a word it does not know is refused', () => {
    expect(presetSchema.safeParse(read(name)).error?.issues ?? []).toEqual([]);
    expect(presetSchema.safeParse({ ...(read(name) as object), extra: 1 }).success).toBe(false);
  });

  it('names only what it has', () => {
    expect(faultsIn(load(name))).toEqual([]);
  });

  it('has an id like its file and every script in its first language', () => {
    const preset = load(name);
    expect(`${preset.meta.id}.json`).toBe(name);
    for (const script of preset.scripts) expect(script.texts[preset.languages[0]!], script.id).toBeTruthy();
  });

  it('uses only variables that somebody fills', () => {
    const preset = load(name);
    const known = ['client.name', 'order.summary', 'order.amount', 'order.deposit', 'order.left', 'order.number', ...Object.keys(preset.constants)];
    for (const script of preset.scripts) for (const text of Object.values(script.texts)) for (const variable of variablesOf(text)) expect(known, script.id).toContain(variable);
  });

  it('ships no payment details to a real team: a text with them can not go out before somebody wrote them', () => {
    expect(Object.values(load(name).constants).filter((value) => value !== '')).toEqual([]);
  });

  it('gives each key to one button per stage and role', () => {
    const preset = load(name);
    for (const funnel of preset.funnels) for (const stage of funnel.stages) for (const role of preset.roles) {
      const open = stage.kind === 'open' || stage.kind === 'holding';
      const keys = preset.buttons
        .filter((button) => button.funnel === funnel.id && button.key !== null && button.roles.includes(role.id) && (button.stages === 'open' ? open : button.stages.includes(stage.id)))
        .map((button) => button.key);
      expect(new Set(keys).size, `${stage.id} ${role.id}: ${keys.join(' ')}`).toBe(keys.length);
    }
  });

  it('colours neighbouring accounts far apart and gives each a code of its own', () => {
    const { accounts } = load(name).demo;
    expect(new Set(accounts.map((account) => account.code)).size).toBe(accounts.length);
    for (let n = 1; n < accounts.length; n += 1) {
      const step = Math.abs(accounts[n]!.colour - accounts[n - 1]!.colour);
      expect(Math.min(step, 16 - step), accounts[n]!.handle).toBeGreaterThan(1);
    }
  });

  it('builds its demo team from people it has', () => {
    const { people } = load(name).demo;
    const logins = people.map((person) => person.login);
    expect(new Set(logins).size).toBe(logins.length);
    for (const person of people) {
      expect(load(name).roles.map((role) => role.id)).toContain(person.role);
      for (const login of person.heads) expect(people.find((other) => other.login === login)?.seat, login).toBeTruthy();
    }
  });
});

describe('references in settings', () => {
  const sound = load('confectionery.json');

  it.each<[string, (preset: Preset) => void, RegExp]>([
    ['a script', (preset) => (preset.buttons[0]!.actions = [{ do: 'send', script: 'greting' }]), /button greet: no script "greting"/],
    ['a stage', (preset) => preset.funnels[0]!.stages[0]!.movesTo.push('nowhere'), /stage new: no stage "nowhere"/],
    ['a field', (preset) => preset.buttons[1]!.ask.push('weight'), /button price: no field "weight"/],
    ['a list', (preset) => (preset.fields[0]!.list = 'none'), /field productKind: no list "none"/],
    ['a role', (preset) => preset.buttons[0]!.roles.push('boss'), /button greet: no role "boss"/],
    ['a funnel', (preset) => (preset.rules[0]!.funnel = 'sale'), /rule silence: no funnel "sale"/],
    ['a second due date', (preset) => (preset.fields[1]!.use = 'due'), /two dates/],
    ['an id used twice', (preset) => preset.scripts.push(preset.scripts[0]!), /scripts: "greeting" twice/],
  ])('that lead nowhere are found: %s', (_what, breakIt, fault) => {
    const broken = structuredClone(sound);
    breakIt(broken);
    expect(faultsIn(broken).join('\n')).toMatch(fault);
  });

  it('[S62] rules that set each other off at once are found; a timer between them, another funnel or a stage of its own is no circle', () => {
    const rule = (id: string, set: Partial<Preset['rules'][number]>): Preset['rules'][number] =>
      ({ id, label: { en: id, uk: id }, on: ['message.out'], funnel: 'sales', stages: [], afterMinutes: 0, cancelOn: [], actions: [{ do: 'send', script: 'greeting' }], active: true, ...set });
    const found = (...rules: Preset['rules']): string[][] => ruleCycles(rules);
    expect(found(rule('a', {}))).toEqual([['a']]);
    expect(found(rule('b', { on: ['stage.entered'] }), rule('a', { actions: [{ do: 'move', stage: 'price' }] }))).toEqual([['a', 'b']]);
    expect(faultsIn({ ...sound, rules: [rule('a', {})] }).join()).toMatch(/rule a → a: would never end/);
    expect(found(rule('a', { afterMinutes: 5 }))).toEqual([]);
    expect(found(rule('a', { active: false }))).toEqual([]);
    expect(found(rule('b', { on: ['stage.entered'], stages: ['work'] }), rule('a', { actions: [{ do: 'move', stage: 'price' }] }))).toEqual([]);
    expect(found(rule('b', { on: ['stage.entered'], funnel: 'other' }), rule('a', { actions: [{ do: 'move', stage: 'price' }] }))).toEqual([]);
    expect(found(rule('a', { actions: [{ do: 'take' }] }))).toEqual([]);
  });

  it('built-in fields of a deal have a label in every preset that asks for them', () => {
    for (const name of files) {
      const preset = load(name);
      const asked = preset.buttons.flatMap((button) => button.ask).filter((id) => (builtInDealFields as readonly string[]).includes(id));
      for (const id of asked) expect(preset.fields.map((field) => field.id)).toContain(id);
    }
  });
});
