/** What stands under posts, ours and other people's: our own answers typed in the app, and mentions. */
import { describe, expect, test } from 'vitest';
import type { InboundEvent } from '#channels/channel.ts';
import { instagramConnector } from '#channels/instagram/connector.ts';
import { createLookUps } from '#channels/runner/look-ups.ts';
import { createTools, opened, outcome, started, textWork } from '#tests/contract/channels/harness.ts';
import { makeInstagram } from '#tests/contract/channels/instagram-harness.ts';
import type { InstagramBench } from '#tests/contract/channels/instagram-harness.ts';
import { onePixelPng } from '#tests/fixtures/channels/pictures.ts';
import { createJumpingClock } from '#tests/helpers/hurried-clock.ts';

const begin = async (options: Parameters<typeof makeInstagram>[0] = {}): Promise<InstagramBench> => started(await makeInstagram(options));

function found({ desk }: InstagramBench, externalId: string): Extract<InboundEvent, { type: 'message' }> | undefined {
  return desk.host.messages().find((one) => one.externalId === externalId);
}

describe('Instagram: our own public answers', () => {
  test.each(['webhook', 'polling'])('[c1] typed in the app, told by %s: ours, in the conversation of whom it answers; a comment to nobody makes no client', async (road) => {
    const bench = await begin({ hooks: road === 'webhook' });
    const { account, client, desk } = bench;
    const quiet = { quiet: road === 'polling' };
    const post = account.posts('Бенто');
    const asked = client.comments(post, 'Ціна?', quiet);
    const other = account.client('maria.h', 'Марія Г').comments(post, 'І мені', { ...quiet, parentId: asked });
    const begun = desk.clock.now();
    const answer = account.commentsInApp('Від 800 грн', { parentId: asked }, { ...quiet, at: begun + 1_000 });
    const second = account.commentsInApp('@maria.h вам теж', { parentId: other }, { ...quiet, at: begun + 2_000 });
    const alone = account.commentsInApp('Замовляйте!', { postId: post }, quiet);
    await desk.host.until(() => desk.host.messages().length >= 4 && desk.clock.now() > begun + 40_000);
    expect(found(bench, answer)).toMatchObject({ fromClient: false, kind: 'comment', chatId: client.id, replyToExternalId: asked, text: 'Від 800 грн', person: { handle: 'olena.k' } });
    expect(found(bench, second)).toMatchObject({ fromClient: false, replyToExternalId: other, person: { handle: 'maria.h' } });
    expect(found(bench, alone)).toBeUndefined();
    expect(desk.host.messages()).toHaveLength(4);
    expect(desk.host.strange).toEqual([]);
  });

  test('one that Pult sent comes back under the id that the sending call answered', async () => {
    const bench = await begin();
    const asked = bench.client.comments(bench.account.posts('Бенто'), 'Ціна?');
    const sent = await outcome(bench, textWork(bench.client.id, 'Від 800 грн', { route: 'public', commentExternalId: asked }));
    await bench.desk.host.until(() => bench.desk.host.messages().length === 2);
    expect((sent as { externalIds: string[] }).externalIds).toEqual([bench.desk.host.messages()[1]!.externalId]);
    await bench.desk.host.until(() => bench.desk.host.repeats() >= 2);
    expect(bench.desk.host.messages()).toHaveLength(2);
  });

  test('our own call is given the time to be stored first', async () => {
    const bench = await makeInstagram();
    const clock = createJumpingClock(bench.desk.clock.now());
    const account = opened(bench);
    const asked = bench.client.comments(bench.account.posts('Бенто'), 'Ціна?', { quiet: true });
    const ask = { what: 'own_answer', parentId: asked, id: '9', authorId: bench.account.identity, handle: '', text: 'Так', at: clock.now() + 1_000 };
    await instagramConnector.lookUp!(ask, account, { ...createTools(), clock }, AbortSignal.timeout(5_000));
    expect(clock.slept).toEqual([2_000]);
    const young = bench.account.commentsInApp('щойно', { parentId: asked }, { quiet: true, at: clock.now() - 1_000 });
    for await (const batch of instagramConnector.read!(account, null, { ...createTools(), clock }, AbortSignal.timeout(5_000))) {
      if (batch.events.length === 0) continue;
      expect(batch.events.map((event) => (event as { externalId: string }).externalId)).not.toContain(young);
      break;
    }
  });

  test('the comment it answers is gone: kept raw, nothing invented', async () => {
    const bench = await begin();
    const post = bench.account.posts('Бенто');
    const asked = bench.client.comments(post, 'Ціна?');
    bench.simulator.fail({ status: 400, body: JSON.stringify({ error: { code: 100, error_subcode: 33, type: 'GraphMethodException' } }) }, { path: `/${asked}`, method: 'GET' });
    bench.account.commentsInApp('Від 800 грн', { parentId: asked });
    await bench.desk.host.until(() => bench.desk.host.strange.length === 1);
    expect(bench.desk.host.strange).toMatchObject([{ reason: 'not_told', raw: expect.stringContaining('Від 800 грн') as string }]);
  });
});

describe('Instagram: mentions', () => {
  test('[c2] named in a comment elsewhere: a client\'s message with its words, the link and a copy of the picture to fetch', async () => {
    const bench = await begin();
    const id = bench.client.mentions('comment', 'velvet.moon подивіться', { picture: onePixelPng, isAuthorTold: true });
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    const [message] = bench.desk.host.messages();
    expect(message).toMatchObject({
      kind: 'comment', fromClient: true, text: 'velvet.moon подивіться', chatId: bench.client.id, person: { handle: 'olena.k' }, opensWindowUntil: null, privateReplyUntil: 0,
      subject: { kind: 'mention', text: 'Осінь', link: expect.stringMatching(/^https:\/\/www\.instagram\.com\/p\/\d+\/$/) as string, media: { kind: 'photo' } },
    });
    expect(message!.externalId).toMatch(new RegExp(`^mention:\\d+:${id}$`));
    const fetched = await instagramConnector.fetchMedia(message!.subject!.media!.source!, opened(bench), createTools(), AbortSignal.timeout(5_000));
    expect(fetched.bytes).toEqual(onePixelPng);
    expect(bench.desk.host.strange).toEqual([]);
  });

  test('[c2] named in a post: the caption is what they said; only the name is told, and that is who they are', async () => {
    const bench = await begin();
    bench.client.mentions('post', 'Торт від velvet.moon');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    expect(bench.desk.host.messages()[0]).toMatchObject({
      kind: 'share', text: 'Торт від velvet.moon', chatId: '@olena.k', subject: { kind: 'mention', text: '' },
      person: { externalId: '@olena.k', handle: 'olena.k', link: 'https://www.instagram.com/olena.k/', avatarSource: null },
    });
  });

  test('a network that knows only the documented fields: fewer words, the same message', async () => {
    const bench = await begin();
    bench.simulator.tellOfMentions('documented');
    bench.client.mentions('post', 'Торт');
    bench.client.mentions('comment', 'дивіться');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 2);
    const of = (kind: string): unknown => bench.desk.host.messages().find((one) => one.kind === kind);
    expect(of('share')).toMatchObject({ chatId: '@olena.k', text: 'Торт', subject: { link: null } });
    // Nobody says who wrote the comment: it stands by itself, and can be answered where it is.
    expect(of('comment')).toMatchObject({ text: 'дивіться', chatId: expect.stringMatching(/^mention:\d+:\d+$/) as string, person: { name: 'Instagram' } });
  });

  test('the network does not tell: an honest "unsupported", the raw delivery kept, once', async () => {
    const bench = await begin();
    bench.simulator.tellOfMentions('nothing');
    const id = bench.client.mentions('comment', 'дивіться');
    await bench.simulator.courier.idle();
    expect(bench.desk.host.messages()).toMatchObject([{ kind: 'unsupported', text: '', subject: { kind: 'mention', link: null } }]);
    expect(bench.desk.host.strange).toMatchObject([{ reason: 'not_told', raw: expect.stringContaining(id) as string }]);
    for (const body of bench.simulator.courier.bodies) await bench.simulator.courier.post(body);
    expect(bench.desk.host.messages()).toHaveLength(1);
  });

  test('a passing trouble: the rest of the delivery is stored at once, the network delivers again, nothing is lost', async () => {
    const bench = await begin();
    const path = `/v24.0/${bench.account.identity}`;
    bench.simulator.fail('trouble', { path, method: 'GET', times: 2 });
    bench.client.mentions('comment', 'дивіться', { isAuthorTold: true });
    bench.client.writes('а це звичайне');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 2);
    expect(bench.desk.host.messages().map(({ kind }) => kind).sort()).toEqual(['comment', 'text']);
    expect(bench.desk.logged.filter((line) => line.startsWith('hook.not_looked_up')).every((line) => line.includes('network_trouble') && !line.includes('дивіться'))).toBe(true);
    expect(bench.desk.logged.filter((line) => line.startsWith('hook.not_looked_up'))).toHaveLength(2);
  });

  test('trouble that lasts: after ten minutes what there is is shown', async () => {
    const { h } = await makeInstagram();
    let now = 1_000_000;
    const lookUps = createLookUps({ ...createTools(), clock: { now: () => now, sleep: async () => undefined } });
    const connector = { ...instagramConnector, lookUp: () => Promise.reject(new Error('away')) };
    const otherwise = [{ type: 'message', eventKey: 'x' } as InboundEvent];
    const resolve = () => lookUps.resolve([{ ask: {}, raw: 'raw', otherwise }], connector, { ...h.account, secrets: h.secrets });
    expect(await resolve()).toEqual({ events: [], strange: [], isWhole: false });
    now += 9 * 60_000;
    expect(await resolve()).toMatchObject({ isWhole: false });
    now += 60_000;
    expect(await resolve()).toEqual({ events: otherwise, strange: [{ reason: 'not_told', raw: 'raw' }], isWhole: true });
    expect(await resolve()).toMatchObject({ isWhole: false });
  });

  test('an answer goes where the mention stands, never in private; a doubt about it is never sent again', async () => {
    const bench = await begin();
    for (const where of ['comment', 'post'] as const) bench.client.mentions(where, 'дивіться');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 2);
    for (const { chatId, externalId } of bench.desk.host.messages()) {
      expect(await outcome(bench, textWork(chatId, `Дякуємо ${externalId}`, { route: 'public', commentExternalId: externalId }))).toMatchObject({ state: 'sent' });
      expect(await outcome(bench, textWork(chatId, 'в дірект'))).toMatchObject({ state: 'refused', code: 'not_reachable' });
      expect(await outcome(bench, textWork(bench.client.id, 'приватно', { route: 'private', commentExternalId: externalId }))).toMatchObject({ state: 'refused', code: 'not_reachable' });
      bench.simulator.fail('trouble_yet', { path: '/mentions', method: 'POST' });
      expect(await outcome(bench, textWork(chatId, `Ще ${externalId}`, { route: 'public', commentExternalId: externalId }))).toMatchObject({ state: 'unknown' });
    }
    // What can't be is not even asked for.
    expect(bench.simulator.requests.filter(({ path, method }) => method === 'POST' && path.endsWith('/messages'))).toEqual([]);
    expect(bench.account.sent.map(({ text, route }) => [text.split(' ')[0], route])).toEqual([['Дякуємо', 'public'], ['Ще', 'public'], ['Дякуємо', 'public'], ['Ще', 'public']]);
    expect(bench.account.sent.map(({ to }) => to)).toEqual(bench.desk.host.messages().flatMap(({ externalId }) => [externalId.split(':').at(-1), externalId.split(':').at(-1)]));
  });

  test('a limit on an answer to a mention: it waits and goes out once, though nobody can look it up', async () => {
    const bench = await begin();
    bench.client.mentions('comment', 'дивіться');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    const { chatId, externalId } = bench.desk.host.messages()[0]!;
    bench.simulator.fail('rate', { path: '/mentions', method: 'POST' });
    expect(await outcome(bench, textWork(chatId, 'Дякуємо', { route: 'public', commentExternalId: externalId }))).toMatchObject({ state: 'sent' });
    expect(bench.account.sent).toHaveLength(1);
  });

  test('under a post of our own it comes as a comment; our own words are no mention', async () => {
    const bench = await begin();
    const account = opened(bench);
    const told = (body: object): Promise<InboundEvent[] | null> => instagramConnector.lookUp!({ what: 'mention', mediaId: '1', commentId: '2', at: 5 }, account, {
      ...createTools(), fetchOutside: async () => Response.json({ mentioned_comment: { id: '2', text: 'x', ...body } }),
    }, AbortSignal.timeout(5_000));
    expect(await told({ username: 'olena.k', media: { id: '1', username: 'Velvet.Moon' } })).toEqual([]);
    expect(await told({ username: 'velvet.moon', media: { id: '1' } })).toEqual([]);
    expect(await told({ from: { id: bench.account.identity }, media: { id: '1' } })).toEqual([]);
    expect(await told({ username: 'Olena.K', media: { id: '1', permalink: 'javascript:alert(1)' } })).toMatchObject([{ chatId: '@olena.k', at: 5, subject: { link: null, media: null } }]);
    expect(await told({ username: 'o', media: { media_type: 'VIDEO', media_url: 'https://cdn.example/v' } })).toMatchObject([{ subject: { media: { kind: 'video' } } }]);
    expect(await told({ username: 'o', media: { media_type: 'VIDEO', media_url: 'https://cdn.example/v', thumbnail_url: 'https://cdn.example/t' } })).toMatchObject([{ subject: { media: { kind: 'photo', source: 'https://cdn.example/t' } } }]);
  });
});
