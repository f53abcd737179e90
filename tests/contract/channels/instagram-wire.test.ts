import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HookRequest, InboundEvent } from '#channels/channel.ts';
import { isOurs, ownAnswer } from '#channels/instagram/comments.ts';
import type { Written } from '#channels/instagram/comments.ts';
import { graphError } from '#channels/instagram/errors.ts';
import { answerHook } from '#channels/instagram/hook.ts';
import { escaped, sign } from '#channels/instagram/simulator-delivery.ts';
import { readDelivery } from '#channels/instagram/wire.ts';
import { splitText } from '#channels/text.ts';
import { asTime } from '#channels/json.ts';
import * as bodies from '#tests/fixtures/channels/instagram-bodies.ts';

const now = 1_795_348_900_000;
const { ours, client } = bodies;
const us = { identity: ours, handle: 'velvet.moon' };
const read = (body: unknown): InboundEvent[] => readDelivery(body, us, now).events;
const account = { accountId: 'a', identity: ours, handle: 'velvet.moon', endpoints: {}, secrets: { token: 't', appSecret: 'app-secret' }, verifyToken: 'verify-me' };
const post = (body: Uint8Array, signature?: string): HookRequest => ({ method: 'POST', query: {}, headers: signature === undefined ? {} : { 'x-hub-signature-256': signature }, body });
const answer = (body: Uint8Array, signature?: string): unknown => answerHook(post(body, signature), account, now);

describe('[R19] the door of webhooks', () => {
  const body = escaped(bodies.message({ text: 'Ціна/вартість 🎂' }));

  test('[R19] signed over the escaped bytes: taken', () => {
    expect(body.toString()).toContain('\\u0426');
    expect(body.toString()).toContain('\\/');
    expect(answer(body, sign(body, 'app-secret'))).toMatchObject({ kind: 'intake', intake: { events: [{ text: 'Ціна/вартість 🎂' }] } });
  });

  test('[R19] no signature, another secret, a byte changed, a malformed header, no secret of ours: 403 and nothing read', () => {
    const good = sign(body, 'app-secret');
    const changed = Buffer.from(body);
    changed[changed.length - 3]! ^= 1;
    const attempts: [Uint8Array, string | undefined][] = [
      [body, undefined], [body, sign(body, 'other')], [changed, good], [body, good.slice(0, -1)], [body, `${good}00`], [body, good.replace('sha256', 'sha1')], [body, ''],
      [Buffer.from(JSON.stringify(JSON.parse(body.toString()))), good],
    ];
    for (const [bytes, signature] of attempts) expect(answer(bytes, signature)).toMatchObject({ kind: 'answer', status: 403, code: 'bad_signature' });
    const closed = answerHook(post(body, sign(body, '')), { ...account, secrets: { token: 't', appSecret: '' } }, now);
    expect(closed).toMatchObject({ kind: 'answer', status: 403, code: 'no_secret' });
  });

  test('[R19] half a JSON, ten megabytes, no object: answered with 200 and kept raw', () => {
    const half = body.subarray(0, 40);
    expect(answer(half, sign(half, 'app-secret'))).toMatchObject({ kind: 'intake', intake: { events: [], strange: [{ reason: 'bad_json' }] } });
    const huge = Buffer.from(JSON.stringify(bodies.message({ text: 'а'.repeat(5_000_000) })));
    expect(answer(huge, sign(huge, 'app-secret'))).toMatchObject({ kind: 'intake', intake: { events: [{ type: 'message' }] } });
    for (const odd of ['null', '[]', '"x"', '{}', '{"object":"page","entry":[]}']) {
      const bytes = Buffer.from(odd);
      expect(answer(bytes, sign(bytes, 'app-secret'))).toMatchObject({ kind: 'intake' });
    }
  });

  test('the handshake: our token gets its challenge back, another one nothing', () => {
    const ask = (query: Record<string, string>): unknown => answerHook({ method: 'GET', query, headers: {}, body: new Uint8Array() }, account, now);
    const good = { 'hub.mode': 'subscribe', 'hub.verify_token': 'verify-me', 'hub.challenge': '1158201444' };
    expect(ask(good)).toMatchObject({ status: 200, body: '1158201444', contentType: expect.stringContaining('text/plain') as string });
    for (const bad of [{ ...good, 'hub.verify_token': 'x' }, { ...good, 'hub.mode': '' }, { ...good, 'hub.challenge': '<script>' }, {}]) expect(ask(bad as never)).toMatchObject({ status: 403 });
    expect(answerHook({ method: 'GET', query: { ...good, 'hub.verify_token': '' }, headers: {}, body: new Uint8Array() }, { ...account, verifyToken: '' }, now)).toMatchObject({ status: 403 });
  });

  test('an entry of another account, and the dashboard\'s test of id "0": 200 and nothing', () => {
    expect(readDelivery(bodies.entry({ messaging: [bodies.item({ message: { mid: 'm', text: 'x' } })] }, '999'), us, now)).toEqual({ events: [], strange: [], lookUps: [] });
    expect(readDelivery(bodies.entry({ changes: [{ field: 'messages', value: { message: { mid: 'random_mid' } } }] }, '0'), us, now)).toEqual({ events: [], strange: [], lookUps: [] });
  });
});

describe('Instagram: what deliveries mean', () => {
  test('a comment in each envelope is the same comment', () => {
    const [changes, flat, otherName] = [read(bodies.comments.changes), read(bodies.comments.flat), read(bodies.comments.otherName)];
    expect(changes).toEqual(flat);
    expect(changes).toEqual(otherName);
    expect(changes).toMatchObject([{
      eventKey: 'c:c-17', chatId: client, kind: 'comment', text: 'Яка ціна?', externalId: 'c-17', fromClient: true, opensWindowUntil: null,
      subject: { kind: 'post', externalId: 'post-5' }, person: { handle: 'olena.k', link: 'https://www.instagram.com/olena.k/' },
    }]);
    expect((changes[0] as { privateReplyUntil: number }).privateReplyUntil - changes[0]!.at).toBe(7 * 24 * 3_600_000);
  });

  test('live comments, comments on ads; our own public answers are no client\'s', () => {
    expect(read(bodies.live)).toMatchObject([{ kind: 'comment', subject: { externalId: 'live-1' } }]);
    const [live] = read(bodies.live) as { at: number; privateReplyUntil: number }[];
    expect(live!.privateReplyUntil - live!.at).toBe(4 * 3_600_000);
    expect(read(bodies.commentOnAd)).toMatchObject([{ subject: { kind: 'ad', text: 'Осінь' } }]);
    expect(read(bodies.ownComment)).toEqual([]);
    expect(read(bodies.ownCommentScoped)).toEqual([]);
  });

  test('a message in messaging, standby, changes and flat form is the same message', () => {
    const item = bodies.item({ message: { mid: 'mid-1', text: 'Привіт' } });
    const forms = [bodies.entry({ messaging: [item] }), bodies.entry({ standby: [item] }), bodies.entry({ changes: [{ field: 'messages', value: item }] }), bodies.entry({ field: 'messages', value: item })];
    const events = forms.map(read);
    expect(new Set(events.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(events[0]).toMatchObject([{ eventKey: 'm:mid-1', text: 'Привіт', fromClient: true }]);
    expect((events[0]![0] as { opensWindowUntil: number }).opensWindowUntil - events[0]![0]!.at).toBe(24 * 3_600_000);
  });

  test('an echo is ours and belongs to the client it was sent to', () => {
    const echo = bodies.entry({ messaging: [bodies.item({ message: { mid: 'mid-2', text: 'Вітаємо', is_echo: true } }, true)] });
    expect(read(echo)).toMatchObject([{ fromClient: false, chatId: client, externalId: 'mid-2', opensWindowUntil: null }]);
    expect(read(bodies.entry({ messaging: [bodies.item({ message: { mid: 'm', text: 'x', is_self: true } })] }))).toEqual([]);
  });

  test('an echo under another id of ours is an echo; notes to oneself and other people\'s talk concern no client; what we read tells nothing', () => {
    const told = (sender: string, recipient: string, content: object): InboundEvent[] => read(bodies.entry({ messaging: [{ sender: { id: sender }, recipient: { id: recipient }, timestamp: now, ...content }] }));
    const text = (more: object = {}): object => ({ message: { mid: 'mid-3', text: 'x', ...more } });
    expect(told('777', client, text({ is_echo: true }))).toMatchObject([{ fromClient: false, chatId: client }]);
    expect(told(ours, ours, text())).toEqual([]);
    expect(told(client, '999', text())).toEqual([]);
    expect(told(ours, client, { read: { mid: 'mid-3' } })).toEqual([]);
  });

  test('a heart taken back and given again is three events', () => {
    const at = (timestamp: number, action: string): string => read(bodies.entry({ messaging: [{ ...bodies.item({ reaction: { mid: 'mid-1', action, emoji: '❤️' } }), timestamp }] }))[0]!.eventKey;
    expect(new Set([at(now, 'react'), at(now + 1, 'unreact'), at(now + 2, 'react')]).size).toBe(3);
  });

  test.each([
    ['image', { kind: 'photo', media: [{ kind: 'photo', source: 'https://cdn.example/1' }] }],
    ['video', { kind: 'video' }], ['audio', { kind: 'voice' }], ['file', { kind: 'document' }],
    ['share', { kind: 'share', subject: { kind: 'post', media: { source: 'https://cdn.example/1' } } }], ['ig_reel', { kind: 'share', subject: { media: { kind: 'video' } } }],
    ['story_mention', { kind: 'story_mention', subject: { kind: 'story', media: { source: 'https://cdn.example/1' } } }],
    ['hologram', { kind: 'unsupported' }],
  ])('attachment %s', (type, expected) => {
    expect(read(bodies.message({ attachments: [{ type, payload: { url: 'https://cdn.example/1' } }] }))).toMatchObject([expected]);
  });

  test('several pictures with words; a reply to a story, to a message; an advertisement', () => {
    const image = { type: 'image', payload: { url: 'https://cdn.example/1' } };
    expect(read(bodies.message({ text: 'ось', attachments: [image, image] }))).toMatchObject([{ kind: 'photo', text: 'ось', media: [{}, {}] }]);
    expect(read(bodies.message({ text: 'гарно', reply_to: { story: { id: 's1', url: 'https://cdn.example/s' } } }))).toMatchObject([{ kind: 'story_reply', text: 'гарно', subject: { kind: 'story', externalId: 's1', media: { source: 'https://cdn.example/s' } } }]);
    expect(read(bodies.message({ text: 'так', reply_to: { mid: 'mid-0' } }))).toMatchObject([{ replyToExternalId: 'mid-0' }]);
    expect(read(bodies.message({ text: 'hi', referral: { source: 'ADS', type: 'OPEN_THREAD', ad_id: '7', ads_context_data: { ad_title: 'Осінь', photo_url: 'https://cdn.example/ad' } } }))).toMatchObject([{ subject: { kind: 'ad', text: 'Осінь', externalId: '7' } }]);
  });

  test('empty, unsupported, deleted, edited, reacted, read, pressed', () => {
    const one = (content: object): InboundEvent[] => read(bodies.entry({ messaging: [bodies.item(content)] }));
    expect(read(bodies.message({}))).toMatchObject([{ kind: 'unsupported' }]);
    expect(read(bodies.message({ is_unsupported: true }))).toMatchObject([{ kind: 'unsupported' }]);
    expect(read(bodies.message({ is_deleted: true }))).toMatchObject([{ type: 'unsend', externalId: 'mid-1' }]);
    expect(one({ message_edit: { mid: 'mid-1', text: 'інше', num_edit: 2 } })).toMatchObject([{ type: 'edit', eventKey: 'e:mid-1:2', text: 'інше', editNumber: 2 }]);
    expect(one({ reaction: { mid: 'mid-1', action: 'react', reaction: 'love', emoji: '❤️' } })).toMatchObject([{ type: 'reaction', emoji: '❤️' }]);
    expect(one({ reaction: { mid: 'mid-1', action: 'react', reaction: 'love' } })).toMatchObject([{ emoji: '❤️' }]);
    expect(one({ reaction: { mid: 'mid-1', action: 'unreact' } })).toMatchObject([{ emoji: null }]);
    expect(one({ read: { mid: 'mid-1' } })).toMatchObject([{ type: 'seen', externalId: 'mid-1' }]);
    expect(one({ postback: { mid: 'mid-9', title: 'Ціни', payload: 'PRICES' } })).toMatchObject([{ text: 'Ціни', externalId: 'mid-9' }]);
    expect(one({ optin: {} })).toEqual([]);
  });

  test('an item of tomorrow is kept, not lost', () => {
    expect(readDelivery(bodies.entry({ messaging: [bodies.item({ hologram: {} })] }), us, now).strange).toHaveLength(1);
    expect(readDelivery(bodies.entry({ tomorrow: [] }), us, now).strange).toHaveLength(1);
  });

  test('a mention elsewhere is asked for, and what can not be asked for is kept; only numbers get into the question', () => {
    const mention = (value: object): unknown => readDelivery(bodies.entry({ changes: [{ field: 'mentions', value }] }), us, now);
    expect(mention({ media_id: '31', comment_id: '32' })).toMatchObject({
      events: [], strange: [], lookUps: [{ ask: { what: 'mention', mediaId: '31', commentId: '32' }, otherwise: [{ kind: 'unsupported', fromClient: true, externalId: 'mention:31:32', chatId: 'mention:31:32', subject: { kind: 'mention' } }] }],
    });
    expect(mention({ media_id: '31' })).toMatchObject({ lookUps: [{ ask: { mediaId: '31', commentId: null }, otherwise: [{ externalId: 'mention:31' }] }] });
    for (const odd of [{}, { comment_id: '32' }, { media_id: '31', comment_id: '3){id}' }, { media_id: 'p-3' }]) expect(mention(odd)).toMatchObject({ events: [], lookUps: [], strange: [{ reason: 'unknown_item' }] });
  });

  test('our own comment: in answer to another one it is asked whom it is for, to nobody it makes no client', () => {
    const own = (more: object): unknown => readDelivery(bodies.entry({ changes: [{ field: 'comments', value: { from: { id: ours, username: 'velvet.moon' }, id: 'c-18', text: 'Від 800', media: { id: 'post-5' }, ...more } }] }), us, now);
    expect(own({ parent_id: 'c-17' })).toMatchObject({ events: [], strange: [], lookUps: [{ ask: { what: 'own_answer', parentId: 'c-17', id: 'c-18', text: 'Від 800' }, otherwise: [] }] });
    expect(own({})).toEqual({ events: [], strange: [], lookUps: [] });
  });

  test('whatever is in it, a delivery never throws', () => {
    const keys = fc.constantFrom('object', 'entry', 'id', 'messaging', 'changes', 'field', 'value', 'message', 'mid', 'attachments', 'type', 'payload', 'url', 'sender', 'recipient', 'reaction', 'from', 'text', '__proto__', 'reply_to', 'story', 'media_id', 'comment_id', 'parent_id');
    const leaf = fc.constantFrom<unknown>(ours, client, 'instagram', 'comments', 'messages', 'story_mention', null, 0, 1e300, true, '', 'https://cdn.example/1');
    const { tree } = fc.letrec((tie) => ({ tree: fc.oneof({ maxDepth: 7 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(keys, tie('tree'), { maxKeys: 6 })) }));
    fc.assert(fc.property(tree, (value) => {
      readDelivery({ object: 'instagram', entry: [{ id: ours, messaging: [value, { sender: { id: client }, recipient: { id: ours }, message: value }], changes: [{ field: 'comments', value }, { field: 'mentions', value }] }] }, us, now);
      readDelivery(value, us, now);
    }), { numRuns: 500 });
  });

  test('times in seconds, milliseconds and ISO without a colon are the same moment', () => {
    expect([asTime(1_795_348_800), asTime(1_795_348_800_000), asTime('2026-11-22T12:00:00+0000'), asTime('1795348800'), asTime('2026-11-22T14:00:00+0200')]).toEqual(Array.from({ length: 5 }, () => 1_795_348_800_000));
    expect([asTime('soon'), asTime(null), asTime(0), asTime(Number.NaN)]).toEqual([null, null, null, null]);
  });
});

describe('Instagram: whom a public answer of ours is for', () => {
  const written = (id: string, authorId: string, handle: string, at: number, text = ''): Written => ({ id, authorId, handle, text, at });
  const thread = [written('1', 'A', 'anna.k', 10), written('2', ours, 'velvet.moon', 20), written('3', 'B', 'Bohdan_1', 30), written('4', 'A', 'anna.k', 40), written('6', 'C', 'late', 90)];
  const answered = (text: string, at = 50, from = thread): unknown[] => {
    const event = ownAnswer(written('5', ours, 'velvet.moon', at, text), from, us);
    return event === null ? [] : [event.chatId, (event as { replyToExternalId: string }).replyToExternalId];
  };

  test.each([
    ['without a name: whoever began the thread', 'Від 800 грн', ['A', '1']],
    ['with a name: the newest comment of that one', '@anna.k так', ['A', '4']],
    ['a name in other letters, and a full stop behind it', '@bohdan_1. дякуємо', ['B', '3']],
    ['a name of nobody here', '@somebody дивіться', ['A', '1']],
    ['a name of one who came later', '@late так', ['A', '1']],
  ])('%s', (_title, text, expected) => expect(answered(text)).toEqual(expected));

  test('the network tells threads in any order; somebody without a name is not us, though we have none either', () => {
    fc.assert(fc.property(fc.shuffledSubarray(thread.slice(1), { minLength: 4 }), (rest) => {
      expect(answered('@anna.k так', 50, [thread[0]!, ...rest])).toEqual(['A', '4']);
      expect(answered('Так', 50, [written('2', ours, '', 20), ...rest])).toEqual(['A', '4']);
    }));
    expect(isOurs({ authorId: 'A', handle: '' }, { identity: ours, handle: '' })).toBe(false);
  });

  test('under a comment of ours: the newest client before; none before, nobody', () => {
    const ourThread = [written('2', ours, 'velvet.moon', 20), ...thread.slice(2)];
    expect(answered('Так', 35, ourThread)).toEqual(['B', '3']);
    expect(answered('Так', 25, ourThread)).toEqual([]);
    expect(answered('Так', 50, [written('2', '777', 'Velvet.Moon', 20)])).toEqual([]);
  });

  test('[c1] it is ours, in public, in that client\'s conversation', () => {
    expect(ownAnswer(written('5', ours, 'velvet.moon', 50, 'Від 800'), thread, us)).toMatchObject({
      fromClient: false, kind: 'comment', eventKey: 'c:5', externalId: '5', text: 'Від 800', at: 50, person: { externalId: 'A', handle: 'anna.k' }, opensWindowUntil: null, privateReplyUntil: null,
    });
  });
});

describe('Instagram: errors', () => {
  test.each([
    [190, 460, 401, 'token_invalid', true, false], [10, null, 403, 'permission_missing', true, false], [10, 2534022, 403, 'window_closed', false, false], [10, 2018278, 400, 'window_closed', false, false],
    [10, 2534014, 400, 'already_replied', false, false], [10903, null, 400, 'already_replied', false, false], [10, 1893063, 400, 'page_restricted', true, false], [100, 33, 400, 'bad_request', false, false],
    [551, 1545041, 400, 'not_reachable', false, false], [4, null, 400, 'rate_limited', true, true], [613, null, 400, 'rate_limited', true, true], [80002, null, 400, 'rate_limited', true, true],
    [2, null, 500, 'network_trouble', false, true], [1, null, 400, 'network_trouble', false, true], [7777, null, 400, 'refused_by_network', false, false],
  ])('%s/%s (HTTP %s) → %s', (code, sub, status, expected, isAccount, isRetried) => {
    const failure = graphError({ status, error: { code, ...(sub === null ? {} : { error_subcode: sub }), message: 'quotes the client' }, headers: new Headers() });
    expect([failure.code, failure.account, failure.retryAfterMs !== null]).toEqual([expected, isAccount, isRetried]);
    expect(failure.detail).not.toContain('quotes');
  });

  test('a limit tells how long it lasts', () => {
    const headers = new Headers({ 'x-business-use-case-usage': JSON.stringify({ 1: [{ type: 'messenger', estimated_time_to_regain_access: 7 }] }) });
    expect(graphError({ status: 400, error: { code: 80002 }, headers }).retryAfterMs).toBe(7 * 60_000);
  });
});

describe('splitting texts', () => {
  test('every part fits, nothing is lost but spaces at the seams, no character is torn', () => {
    const characters = fc.constantFrom('а', 'z', ' ', '\n', '🎂', '👩‍👩‍👧‍👦', 'é', 'n\u0303', '🇺🇦', 'ї');
    fc.assert(fc.property(fc.array(characters, { maxLength: 400 }), fc.integer({ min: 30, max: 200 }), fc.constantFrom('bytes' as const, 'characters' as const), (list, limit, unit) => {
      const text = list.join('');
      const parts = splitText(text, limit, unit);
      const bare = (one: string): string => one.replaceAll(/\s/g, '');
      expect(bare(parts.join(''))).toBe(bare(text));
      for (const whole of ['👩‍👩‍👧‍👦', '🇺🇦', 'n\u0303']) expect(parts.join('|').split(whole).length).toBe(text.split(whole).length);
      for (const part of parts) {
        expect(unit === 'bytes' ? Buffer.byteLength(part) : part.length).toBeLessThanOrEqual(limit);
        expect(part.isWellFormed()).toBe(true);
      }
    }), { numRuns: 300 });
  });

  test('500 Cyrillic letters are one message, 501 two', () => {
    expect(splitText('ж'.repeat(500), 1000, 'bytes')).toHaveLength(1);
    expect(splitText('ж'.repeat(501), 1000, 'bytes').map((part) => part.length)).toEqual([500, 1]);
  });
});
