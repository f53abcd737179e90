import { describe, expect, test } from 'vitest';
import type { InboundEvent, OutboundMessage } from '#channels/channel.ts';
import { createOutside } from '#channels/fetch-outside.ts';
import { instagramConnector } from '#channels/instagram/connector.ts';
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import { closeAfterTest, createTools, opened, outcome, started, textWork } from '#tests/contract/channels/harness.ts';
import { makeInstagram } from '#tests/contract/channels/instagram-harness.ts';
import type { InstagramBench } from '#tests/contract/channels/instagram-harness.ts';
import { onePixelPng } from '#tests/fixtures/channels/pictures.ts';
import { createJumpingClock } from '#tests/helpers/hurried-clock.ts';

const hour = 3_600_000;

const begin = async (options: Parameters<typeof makeInstagram>[0] = {}): Promise<InstagramBench> => started(await makeInstagram(options));

describe('Instagram by polling alone', () => {
  test.each(['iso', 'unix'] as const)('[c1] messages, photos, stories and comments are found without a webhook (%s times)', async (timeForm) => {
    const bench = await begin({ hooks: false, timeForm });
    const { client, account, desk } = bench;
    const quiet = { quiet: true };
    const text = client.writes('Привіт', quiet);
    const photo = client.sendsFile('image', onePixelPng, quiet);
    const reply = client.repliesToStory('гарно', onePixelPng, quiet);
    const mention = client.mentionsInStory(onePixelPng, quiet);
    const strange = client.sendsUnsupported(quiet);
    const typed = account.answersInApp(client, 'Вітаємо', quiet);
    const comment = client.comments(account.posts('Бенто'), 'Ціна?', quiet);
    await desk.host.until(() => desk.host.messages().length >= 7);
    const of = (externalId: string): InboundEvent | undefined => desk.host.messages().find((one) => one.externalId === externalId);
    expect(of(text)).toMatchObject({ kind: 'text', text: 'Привіт', fromClient: true, eventKey: `m:${text}`, person: { externalId: client.id, handle: 'olena.k' } });
    expect(of(photo)).toMatchObject({ kind: 'photo', media: [{ kind: 'photo', missing: null }] });
    expect(of(reply)).toMatchObject({ kind: 'story_reply', text: 'гарно', subject: { kind: 'story', media: { kind: 'photo' } } });
    expect(of(mention)).toMatchObject({ kind: 'story_mention', subject: { kind: 'story' } });
    expect(of(strange)).toMatchObject({ kind: 'unsupported' });
    expect(of(typed)).toMatchObject({ fromClient: false, chatId: client.id, text: 'Вітаємо' });
    expect(of(comment)).toMatchObject({ kind: 'comment', chatId: client.id, subject: { kind: 'post', text: 'Бенто', link: expect.stringContaining('/p/') as string } });
  });

  test('the same message by webhook and by polling has one key', async () => {
    const bench = await begin();
    const post = bench.account.posts('Бенто');
    bench.client.writes('Привіт');
    bench.client.comments(post, 'Ціна?');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 2 && bench.desk.host.repeats() >= 2);
    expect(bench.desk.host.messages()).toHaveLength(2);
  });

  test('a new account brings the talk of the last day, an old one only what is new', async () => {
    const bench = await makeInstagram({ hooks: false });
    const { client, desk } = bench;
    client.writes('позавчора', { quiet: true, at: desk.clock.now() - 48 * hour });
    client.writes('зранку', { quiet: true, at: desk.clock.now() - 3 * hour });
    desk.host.setAccount(bench.h.account, bench.h.secrets);
    desk.runner.start();
    await desk.host.until(() => desk.host.messages().length === 1);
    expect(desk.host.messages()[0]!.text).toBe('зранку');
    client.writes('щойно', { quiet: true });
    await desk.host.until(() => desk.host.messages().length === 2);
  });

  test('a comment that shows up late, behind a newer one, is found all the same', async () => {
    const bench = await begin({ hooks: false });
    const { client, desk } = bench;
    const post = bench.account.posts('Бенто');
    client.comments(post, 'новіший', { quiet: true });
    await desk.host.until(() => desk.host.messages().length === 1);
    client.comments(post, 'старший', { quiet: true, at: desk.host.messages()[0]!.at - 60_000 });
    await desk.host.until(() => desk.host.messages().length === 2);
  });

  test('two calls a second, and a dialogue is opened only when it changed', async () => {
    const clock = createJumpingClock();
    const simulator = await createInstagramSimulator({ now: () => clock.now() });
    const outside = createOutside();
    closeAfterTest(async () => {
      await outside.close();
      await simulator.close();
    });
    const account = simulator.account({ username: 'velvet.moon', name: 'Velvet Moon' });
    for (let n = 0; n < 6; n += 1) account.client(`client${n}`, `Client ${n}`).writes('Привіт', { quiet: true });
    const ours = { accountId: 'a', identity: account.identity, handle: 'velvet.moon', endpoints: { graph: simulator.url }, secrets: { token: account.token } };
    const stop = new AbortController();
    const tools = { clock, log: () => undefined, fetchOutside: outside.fetchOutside };
    let rounds = 0;
    const events: InboundEvent[] = [];
    for await (const batch of instagramConnector.read!(ours, null, tools, stop.signal)) {
      events.push(...batch.events);
      if (batch.place === null && (rounds += 1) === 4) break;
      if (batch.place === null && rounds === 2) account.client('client3', 'Client 3').writes('Ви тут?', { quiet: true });
    }
    const opened3 = simulator.requests.filter(({ path }) => path.includes('aWdfZAG06'));
    expect(events).toHaveLength(6 + 2);
    expect(opened3).toHaveLength(7);
    const calls = simulator.requests.filter(({ path }) => path.includes('aWdfZAG06') || path.endsWith('/conversations')).map(({ at }) => at);
    for (let n = 2; n < calls.length; n += 1) expect(calls[n]! - calls[n - 2]!).toBeGreaterThanOrEqual(1_000);
  });
});

describe('Instagram: sending', () => {
  test('[c1] a public answer stands under the comment; a private reply goes once, the second is refused', async () => {
    const bench = await begin();
    const comment = bench.client.comments(bench.account.posts('Бенто'), 'Ціна?');
    expect(await outcome(bench, textWork(bench.client.id, 'Написали в дірект', { route: 'public', commentExternalId: comment }))).toMatchObject({ state: 'sent' });
    expect(await outcome(bench, textWork(bench.client.id, 'Від 800 грн', { route: 'private', commentExternalId: comment }))).toMatchObject({ state: 'sent' });
    expect(await outcome(bench, textWork(bench.client.id, 'ще раз', { route: 'private', commentExternalId: comment }))).toMatchObject({ state: 'refused', code: 'already_replied' });
    expect(bench.account.sent).toMatchObject([{ route: 'public', to: comment, text: 'Написали в дірект' }, { route: 'private', to: comment, text: 'Від 800 грн' }]);
  });

  test('outside the window: refused; with the human-agent tag allowed for seven days', async () => {
    const bench = await begin();
    const now = bench.desk.clock.now();
    bench.client.writes('давно', { at: now - 30 * hour });
    expect(await outcome(bench, textWork(bench.client.id, 'пізно'))).toMatchObject({ state: 'refused', code: 'window_closed' });
    expect(await outcome(bench, textWork(bench.client.id, 'людина', { humanAgent: true }))).toMatchObject({ state: 'sent' });
  });

  test('an answer quotes what it answers, once; without the quote when that is gone, or was a comment', async () => {
    const bench = await begin();
    const asked = bench.client.writes('Скільки?');
    const comment = bench.client.comments(bench.account.posts('Бенто'), 'Ціна?');
    const quoting = (text: string, replyToExternalId: string): Promise<unknown> => outcome(bench, textWork(bench.client.id, text, { replyToExternalId }));
    expect(await quoting('ж'.repeat(600), asked)).toMatchObject({ state: 'sent' });
    expect(await quoting('далі', 'aWdfgone')).toMatchObject({ state: 'sent' });
    expect(await quoting('тут', comment)).toMatchObject({ state: 'sent' });
    expect(await quoting('і тут', 'mention:1:2')).toMatchObject({ state: 'sent' });
    expect(bench.account.sent.map(({ text, replyTo }) => [text.length, replyTo])).toEqual([[500, asked], [100, null], [4, null], [3, null], [5, null]]);
    expect(bench.simulator.requests.filter(({ path, method }) => method === 'POST' && path.endsWith('/messages'))).toHaveLength(6);
  });

  test('an echo bears the id that the send answered; words typed in the app come as sent elsewhere', async () => {
    const bench = await begin();
    bench.client.writes('Привіт');
    const sent = await outcome(bench, textWork(bench.client.id, 'Вітаємо'));
    const typed = bench.account.answersInApp(bench.client, 'Відповідаю з телефону');
    await bench.desk.host.until(() => bench.desk.host.messages().filter(({ fromClient }) => !fromClient).length === 2);
    const echoes = bench.desk.host.messages().filter(({ fromClient }) => !fromClient);
    expect(echoes.map(({ externalId }) => externalId).sort()).toEqual([...(sent as { externalIds: string[] }).externalIds, typed].sort());
    expect(echoes.every(({ chatId }) => chatId === bench.client.id)).toBe(true);
  });

  test('what would be refused anyway is refused before anything leaves: no public address, too large, files under a comment, too long in private', async () => {
    const bench = await begin();
    const comment = bench.client.comments(bench.account.posts('Бенто'), 'Ціна?');
    const tools = createTools(bench.desk.clock);
    const file = { kind: 'photo', fileName: 'a.png', contentType: 'image/png', sizeBytes: 10, bytes: async () => onePixelPng, publicUrl: null } as const;
    const send = (more: Partial<OutboundMessage>): Promise<unknown> => instagramConnector.send({
      messageId: 'm', chatId: bench.client.id, route: 'direct', text: '', commentExternalId: comment, replyToExternalId: null, attachments: [], humanAgent: false, ...more,
    }, opened(bench), tools, AbortSignal.timeout(5_000));
    expect(await send({ attachments: [file], text: 'ось' })).toMatchObject({ state: 'refused', code: 'no_public_url' });
    expect(await send({ attachments: [{ ...file, publicUrl: 'https://shop.example/m/1', sizeBytes: 9 * 1024 * 1024 }] })).toMatchObject({ code: 'file_too_large' });
    expect(await send({ attachments: [{ ...file, publicUrl: 'https://shop.example/m/1' }], route: 'public' })).toMatchObject({ code: 'attachment_not_allowed' });
    expect(await send({ text: 'ж'.repeat(600), route: 'private' })).toMatchObject({ code: 'text_too_long' });
    expect(await send({ text: 'ж'.repeat(2_201), route: 'public' })).toMatchObject({ code: 'text_too_long' });
    expect(await send({ text: 'x', route: 'private', commentExternalId: null })).toMatchObject({ code: 'no_comment' });
    expect(await send({})).toMatchObject({ code: 'empty' });
    expect(bench.account.sent).toEqual([]);
  });

  test('[S79] half of a long text is out when a limit comes: unknown, the half is not sent again', async () => {
    const bench = await begin();
    bench.client.writes('Привіт');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    bench.simulator.fail('trouble', { path: '/messages', method: 'POST', after: 1 });
    const effectId = bench.desk.host.enqueue(bench.h.account.accountId, textWork(bench.client.id, 'ж'.repeat(900), { since: bench.desk.clock.now() }));
    await bench.desk.host.until(() => bench.desk.host.effect(effectId).results.length > 0);
    expect(bench.desk.host.effect(effectId).results).toEqual([{ state: 'unknown' }]);
    expect(bench.account.sent.map(({ text }) => text.length)).toEqual([500]);
  });

  test('a passing trouble is tried again, but only after a look whether it had got through', async () => {
    const bench = await begin();
    bench.client.writes('Привіт');
    bench.simulator.fail('trouble', { path: '/messages', method: 'POST' });
    expect(await outcome(bench, textWork(bench.client.id, 'раз', { since: bench.desk.clock.now() }))).toMatchObject({ state: 'sent' });
    bench.simulator.fail('trouble_yet', { path: '/messages', method: 'POST' });
    expect(await outcome(bench, textWork(bench.client.id, 'два', { since: bench.desk.clock.now() }))).toMatchObject({ state: 'sent' });
    expect(bench.account.sent.map(({ text }) => text)).toEqual(['раз', 'два']);
  });

  test('a dead token is not knocked with: the whole queue of the account waits', async () => {
    const bench = await begin();
    bench.client.writes('Привіт');
    bench.account.revokeToken();
    for (const queue of ['a', 'b', 'c']) bench.desk.host.enqueue(bench.h.account.accountId, textWork(bench.client.id, queue), { queue });
    await bench.desk.host.until(() => bench.desk.host.reports.some(({ code }) => code === 'token_invalid'));
    const begun = bench.desk.clock.now();
    const before = bench.simulator.requests.length;
    await bench.desk.host.until(() => bench.desk.clock.now() > begun + 30_000);
    expect(bench.simulator.requests.length - before).toBeLessThanOrEqual(4);
  });

  test('[S79] a success that names no message is none that can be told: unknown', async () => {
    const bench = await begin();
    bench.client.writes('Привіт');
    bench.simulator.fail({ status: 200, body: '{"recipient_id":"1"}' }, { path: '/messages', method: 'POST' });
    expect(await outcome(bench, textWork(bench.client.id, 'раз', { since: bench.desk.clock.now() }))).toMatchObject({ state: 'unknown' });
  });

  test('[S79] a gateway\'s page is no answer of the network: unknown', async () => {
    const bench = await begin();
    bench.client.writes('Привіт');
    bench.simulator.fail('http500', { path: '/messages', method: 'POST' });
    expect(await outcome(bench, textWork(bench.client.id, 'два', { since: bench.desk.clock.now() }))).toMatchObject({ state: 'unknown' });
    expect(bench.account.sent).toEqual([]);
  });
});

describe('Instagram: the rest', () => {
  test('[c2] who wrote: name, picture, link, by a look-up apart from the message', async () => {
    const bench = await begin();
    const client = bench.account.client('maria.h', 'Марія Г', onePixelPng);
    client.writes('Привіт');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    const { person } = bench.desk.host.messages()[0]!;
    const effectId = bench.desk.host.enqueue(bench.h.account.accountId, { kind: 'avatar.fetch', profileId: 'p', externalId: client.id, source: person.avatarSource! });
    await bench.desk.host.until(() => bench.desk.host.effect(effectId).state === 'done');
    const result = bench.desk.host.effect(effectId).results[0] as { set: { avatar: string } };
    expect(result).toMatchObject({ state: 'person', set: { name: 'Марія Г', handle: 'maria.h', link: 'https://www.instagram.com/maria.h/' } });
    expect(bench.desk.host.blobs.get(result.set.avatar)).toEqual(onePixelPng);
  });

  test('somebody who only commented can not be looked up: that is no error', async () => {
    const bench = await begin();
    expect(await instagramConnector.person!('123', opened(bench), createTools(bench.desk.clock), AbortSignal.timeout(5_000))).toBeNull();
  });

  test('the token is renewed well before it ends, and the new one is stored', async () => {
    const bench = await begin();
    bench.desk.host.setAccount({ ...bench.h.account, tokenExpiresAt: null, secretsVersion: '2' }, bench.h.secrets);
    await bench.desk.host.until(() => bench.desk.host.accounts()[0]!.tokenExpiresAt !== null);
    expect(bench.desk.host.accounts()[0]!.tokenExpiresAt! - bench.desk.clock.now()).toBeGreaterThan(59 * 24 * hour);
    await bench.desk.host.until(() => bench.desk.host.reports.some(({ tokenExpiresAt }) => (tokenExpiresAt ?? 0) > 0));
  });

  test('the account is subscribed to webhooks when it has a secret for them', async () => {
    const bench = await makeInstagram({ hooks: false });
    bench.desk.host.setAccount(bench.h.account, bench.h.secrets);
    bench.desk.runner.start();
    await bench.desk.host.until(() => bench.simulator.requests.some(({ path }) => path.endsWith('/subscribed_apps')));
  });

  test('story media that is gone is told as gone; a page that calls itself a picture is a document', async () => {
    const bench = await begin();
    const fetched = async (source: string): Promise<unknown> => {
      const effectId = bench.desk.host.enqueue(bench.h.account.accountId, { kind: 'media.fetch', messageId: 'm', items: [{ attachment: -1, source, kind: 'photo', fileName: null }] });
      await bench.desk.host.until(() => bench.desk.host.effect(effectId).state === 'done');
      return bench.desk.host.effect(effectId).results[0];
    };
    expect(await fetched(`${bench.simulator.url}/cdn/nothing`)).toMatchObject({ items: [{ attachment: -1, stored: { hash: null, missing: 'gone' } }] });
    expect(await fetched('https://127.0.0.1/cdn')).toMatchObject({ items: [{ stored: { missing: 'gone' } }] });
    bench.client.sendsFile('image', new TextEncoder().encode('<html><script>alert(1)</script>'));
    bench.client.sendsFile('image', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'));
    await bench.desk.host.until(() => bench.desk.host.messages().length === 2);
    for (const message of bench.desk.host.messages()) {
      expect(await fetched(message.media[0]!.source!)).toMatchObject({ items: [{ stored: { kind: 'document', contentType: 'application/octet-stream', missing: null } }] });
    }
  });
});
