/** What the settings check before anything is sent. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { connectors } from '#channels/registry.ts';
import { readInvitation } from '#renderer/features/first-run/invitation.ts';
import { codeOf, freeColour } from '#renderer/features/settings/accounts/account-colours.ts';
import { accountHealth } from '#renderer/features/settings/accounts/account-health.ts';
import type { AccountRow } from '#renderer/features/settings/accounts/account-health.ts';
import { givableRoles } from '#renderer/features/settings/people/givable-roles.ts';
import { inviteProblem, loginOf } from '#renderer/features/settings/people/invite-draft.ts';
import { holderOf } from '#renderer/features/settings/program/holder-of.ts';
import { finishedScript, newScript, unknownVariables } from '#renderer/features/settings/scripts/script-draft.ts';
import { buttonProblems, finishedButton, newButton } from '#renderer/features/settings/buttons/button-draft.ts';
import { formatMinutes, parseMinutes } from '#renderer/features/settings/team/minutes.ts';
import { keyHolder } from '#shared/engine/buttons.ts';
import { channelForms } from '#shared/model/channel-forms.ts';
import { channelNames } from '#shared/model/channel.ts';
import { presetSchema } from '#shared/model/preset.ts';
import type { ButtonBody, RoleBody, ScriptBody } from '#shared/model/preset.ts';
import type { Me } from '#shared/queries/rows.ts';

describe('forms of the messengers', () => {
  it('ask for exactly what each connector says it needs', () => {
    for (const channel of channelNames) {
      const connector = connectors[channel];
      expect([channel, channelForms[channel].secrets]).toEqual([channel, connector.secretFields]);
      expect([channel, channelForms[channel].endpoints]).toEqual([channel, connector.endpointDefaults]);
      expect([channel, channelForms[channel].hook]).toEqual([channel, connector.reading !== 'poll']);
    }
  });
});

describe('an account', () => {
  const now = Date.UTC(2026, 2, 12);
  const day = 86_400_000;
  const account = (state: Partial<NonNullable<AccountRow['state']>> | null, active = true): AccountRow =>
    ({ active, state: state && { health: 'ok', code: '', lastInboundAt: null, lagMs: null, tokenExpiresAt: null, waitingEffects: 0, ...state } }) as AccountRow;
  it('says the worst that is true of it, and nothing when all is well', () => {
    const seen = (row: AccountRow): string => `${accountHealth(row, now).tone} ${accountHealth(row, now).code}`;
    expect(seen(account({}))).toBe('well ok');
    expect(seen(account({ health: 'error', code: 'token_invalid' }))).toBe('alarm token_invalid');
    expect(seen(account({ health: 'warning', code: 'rate_limited', tokenExpiresAt: now + 3 * day }))).toBe('warning rate_limited');
    expect(seen(account({ lagMs: 90_000 }))).toBe('warning lag');
    expect(seen(account({ tokenExpiresAt: now + 9 * day }))).toBe('warning expiring');
    expect(seen(account({ tokenExpiresAt: now - day }))).toBe('alarm token_invalid');
    expect(seen(account({ health: 'error' }, false))).toBe('off off');
    expect(seen(account(null))).toBe('warning starting');
  });

  it('a new one gets a colour far from those in use, and two letters of its name', () => {
    expect(freeColour([])).toBeGreaterThan(0);
    expect(freeColour([1, 9])).toBe(5);
    expect([13, 1, 3, 15, 9, 2, 11, 4]).not.toContain(freeColour([13, 1, 3, 15, 9, 2, 11, 4]));
    expect(codeOf('Velvet Moon')).toBe('VM');
    expect(codeOf('  «Медова» хмара, Київ')).toBe('МХ');
    expect(codeOf('lymonna.hata')).toBe('LH');
    expect(codeOf('🍰')).toBe('');
  });
});

describe('people', () => {
  const role = (id: string, sees: RoleBody['sees'], may: RoleBody['may']): RoleBody => ({ id, label: { en: id, uk: id }, sees, may });
  const roles = [role('owner', 'all', ['take', 'people', 'accounts', 'force']), role('head', 'people', ['take', 'people', 'force']), role('operator', 'own', ['take']), role('auditor', 'all', ['take'])];
  it('[R17] nobody is offered a role that may or sees more than their own, nor an owner’s', () => {
    const me = (id: string): Me => ({ ...roles.find((one) => one.id === id)!, personId: 'p', name: '', login: '', roleId: id, seatId: null, seatName: null }) as unknown as Me;
    expect(givableRoles(roles, me('owner')).map((one) => one.id)).toEqual(['head', 'operator', 'auditor']);
    expect(givableRoles(roles, me('head')).map((one) => one.id)).toEqual(['head', 'operator']);
    expect(givableRoles(roles, me('operator')).map((one) => one.id)).toEqual(['operator']);
    expect(givableRoles(roles, null)).toEqual([]);
  });

  it('a login follows from a name in either alphabet', () => {
    expect(loginOf('Ірина Мельник')).toBe('iryna.melnyk');
    expect(loginOf('Щукін Юрій')).toBe('shchukin.iurii');
    expect(loginOf('Ștefan Țurcanu')).toBe('stefan.turcanu');
    expect(inviteProblem({ personId: null, name: 'Ірина', login: 'має пробіл', roleId: 'operator', seatId: null, seatName: null })).toBe('login');
    expect(inviteProblem({ personId: null, name: 'Ірина', login: 'iryna', roleId: 'operator', seatId: null, seatName: ' ' })).toBe('seatName');
  });

  it('an invitation is read from a whole link or from its code', () => {
    const code = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4';
    expect(readInvitation(` https://pult.example.com/#invite=${code} `, '')).toEqual({ code, server: 'https://pult.example.com', linked: true });
    expect(readInvitation(code, 'http://10.0.0.5:4750/x')).toEqual({ code, server: 'http://10.0.0.5:4750', linked: false });
    expect(readInvitation(code, 'pult')).toEqual({ code, server: null, linked: false });
    expect(readInvitation('https://pult.example.com/', '').code).toBeNull();
    expect(readInvitation('javascript:alert(1)', 'javascript:alert(1)')).toEqual({ code: null, server: null, linked: false });
  });
});

describe('texts and buttons', () => {
  const script = (id: string, extra: Partial<ScriptBody> = {}): ScriptBody => ({ id, label: { en: id, uk: id }, group: 'talk', order: 1, texts: { uk: 'т' }, ...extra });
  it('[s9] a script is saved with a name and one text at least, the other language borrows the name', () => {
    expect(finishedScript({ ...newScript([], 'talk'), label: { en: '', uk: 'Доставка' }, texts: { uk: 'Так', ru: '  ' } })).toMatchObject({ label: { en: 'Доставка', uk: 'Доставка' }, texts: { uk: 'Так' } });
    expect(finishedScript({ ...script('a'), texts: { uk: ' ' } })).toBeNull();
    expect(finishedScript({ ...script('a'), label: { en: ' ', uk: '' } })).toBeNull();
    expect(newScript([script('script-3'), script('b')], 'talk').id).not.toBe('script-3');
  });

  it('a name in braces that stands for nothing is told before it is sent', () => {
    expect(unknownVariables('{client.name}, картка {pay.crad} {pay.crad}', new Set(['client.name', 'pay.card']))).toEqual(['pay.crad']);
  });

  const preset = presetSchema.parse(JSON.parse(readFileSync(new URL('../../../resources/presets/confectionery.json', import.meta.url), 'utf8')));
  const greet = preset.buttons.find((button) => button.id === 'greet')!;
  const codes = (set: Partial<ButtonBody>): [string | number, string][] => buttonProblems({ ...greet, ...set }, preset).map(({ at, code }) => [at, code]);

  it('two buttons share a key only where they never meet', () => {
    const button = (id: string, stages: ButtonBody['stages'], extra: Partial<ButtonBody> = {}): ButtonBody => ({ ...greet, id, key: '8', stages, roles: ['operator'], ...extra });
    const holder = (one: ButtonBody, other: ButtonBody): string | undefined => keyHolder(one, [other], preset.funnels)?.id;
    expect(holder(button('a', ['new']), button('b', ['price']))).toBeUndefined();
    expect(holder(button('a', ['new']), button('b', 'open'))).toBe('b');
    expect(holder(button('a', ['done']), button('b', 'open'))).toBeUndefined();
    expect(holder(button('a', ['new']), button('b', ['new'], { roles: ['head'] }))).toBeUndefined();
    expect(holder(button('a', ['new']), button('b', ['new'], { roles: [] }))).toBe('b');
    expect(holder(button('a', ['new'], { key: null }), button('b', ['new']))).toBeUndefined();
    expect(holder(button('a', ['new']), button('b', ['new'], { active: false }))).toBeUndefined();
    expect(holder(button('a', ['new'], { active: false }), button('b', ['new']))).toBeUndefined();
  });

  it('the buttons of the preset have nothing wrong; a new one lacks a name and something to do', () => {
    for (const button of preset.buttons) expect([button.id, buttonProblems(button, preset)]).toEqual([button.id, []]);
    const fresh = newButton(preset.buttons, 'sales', preset.roles);
    expect(buttonProblems(fresh, preset).map((problem) => problem.at)).toEqual(['name', 'actions']);
    expect(preset.buttons.map((button) => button.id)).not.toContain(fresh.id);
    expect(fresh.roles).toEqual(preset.roles.filter((role) => role.may.includes('buttons')).map((role) => role.id));
  });

  it.each<[string, Partial<ButtonBody>, [string | number, string][]]>([
    ['no name in any language', { label: { en: ' ', uk: '' } }, [['name', 'name']]],
    ['a name too long', { label: { en: 'x'.repeat(41), uk: 'x' } }, [['name', 'nameLong']]],
    ['a key that another has there', { key: '2', stages: ['new', 'greeting'] }, [['key', 'key']]],
    ['no stage', { stages: [] }, [['stages', 'stages']]],
    ['a stage that is gone', { stages: ['new', 'melting'] }, [['stages', 'stageGone']]],
    ['nothing to do', { actions: [] }, [['actions', 'actions']]],
    ['two moves', { actions: [{ do: 'move', stage: 'price' }, { do: 'move', stage: 'details' }] }, [['actions', 'twice']]],
    ['a move and an undone status', { actions: [{ do: 'move', stage: 'price' }, { do: 'draft' }] }, [['actions', 'twice']]],
    ['a send without a text', { actions: [{ do: 'take' }, { do: 'send', script: '' }] }, [[1, 'script']]],
    ['a move to no stage', { actions: [{ do: 'move', stage: 'melting' }] }, [[0, 'stage']]],
    ['an offer of nothing', { actions: [{ do: 'offer', groups: [] }] }, [[0, 'scripts']]],
    ['an offer of a text that is gone', { actions: [{ do: 'offer', scripts: ['gone'] }] }, [[0, 'scripts']]],
    ['a field without a value', { actions: [{ do: 'set', field: 'guests', value: '' }] }, [[0, 'value']]],
    ['a value that is not in the list', { actions: [{ do: 'set', field: 'productKind', value: 'pizza' }] }, [[0, 'value']]],
    ['no field', { actions: [{ do: 'set', field: '', value: 1 }] }, [[0, 'field']]],
    ['a task without words', { actions: [{ do: 'task', title: { en: '', uk: ' ' }, dueMinutes: 5, who: 'seat' }] }, [[0, 'title']]],
    ['a task due at once', { actions: [{ do: 'task', title: { en: '', uk: 'Дзвінок' }, dueMinutes: 0, who: 'seat' }] }, [[0, 'due']]],
    ['a notice without words', { actions: [{ do: 'notify', label: { en: '', uk: '' }, who: 'head' }] }, [[0, 'text']]],
  ])('[c5] %s is told', (_what, set, problems) => {
    expect(codes(set)).toEqual(problems);
  });

  it('a button is saved with what one language lacks taken from the other, and no empty texts', () => {
    const draft: ButtonBody = { ...greet, label: { en: '', uk: ' Дзвінок ', ru: ' ' }, actions: [{ do: 'task', title: { en: 'Call', uk: '' }, dueMinutes: 5, who: 'seat' }] };
    expect(finishedButton(draft)).toMatchObject({ label: { en: 'Дзвінок', uk: 'Дзвінок' }, actions: [{ title: { en: 'Call', uk: 'Call' } }] });
    expect(finishedButton(draft).label).not.toHaveProperty('ru');
  });

  it('the answer clock is typed in minutes and seconds', () => {
    for (const [text, ms] of [['2:30', 150_000], ['3', 180_000], ['0:01', 1000]] as const) expect(parseMinutes(text)).toBe(ms);
    for (const text of ['', '2:75', '0', 'abc', '99999']) expect(parseMinutes(text)).toBeNull();
    expect(formatMinutes(150_000)).toBe('2:30');
  });
});

describe('keys', () => {
  it('[x5] a key that means something is told with its holder; one’s own changes count', () => {
    expect(holderOf('T', 'list.next', {})).toBe('conversation.take');
    expect(holderOf('G', 'list.next', {})).toBe('go.inbox');
    expect(holderOf('X', 'list.next', {})).toBeNull();
    expect(holderOf('X', 'list.next', { 'conversation.take': 'X' })).toBe('conversation.take');
    expect(holderOf('T', 'list.next', { 'conversation.take': 'X' })).toBeNull();
    expect(holderOf('Shift+Enter', 'list.next', {})).toBeNull();
  });
});
