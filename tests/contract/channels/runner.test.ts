import { describe, expect, test } from 'vitest';
import { started, textWork } from '#tests/contract/channels/harness.ts';
import { makeInstagram } from '#tests/contract/channels/instagram-harness.ts';
import { makeTelegram } from '#tests/contract/channels/telegram-harness.ts';
import type { TelegramBench } from '#tests/contract/channels/telegram-harness.ts';
import type { InboundEvent } from '#channels/channel.ts';
import { createReporter } from '#channels/runner/reporter.ts';
import { createLeaseKeeper } from '#channels/runner/lease.ts';
import { createMemoryHost } from '#tests/helpers/memory-host.ts';
import { fileFacts } from '#channels/runner/file-kind.ts';
import { onePixelGif, onePixelPng } from '#tests/fixtures/channels/pictures.ts';

const begin = async (): Promise<TelegramBench> => started(await makeTelegram());

describe('the runner sends', () => {
  test('[S78] the claim is committed before the first byte leaves', async () => {
    const { desk, h, bot, person } = await begin();
    const claim = desk.host.claim.bind(desk.host);
    const seen: number[] = [];
    desk.host.claim = async (...args) => {
      const claimed = await claim(...args);
      seen.push(bot.sent.length);
      return claimed;
    };
    const effectId = desk.host.enqueue(h.account.accountId, textWork(person.id, 'раз'));
    await desk.host.until(() => desk.host.effect(effectId).state === 'done');
    expect([seen, bot.sent.length]).toEqual([[0], 1]);
    expect(desk.host.log.slice(0, 2)).toEqual([`claimed ${effectId}`, `sent ${effectId}`]);
  });

  test('one queue keeps its order, also past a message that has to wait; another queue does not wait for it', async () => {
    const { desk, h, bot, person, simulator } = await begin();
    const other = bot.person('Марія');
    simulator.fail('rate', { path: '/sendMessage' });
    const ids = ['раз', 'два', 'три'].map((text) => desk.host.enqueue(h.account.accountId, textWork(person.id, text), { queue: 'a' }));
    ids.push(desk.host.enqueue(h.account.accountId, textWork(other.id, 'інша'), { queue: 'b' }));
    await desk.host.until(() => ids.every((id) => desk.host.effect(id).state === 'done'));
    expect(bot.sent.filter(({ chatId }) => chatId === person.id).map(({ text }) => text)).toEqual(['раз', 'два', 'три']);
    expect(bot.sent).toHaveLength(4);
  });

  test('the undo time is waited out; what is taken back meanwhile never leaves', async () => {
    const { desk, h, bot, person } = await begin();
    const begun = desk.clock.now();
    const kept = desk.host.enqueue(h.account.accountId, textWork(person.id, 'лишається'), { queue: 'a', inMs: 5_000 });
    const taken = desk.host.enqueue(h.account.accountId, textWork(person.id, 'помилка'), { queue: 'b', inMs: 5_000 });
    desk.host.cancel(taken);
    await desk.host.until(() => desk.host.effect(kept).state === 'done');
    expect(desk.clock.now() - begun).toBeGreaterThanOrEqual(5_000);
    expect(bot.sent.map(({ text }) => text)).toEqual(['лишається']);
  });

  test('[S80] a result the store can not take now is offered until it can', async () => {
    const { desk, h, bot, person } = await begin();
    desk.host.failNext('settle', 3);
    const effectId = desk.host.enqueue(h.account.accountId, textWork(person.id, 'раз'));
    await desk.host.until(() => desk.host.effect(effectId).state === 'done');
    expect(desk.host.effect(effectId).results).toMatchObject([{ state: 'sent' }]);
    expect(bot.sent).toHaveLength(1);
  });

  test('[S79] what the last process left unknown is looked up, and ends as sent', async () => {
    const { h, desk, account, client } = await makeInstagram();
    client.writes('Привіт');
    account.answersInApp(client, 'вже дійшло', { quiet: true });
    const effectId = desk.host.enqueue(h.account.accountId, textWork(client.id, 'вже дійшло', { since: desk.clock.now() - 1_000 }), { state: 'unknown' });
    desk.host.setAccount(h.account, h.secrets);
    desk.runner.start();
    await desk.host.until(() => desk.host.effect(effectId).state === 'done');
    expect(desk.host.effect(effectId).results).toMatchObject([{ state: 'sent', externalIds: [account.dialogue(client).find(({ fromClient }) => !fromClient)!.mid] }]);
    expect(account.sent).toEqual([]);
  });
});

describe('what is tried again, and how long', () => {
  test('[S79] a look that can not be had is no leave to send again', async () => {
    const { desk, h, account, client, simulator } = await started(await makeInstagram());
    client.writes('Привіт');
    await desk.host.until(() => desk.host.messages().length === 1);
    simulator.fail('trouble_yet', { path: '/messages', method: 'POST' });
    const settle = desk.host.settle.bind(desk.host);
    desk.host.settle = async (...args) => {
      // From the first answer on; the reader asks the same way, so enough of them.
      if (desk.host.effect(args[0]).results.length === 0) simulator.fail('trouble', { path: '/conversations', times: 6 });
      await settle(...args);
    };
    const effectId = desk.host.enqueue(h.account.accountId, textWork(client.id, 'раз', { since: desk.clock.now() }));
    await desk.host.until(() => desk.host.effect(effectId).state === 'done');
    expect(desk.host.effect(effectId).results).toMatchObject([{ code: 'network_trouble' }, ...desk.host.effect(effectId).results.slice(1, -1).map(() => ({ code: 'look_up_failed' })), { state: 'sent' }]);
    expect(account.sent).toHaveLength(1);
  });

  test('four messages at a time: the fifth waits for one of them', async () => {
    const { desk, h, person, simulator } = await begin();
    simulator.fail('hang', { path: '/sendMessage', times: 10 });
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'].map((queue) => desk.host.enqueue(h.account.accountId, textWork(person.id, queue), { queue }));
    await desk.host.until(() => ids.filter((id) => desk.host.effect(id).state === 'claimed').length >= 4);
    const begun = desk.clock.now();
    await desk.host.until(() => desk.clock.now() > begun + 10_000);
    expect(ids.map((id) => desk.host.effect(id).state)).toEqual(['claimed', 'claimed', 'claimed', 'claimed', 'waiting', 'waiting']);
  });

  test('a token that lasts is left alone', async () => {
    const { desk, h, simulator } = await makeInstagram();
    desk.host.setAccount({ ...h.account, tokenExpiresAt: desk.clock.now() + 59 * 24 * 3_600_000 }, h.secrets);
    desk.runner.start();
    const begun = desk.clock.now();
    await desk.host.until(() => desk.clock.now() > begun + 120_000);
    expect(simulator.requests.filter(({ path }) => path.endsWith('/refresh_access_token'))).toEqual([]);
  });

  test('a network that never lets it through: eight attempts, then the person hears of it; nobody at the door: for ever', async () => {
    const { desk, h, bot, person, simulator } = await begin();
    simulator.fail('rate', { path: '/sendMessage', times: 100 });
    const limited = desk.host.enqueue(h.account.accountId, textWork(person.id, 'ніяк'), { queue: 'a' });
    await desk.host.until(() => desk.host.effect(limited).state === 'done');
    expect(desk.host.effect(limited).results.map(({ state }) => state)).toEqual([...Array.from({ length: 7 }, () => 'later'), 'refused']);
    simulator.forgetFailures();
    desk.host.setAccount({ ...h.account, endpoints: { api: 'http://127.0.0.1:9' }, secretsVersion: 'dead' }, h.secrets);
    const waiting = desk.host.enqueue(h.account.accountId, textWork(person.id, 'нарешті'), { queue: 'b' });
    await desk.host.until(() => desk.host.effect(waiting).results.length > 8);
    desk.host.setAccount(h.account, h.secrets);
    await desk.host.until(() => desk.host.effect(waiting).state === 'done');
    expect(desk.host.effect(waiting).results.at(-1)).toMatchObject({ state: 'sent' });
    expect(bot.sent.map(({ text }) => text)).toEqual(['нарешті']);
  }, 30_000);

  test('a file: four times when the network is in trouble, until there is a token when that is gone', async () => {
    const { desk, h, person, simulator } = await begin();
    person.sendsDocument(onePixelPng, 'a.png', 'image/png');
    await desk.host.until(() => desk.host.messages().length === 1);
    const source = desk.host.messages()[0]!.media[0]!.source!;
    const fetched = async (): Promise<unknown[]> => {
      const effectId = desk.host.enqueue(h.account.accountId, { kind: 'media.fetch', messageId: 'm', items: [{ attachment: 0, source, kind: 'document', fileName: null }] });
      await desk.host.until(() => desk.host.effect(effectId).state === 'done');
      return desk.host.effect(effectId).results;
    };
    simulator.fail('trouble', { path: '/getFile', times: 4 });
    expect(await fetched()).toMatchObject([{ state: 'later' }, { state: 'later' }, { state: 'later' }, { state: 'fetched', items: [{ stored: { hash: null, missing: 'unreachable' } }] }]);
    simulator.fail('token', { path: '/getFile', times: 5 });
    expect((await fetched()).at(-1)).toMatchObject({ state: 'fetched', items: [{ stored: { missing: null, sizeBytes: onePixelPng.length } }] });
  });

  test('[R22] a face that is no picture is not kept; the name is', async () => {
    const { desk, h, bot } = await begin();
    const person = bot.person('Ірина', { picture: new TextEncoder().encode('<!doctype html><script>1</script>') });
    const effectId = desk.host.enqueue(h.account.accountId, { kind: 'avatar.fetch', profileId: 'p', externalId: person.id, source: `person:${person.id}` });
    await desk.host.until(() => desk.host.effect(effectId).state === 'done');
    expect(desk.host.effect(effectId).results).toEqual([{ state: 'person', set: { name: 'Ірина' } }]);
  });
});

describe('leases', () => {
  test('[S78] a lease with less left than a send may take is no leave to send', async () => {
    const { desk, h, bot, person } = await makeTelegram();
    const takeLease = desk.host.takeLease.bind(desk.host);
    desk.host.takeLease = async (...args) => ({ ...(await takeLease(...args))!, validMs: 15_000 });
    desk.host.setAccount(h.account, h.secrets);
    desk.runner.start();
    const effectId = desk.host.enqueue(h.account.accountId, textWork(person.id, 'ні'));
    const begun = desk.clock.now();
    await desk.host.until(() => desk.clock.now() > begun + 20_000);
    expect([desk.host.effect(effectId).state, bot.sent]).toEqual(['waiting', []]);
  });

  test('[S76] renewed under another fence: somebody else had it meanwhile, so all that stood on it ends', async () => {
    const host = createMemoryHost(() => 0);
    let given = 0;
    host.takeLease = async () => ({ fence: `f${Math.min(2, (given += 1))}`, validMs: 30_000 });
    const stop = new AbortController();
    const keeper = createLeaseKeeper(host, 'a', { now: () => 0, sleep: async () => (given > 20 ? stop.abort() : undefined) }, () => 0);
    await keeper.take();
    await keeper.keep(stop.signal);
    expect([given, stop.signal.aborted]).toEqual([2, false]);
  });

  test('[S77] the lease lost: reading and sending stop, nothing more is stored', async () => {
    const { desk, h, bot, person } = await begin();
    desk.host.loseLease(h.account.accountId);
    person.writes('уже не нам');
    await desk.host.until(() => desk.host.log.includes(`stale ${h.account.accountId}`));
    const effectId = desk.host.enqueue(h.account.accountId, textWork(person.id, 'і це не ми'));
    await desk.runner.stop();
    expect([desk.host.messages(), desk.host.effect(effectId).state, bot.sent]).toEqual([[], 'waiting', []]);
    // Not confirmed to the network either: the next holder gets it.
    expect(bot.pending()).toBe(1);
  });

  test('[S76] own deadline: counted from before the request, five seconds short; a sleep of the machine ends it', async () => {
    let wall = 1_000_000;
    let mono = 0;
    const pass = (ms: number): void => {
      wall += ms;
      mono += ms;
    };
    const host = createMemoryHost(() => wall);
    const slow = Object.assign(host, { takeLease: async () => (pass(8_000), { fence: 'f', validMs: 30_000 }) });
    const keeper = createLeaseKeeper(slow, 'a', { now: () => wall, sleep: async () => undefined }, () => mono);
    expect(await keeper.take()).toBe(true);
    pass(16_000);
    expect(keeper.fence()).toBe('f');
    pass(1_001);
    expect(keeper.fence()).toBeNull();
    expect(await keeper.take()).toBe(true);
    wall += 60_000;
    expect(keeper.fence()).toBeNull();
  });

  test('stopping gives the lease back', async () => {
    const { desk, h } = await begin();
    await desk.runner.stop();
    expect(desk.host.log).toContain(`released ${h.account.accountId}`);
  });

  test('an account that is switched off is neither read nor sent from, and its hooks are not found', async () => {
    const { desk, h, person, bot } = await begin();
    desk.host.setAccount({ ...h.account, active: false }, h.secrets);
    await desk.host.until(() => desk.host.log.includes(`released ${h.account.accountId}`));
    desk.host.enqueue(h.account.accountId, textWork(person.id, 'ні'));
    person.writes('є хто?');
    expect([desk.host.messages(), bot.sent]).toEqual([[], []]);
    expect(await desk.runner.hook('telegram', h.account.accountId, { method: 'POST', query: {}, headers: {}, body: new Uint8Array() })).toMatchObject({ status: 404 });
  });
});

describe('how an account is doing', () => {
  test('lag is told of what comes now, not of what waited for us, and is forgotten when nothing more comes', async () => {
    let now = 1_000_000;
    const host = createMemoryHost(() => now);
    const reporter = createReporter(host, { now: () => now, sleep: async () => undefined }, () => undefined);
    const arrives = (writtenAgoMs: number): void => reporter.received('a', [{ type: 'message', fromClient: true, at: now - writtenAgoMs } as InboundEvent]);
    reporter.state('a', 'read', 'ok', '');
    now += 60_000;
    arrives(3_600_000);
    now += 60_000;
    arrives(40_000);
    now += 121_000;
    reporter.flush('a');
    expect(host.reports.map(({ lagMs }) => lagMs)).toEqual([undefined, undefined, 40_000, null]);
  });

  test('a report the store did not take is told again, whole', async () => {
    let now = 0;
    const host = createMemoryHost(() => now);
    const report = host.report.bind(host);
    let isAway = true;
    host.report = (...args) => (isAway ? Promise.reject(new Error('away')) : report(...args));
    const reporter = createReporter(host, { now: () => now, sleep: async () => undefined }, () => undefined);
    reporter.state('a', 'read', 'ok', '');
    reporter.tokenExpires('a', 77);
    await Promise.resolve();
    await Promise.resolve();
    isAway = false;
    now += 10_000;
    reporter.flush('a');
    expect(host.reports).toMatchObject([{ health: 'ok', tokenExpiresAt: 77 }]);
  });

  test('the worse of reading and sending is told, at once, and the better again', async () => {
    const host = createMemoryHost(() => 0);
    const reporter = createReporter(host, { now: () => 0, sleep: async () => undefined }, () => undefined);
    reporter.state('a', 'read', 'ok', '');
    reporter.state('a', 'send', 'error', 'token_invalid');
    reporter.state('a', 'read', 'warning', 'network');
    reporter.state('a', 'send', 'ok', '');
    reporter.state('a', 'read', 'ok', '');
    expect(host.reports.map(({ health, code }) => [health, code])).toEqual([['ok', ''], ['error', 'token_invalid'], ['warning', 'network'], ['ok', '']]);
  });
});

describe('hooks', () => {
  test('[R19] an account that is switched off is not found, also by the network that signs', async () => {
    const { desk, h, client, simulator } = await makeInstagram();
    desk.host.setAccount({ ...h.account, active: false }, h.secrets);
    simulator.courier.hold();
    client.writes('Привіт');
    expect(await simulator.courier.post(simulator.courier.bodies[0]!)).toBe(404);
    expect(desk.host.events).toEqual([]);
  });

  test('[R19] a wrong signature: 403, nothing stored, one log line without content; ours of another messenger: 404', async () => {
    const { desk, h, hookUrl } = await makeInstagram();
    desk.host.setAccount(h.account, h.secrets);
    const response = await fetch(hookUrl, { method: 'POST', body: JSON.stringify({ text: 'таємниця' }), headers: { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` } });
    expect([response.status, desk.host.events, desk.host.strange]).toEqual([403, [], []]);
    expect(desk.logged).toEqual([`hook.refused {"channel":"instagram","account":"${h.account.accountId}","code":"bad_signature"}`]);
    expect((await fetch(hookUrl.replace('instagram', 'telegram'), { method: 'POST', body: '{}' })).status).toBe(404);
    expect((await fetch(`${hookUrl}x`, { method: 'POST', body: '{}' })).status).toBe(404);
  });

  test('the store away: 500, and the network delivers again until it is stored', async () => {
    const { desk, h, client } = await makeInstagram();
    desk.host.setAccount(h.account, h.secrets);
    desk.host.failNext('intake');
    client.writes('ще раз');
    await desk.host.until(() => desk.host.messages().length === 1);
    expect(desk.logged.filter((line) => line.startsWith('hook.not_stored'))).toHaveLength(1);
  });

  test('the handshake through the door', async () => {
    const { desk, h, hookUrl } = await makeInstagram();
    desk.host.setAccount(h.account, h.secrets);
    const response = await fetch(`${hookUrl}?hub.mode=subscribe&hub.verify_token=verify-me&hub.challenge=42`);
    expect([response.status, await response.text()]).toEqual([200, '42']);
  });
});

describe('[R22] [R25] files by their bytes', () => {
  const text = (content: string): Uint8Array => new TextEncoder().encode(content);
  const hugePng = new Uint8Array(onePixelPng);
  new DataView(hugePng.buffer).setUint32(16, 30_000);
  new DataView(hugePng.buffer).setUint32(20, 30_000);

  test.each([
    ['a picture', onePixelPng, 'photo', 'photo', 'image/png'],
    ['a GIF with a script behind it', new Uint8Array([...onePixelGif, ...text('<script>')]), 'photo', 'photo', 'image/gif'],
    ['HTML called a photo', text('<!doctype html><script>1</script>'), 'photo', 'document', 'application/octet-stream'],
    ['SVG called a photo', text('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'photo', 'document', 'application/octet-stream'],
    ['30,000 × 30,000', hugePng, 'photo', 'document', 'image/png'],
    ['nothing', new Uint8Array(), 'photo', 'document', 'application/octet-stream'],
    ['a picture called a voice', onePixelPng, 'voice', 'document', 'image/png'],
    ['Ogg', text('OggS\0\u0002\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u0001\u0013OpusHead'), 'voice', 'voice', 'audio/ogg'],
  ] as const)('%s', async (_name, bytes, told, kind, contentType) => {
    const facts = await fileFacts(bytes, told);
    expect([facts.kind, facts.contentType.replace('audio/opus', 'audio/ogg')]).toEqual([kind, contentType]);
  });
});
