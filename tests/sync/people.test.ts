/** Who signs in, and with what: passwords, guesses, devices that are ended from afar, tokens that are exchanged (R12, R13, R16, R17, S97, S101). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import { createSeal } from '#db/core/seal.ts';
import { createDevices } from '#server/people/devices.ts';
import { createGuesses } from '#server/people/guesses.ts';
import { createOutboxKeys } from '#server/people/outbox-keys.ts';
import { createPasswords, passwordFault } from '#server/people/passwords.ts';
import { createSignIn } from '#server/people/sign-in.ts';
import type { SignIn } from '#server/people/sign-in.ts';
import type { Devices } from '#server/people/devices.ts';
import type { Passwords } from '#server/people/passwords.ts';
import type { Store } from '#db/server/store.ts';
import type { Calls } from '#shared/port/port.ts';
import type { PersonBody } from '#shared/model/bodies.ts';
import { createDictionary } from '#shared/engine/dictionary.ts';
import { makeTeam } from '#tests/helpers/make-team.ts';
import { createWireConsole } from '#tests/helpers/wire-console.ts';
import { createFakeClock, seededRandom } from '#tests/helpers/fake-clock.ts';
import type { FakeClock } from '#tests/helpers/fake-clock.ts';

const anna = '01890000-0000-7000-8000-00000000000a';
const boris = '01890000-0000-7000-8000-00000000000b';
const hour = 3_600_000;
let store: Store;
let clock: FakeClock;
let devices: Devices;
let passwords: Passwords;
let signIn: SignIn;
let begin: () => SignIn;
const pass = (ms: number): Promise<void> => clock.jump(ms, () => Promise.resolve());
const seal = createSeal(new Uint8Array(32).fill(4), seededRandom(3));

beforeEach(() => {
  store = createMemoryStore();
  clock = createFakeClock(Date.UTC(2026, 5, 1));
  devices = createDevices(store, clock, seededRandom(1));
  passwords = createPasswords(store, seal);
  const dict = createDictionary();
  for (const [id, login] of [[anna, 'Anna'], [boris, 'boris']] as const) dict.set('person', id, { id, name: login, login, roleId: 'r', seatId: null, active: true } as unknown as PersonBody);
  begin = () => createSignIn({ dictionary: () => dict, devices, passwords, guesses: createGuesses(store, clock) });
  signIn = begin();
});

const enter = (login: string, password: string, network = '10.0.0.1', known: string | null = null, copied = false) => signIn.enter({ login, password, deviceName: 'Desk', known, copied }, network, 'console');
const right = 'a long enough one';

describe('[R12] passwords', () => {
  test('are kept as argon2id with the cost agreed on, sealed, and never as they are', async () => {
    expect(await passwords.set(anna, 'anna', right)).toEqual({ ok: true, value: null });
    const sealed = (await store.read((reader) => reader.secret(`password:${anna}`)))!;
    expect(sealed).not.toContain('argon2');
    expect(seal.open(`password:${anna}`, sealed)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwords.verify(anna, right)).toEqual({ ok: true, value: true });
    expect(await passwords.verify(anna, `${right} `)).toEqual({ ok: true, value: false });
    expect(await passwords.verify(boris, right)).toEqual({ ok: true, value: false });
    // What is hashed where there is nothing to compare with opens nothing either.
    expect(await passwords.verify(boris, 'nobody has this password')).toEqual({ ok: true, value: false });
    expect(await enter('nobody', 'nobody has this password')).toMatchObject({ ok: false, code: 'bad_login' });
  });

  test('short, endless and common ones are refused, and those made of the login', () => {
    expect([
      'short', 'x'.repeat(129), 'password123', 'PassWord123', '1234567890', '0987654321', 'qwertyuiop', 'йцукенгшщз', 'aaaaaaaaaaaa', 'abababababab', 'anna-marie1', right, 'дев’ять слонів',
    ].map((text) => passwordFault(text, 'anna-marie'))).toEqual([
      'password_short', 'password_long', 'password_common', 'password_common', 'password_common', 'password_common', 'password_common', 'password_common', 'password_common', 'password_common', 'password_common', null, null,
    ]);
  });

  test('a login that is none costs a hash too, and is refused in the same words', async () => {
    await passwords.set(anna, 'anna', right);
    await enter('nobody', right, '10.0.0.9');
    const time = async (login: string, n: number): Promise<number> => {
      const from = performance.now();
      expect(await enter(login, 'wrong wrong wrong', `10.1.${n}.1`)).toMatchObject({ ok: false, code: 'bad_login' });
      return performance.now() - from;
    };
    // Turn by turn, and the quickest of each: whatever else the machine does can only add to a try.
    let [known, unknown] = [Infinity, Infinity];
    for (let n = 0; n < 6; n += 1) {
      known = Math.min(known, await time('anna', n));
      unknown = Math.min(unknown, await time('nobody', n));
    }
    expect(unknown).toBeGreaterThan(known / 3);
    expect(unknown).toBeLessThan(known * 3);
  });

  test('two are hashed at a time, fifty wait, the others are told to come again', async () => {
    await passwords.set(anna, 'anna', right);
    const answers = await Promise.all(Array.from({ length: 60 }, () => passwords.verify(anna, right)));
    expect(answers.filter((one) => one.ok && one.value)).toHaveLength(52);
    expect(answers.filter((one) => !one.ok && one.code === 'busy')).toHaveLength(8);
  });
});

describe('[R13] guessing', () => {
  test('ten wrong bar a login, each more for twice as long; the right one is not even looked at meanwhile; then it is', async () => {
    await passwords.set(anna, 'anna', right);
    for (let n = 0; n < 10; n += 1) expect(await enter('anna', 'wrong wrong wrong', `10.2.${n}.1`)).toMatchObject({ code: 'bad_login' });
    const first = await enter('anna', right, '10.3.0.1');
    expect(first).toMatchObject({ ok: false, code: 'too_many_tries', data: { waitMs: 60_000 } });
    await pass(60_001);
    expect(await enter('anna', 'wrong wrong wrong', '10.3.0.2')).toMatchObject({ code: 'bad_login' });
    expect(await enter('anna', right, '10.3.0.1')).toMatchObject({ code: 'too_many_tries', data: { waitMs: 120_000 } });
    await pass(120_001);
    expect(await enter('anna', right, '10.3.0.1')).toMatchObject({ ok: true });
    // Signed in: nothing stands against the login any more.
    expect(await enter('anna', 'wrong wrong wrong', '10.3.0.3')).toMatchObject({ code: 'bad_login' });
  });

  test('thirty wrong bar an address, whatever the login; another address goes on; a new start of the server forgives nothing', async () => {
    await passwords.set(boris, 'boris', right);
    for (let n = 0; n < 30; n += 1) await enter(`nobody${n}`, 'wrong wrong wrong', '10.4.0.1');
    signIn = begin();
    expect(await enter('boris', right, '10.4.0.1')).toMatchObject({ code: 'too_many_tries' });
    expect(await enter('boris', right, '10.4.0.2')).toMatchObject({ ok: true });
  });

  test('a thousand wrong from everywhere: whoever works here on a device of their own gets in all the same', async () => {
    await passwords.set(anna, 'anna', right);
    const own = await devices.admit(anna, 'console');
    const guesses = createGuesses(store, clock);
    for (let n = 0; n < 1000; n += 1) await guesses.begin({ network: `10.${n % 250}.${Math.floor(n / 250)}.7`, login: 'anna', device: null });
    expect(await enter('anna', right, '10.9.9.9')).toMatchObject({ code: 'too_many_tries' });
    expect(await enter('anna', right, '10.9.9.9', own.token)).toMatchObject({ ok: true });
    // Somebody else's device opens nothing.
    const others = await devices.admit(boris, 'console');
    expect(await enter('anna', right, '10.9.9.8', others.token)).toMatchObject({ code: 'too_many_tries' });
  });

  test('many tries at once are no way around: eleven together are eleven', async () => {
    await passwords.set(anna, 'anna', right);
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => enter('anna', 'wrong wrong wrong', `10.5.${n}.1`)));
    expect(answers.filter((one) => !one.ok && one.code === 'bad_login')).toHaveLength(10);
  });
});

describe('[R16] devices', () => {
  test('a token is exchanged after a day: the old one works until the new one is used, and a little longer for calls under way', async () => {
    const { device, token } = await devices.admit(anna, 'console');
    expect(await devices.nextToken(device)).toBeNull();
    await pass(24 * hour);
    const next = (await devices.nextToken(device))!;
    expect((await devices.byToken(token))?.device).toBe(device);
    expect((await devices.byToken(next))?.device).toBe(device);
    expect((await devices.byToken(token))?.device).toBe(device);
    expect(await devices.nextToken(device)).toBeNull();
  });

  test('a dead token that comes back ends the device, and the list says that its key was in two places', async () => {
    const ended: string[] = [];
    devices.onEnded((device) => ended.push(device));
    const { device, token } = await devices.admit(anna, 'console');
    await pass(24 * hour);
    const next = (await devices.nextToken(device))!;
    await devices.byToken(next);
    await pass(hour);
    expect(await devices.byToken(token)).toBeNull();
    expect(await devices.byToken(next)).toBeNull();
    expect(ended).toEqual([device]);
    expect(await devices.list(anna)).toMatchObject([{ device, copyOf: device, revokedAt: clock.now() }]);
  });

  test('[R14] a window of a browser ends after twelve idle hours, and after thirty days however busy', async () => {
    const { device, token } = await devices.admit(anna, 'window');
    await pass(11 * hour);
    expect(await devices.byToken(token)).not.toBeNull();
    await devices.seen(device);
    await pass(11 * hour);
    expect(await devices.byToken(token)).not.toBeNull();
    await pass(2 * hour);
    expect(await devices.byToken(token)).toBeNull();
    const busy = await devices.admit(anna, 'window');
    for (let days = 0; days < 61; days += 1) {
      await pass(11.9 * hour);
      await devices.seen(busy.device);
    }
    expect(await devices.byToken(busy.token)).toBeNull();
  });

  test('[S97] whoever signs in on a folder whose device still stands becomes a device of its own, named as its copy', async () => {
    await passwords.set(anna, 'anna', right);
    const original = await devices.admit(anna, 'console');
    const copy = await enter('anna', right, '10.0.0.1', original.token, true);
    expect(copy).toMatchObject({ ok: true });
    expect((await devices.list(anna)).map((one) => [one.name, one.copyOf])).toEqual([['', null], ['Desk', original.device]]);
    await devices.revoke(original.device);
    await enter('anna', right, '10.0.0.1', original.token, true);
    expect((await devices.list(anna)).at(-1)!.copyOf).toBeNull();
  });
});

test('[R16] whoever signs in again on a device that still stands goes on with it, under another token', async () => {
  await passwords.set(anna, 'anna', right);
  const own = await devices.admit(anna, 'console');
  const again = await enter('anna', right, '10.0.0.1', own.token);
  expect(again).toMatchObject({ ok: true, value: { device: own.device } });
  expect((await devices.list(anna)).length).toBe(1);
});

test('[S39] [R16] a device that one server signs out is told of by the others within a second', async () => {
  const elsewhere = createDevices(store, clock, seededRandom(2));
  const ended: string[] = [];
  elsewhere.onEnded((device) => ended.push(device));
  const old = await devices.admit(anna, 'console');
  await devices.revoke(old.device);
  const { device } = await devices.admit(anna, 'console');
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const stop = elsewhere.watch();
  await clock.advance(3000, settle);
  expect(ended).toEqual([]);
  await devices.revoke(device);
  await clock.advance(1000, settle);
  expect(ended).toEqual([device]);
  stop();
  await clock.advance(5000, settle);
  expect(ended).toEqual([device]);
});

describe('[S101] the key of an outbox', () => {
  const id = 'ab'.repeat(16);
  const key = 'cd'.repeat(32);
  test('is kept sealed, given back to its person alone, and never exchanged for another', async () => {
    const keys = createOutboxKeys(store, seal);
    expect(await keys.ask(anna, { id, key: null })).toEqual({ ok: true, value: { key: null } });
    expect(await keys.ask(anna, { id, key })).toEqual({ ok: true, value: { key } });
    expect(await keys.ask(anna, { id, key })).toEqual({ ok: true, value: { key } });
    expect(await keys.ask(anna, { id, key: 'ee'.repeat(32) })).toMatchObject({ ok: false, code: 'key_exists' });
    expect(await keys.ask(anna, { id, key: null })).toEqual({ ok: true, value: { key } });
    expect(await keys.ask(boris, { id, key: null })).toEqual({ ok: true, value: { key: null } });
    expect(await store.read((reader) => reader.secret(`outbox:${anna}:${id}`))).not.toContain(key);
  });
});

afterEach(async () => store.close());

test('[S96] signed out from afar while away: what was pressed is refused as such, its text stays with the person, the server never hears of it', async () => {
  const team = await makeTeam({ consoles: 1 });
  const [one] = team.consoles;
  await team.inbound('hello');
  await team.flush();
  const conversationId = (await team.rows('conversation'))[0]!.id;
  await team.person(one!.personId, 'conversation.take', { conversationId });
  await team.flush();
  one!.cut();
  await team.flush();
  const pressed = one!.press('message.send', { conversationId, messageId: team.id(), text: 'typed on the train', attachments: [], route: 'direct', replyToMessageId: null, baseInbound: null });
  expect(pressed).toMatchObject({ state: 'shown' });
  const [device] = await team.server().devices.list(one!.personId);
  await team.server().devices.revoke(device!.device);
  one!.heal();
  await team.flush();
  expect(one!.backend.status()).toMatchObject({ state: 'rejected', code: 'signed_out', pending: 0 });
  expect(one!.ask('outbox.notDelivered', {})).toMatchObject([{ code: 'signed_out', text: 'typed on the train' }]);
  expect((await team.rows('message')).map((message) => message.text)).toEqual(['hello']);
  await team.close();
});

test('[R16] a console’s token is exchanged with the first hello of the next day, kept before it is used, and the old one is dead afterwards', async () => {
  const team = await makeTeam({ consoles: 1 });
  const enrolled = await team.server().devices.admit(team.owner.personId, 'console');
  const wire = createWireConsole(() => team.server(), enrolled);
  wire.connect();
  await team.flush();
  expect(wire.frames.find((frame) => frame.t === 'welcome')).not.toHaveProperty('token');
  wire.cut();
  await team.jump(25 * hour);
  wire.connect();
  await team.flush();
  const { token } = wire.frames.filter((frame) => frame.t === 'welcome').at(-1) as { token: string };
  expect((await team.server().devices.byToken(token))?.device).toBe(enrolled.device);
  await team.jump(hour);
  expect(await team.server().devices.byToken(enrolled.token)).toBeNull();
  await team.flush();
  expect(wire.connected()).toBe(false);
  await team.close();
});

test('[S93] a console that is connected is as far as it has been told, not as far as it said a minute ago; one that has gone falls behind', async () => {
  const team = await makeTeam({ consoles: 1 });
  const enrolled = await team.server().devices.admit(team.owner.personId, 'console');
  const wire = createWireConsole(() => team.server(), enrolled);
  wire.connect();
  await team.flush();
  for (let n = 0; n < 5; n += 1) await team.inbound(`hello ${n}`, { chatId: `chat-${n}` });
  await team.flush();
  const behind = async (): Promise<number> => {
    const answer = await team.server().team.call('device.list', {}, { personId: team.owner.personId, base: '' }) as { ok: true; value: Calls['device.list']['value'] };
    return answer.value.devices.find((device) => device.id === enrolled.device)!.behind!;
  };
  expect(await behind()).toBe(0);
  wire.cut();
  await team.flush();
  expect(await behind()).toBeGreaterThan(5);
  await team.close();
});
