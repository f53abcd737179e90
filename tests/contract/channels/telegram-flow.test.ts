import { describe, expect, test } from 'vitest';
import type { ReadBatch } from '#channels/channel.ts';
import { telegramConnector } from '#channels/telegram/connector.ts';
import { readUpdates } from '#channels/telegram/wire.ts';
import fc from 'fast-check';
import { createTools, opened, outcome, started, textWork } from '#tests/contract/channels/harness.ts';
import { makeTelegram } from '#tests/contract/channels/telegram-harness.ts';
import type { TelegramBench } from '#tests/contract/channels/telegram-harness.ts';
import { onePixelGif, onePixelPng } from '#tests/fixtures/channels/pictures.ts';

const begin = async (): Promise<TelegramBench> => started(await makeTelegram());

describe('Telegram: reading', () => {
  test('the offset goes out only after the batch is stored', async () => {
    const bench = await makeTelegram();
    bench.person.writes('раз');
    bench.person.writes('два');
    const stop = new AbortController();
    const reading = telegramConnector.read!(opened(bench), null, createTools(bench.desk.clock), stop.signal)[Symbol.asyncIterator]();
    const first = (await reading.next()).value as ReadBatch;
    expect(first.events).toHaveLength(2);
    // Not asked for more yet: the network still holds both.
    expect(bench.bot.pending()).toBe(2);
    bench.person.writes('три');
    const second = (await reading.next()).value as ReadBatch;
    expect(second.events).toHaveLength(1);
    expect(bench.bot.pending()).toBe(1);
    expect(Number(second.place)).toBe(Number(first.place) + 1);
    stop.abort();
  });

  test('long polling waits: no news, no requests; a message ends the wait at once', async () => {
    const bench = await begin();
    await bench.desk.host.until(() => bench.simulator.requests.filter(({ path }) => path.endsWith('/getUpdates')).length === 2);
    bench.person.writes('є хто?');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    expect(bench.simulator.requests.filter(({ path }) => path.endsWith('/getUpdates')).length).toBeLessThanOrEqual(3);
  });

  test('a second reader: the account says so, waits, and reads again when the other is gone', async () => {
    const bench = await begin();
    bench.simulator.fail('conflict', { path: '/getUpdates', times: 2 });
    bench.person.writes('під час суперечки');
    await bench.desk.host.until(() => bench.desk.host.reports.some(({ code }) => code === 'second_reader'));
    await bench.desk.host.until(() => bench.desk.host.reports.at(-1)!.health === 'ok');
    expect(bench.desk.host.messages()).toHaveLength(1);
  });

  test('a webhook set elsewhere: told; taken off when a person says so; what waited is read', async () => {
    const bench = await makeTelegram();
    bench.bot.setWebhook();
    bench.person.writes('чекаю');
    bench.desk.host.setAccount(bench.h.account, bench.h.secrets);
    bench.desk.runner.start();
    await bench.desk.host.until(() => bench.desk.host.reports.some(({ code, health }) => code === 'webhook_set' && health === 'error'));
    expect(bench.desk.host.messages()).toEqual([]);
    await bench.desk.runner.takeOver(bench.h.account.accountId);
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
  });

  test('an album is several messages of one album, words on the first', async () => {
    const bench = await begin();
    const ids = bench.person.sendsAlbum([onePixelPng, onePixelPng, onePixelGif], 'отакі');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 3);
    const messages = bench.desk.host.messages();
    expect(messages.map(({ externalId }) => externalId)).toEqual(ids);
    expect(new Set(messages.map(({ albumId }) => albumId)).size).toBe(1);
    expect(messages.map(({ text }) => text)).toEqual(['отакі', '', '']);
  });

  test('voice, video, document, sticker, a place; what is too large for a bot says so', async () => {
    const bench = await begin();
    bench.person.sendsVoice(onePixelPng, 7);
    bench.person.sendsVideo(onePixelPng);
    bench.person.sendsDocument(onePixelPng, 'ескіз.pdf', 'application/pdf');
    bench.person.sendsSticker(onePixelPng, '🎂');
    bench.person.sendsPlace(50.45, 30.52);
    bench.person.sendsDocument(onePixelPng, 'фільм.mov', 'video/quicktime', 21 * 1024 * 1024);
    await bench.desk.host.until(() => bench.desk.host.messages().length === 6);
    expect(bench.desk.host.messages()).toMatchObject([
      { kind: 'voice', media: [{ kind: 'voice', durationMs: 7_000 }] }, { kind: 'video', media: [{ kind: 'video', width: 320 }] },
      { kind: 'document', media: [{ fileName: 'ескіз.pdf', contentType: 'application/pdf' }] }, { kind: 'sticker', text: '🎂' },
      { kind: 'text', text: '📍 https://maps.google.com/?q=50.45,30.52' }, { kind: 'document', media: [{ source: null, missing: 'too_large', fileName: 'фільм.mov' }] },
    ]);
  });

  test('a file that grew too large, one that is gone', async () => {
    const bench = await begin();
    const fetched = async (source: string): Promise<unknown> => {
      const effectId = bench.desk.host.enqueue(bench.h.account.accountId, { kind: 'media.fetch', messageId: 'm', items: [{ attachment: 0, source, kind: 'document', fileName: 'a.pdf' }] });
      await bench.desk.host.until(() => bench.desk.host.effect(effectId).state === 'done');
      return bench.desk.host.effect(effectId).results[0];
    };
    bench.person.sendsDocument(onePixelPng, 'a.bin', 'application/x', 19 * 1024 * 1024);
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    expect(await fetched(bench.desk.host.messages()[0]!.media[0]!.source!)).toMatchObject({ items: [{ stored: { missing: null, sizeBytes: onePixelPng.length } }] });
    expect(await fetched('nothing')).toMatchObject({ items: [{ stored: { missing: 'gone', hash: null, fileName: 'a.pdf' } }] });
  });

  test('name and picture by a look-up', async () => {
    const bench = await begin();
    const person = bench.bot.person('Ірина', { username: 'ira_t', picture: onePixelPng });
    const effectId = bench.desk.host.enqueue(bench.h.account.accountId, { kind: 'avatar.fetch', profileId: 'p', externalId: person.id, source: `person:${person.id}` });
    await bench.desk.host.until(() => bench.desk.host.effect(effectId).state === 'done');
    expect(bench.desk.host.effect(effectId).results[0]).toMatchObject({ state: 'person', set: { name: 'Ірина', handle: 'ira_t', link: 'https://t.me/ira_t', avatar: expect.any(String) as string } });
  });

  test('whatever is in it, an update never throws and always moves the place', () => {
    const keys = fc.constantFrom('message', 'edited_message', 'message_reaction', 'chat', 'id', 'from', 'photo', 'text', 'date', 'message_id', 'sticker', 'document', 'file_id', 'file_size', 'type', 'location', '__proto__');
    const leaf = fc.constantFrom<unknown>(1, -5, 1e300, 'private', '', null, true, 'x');
    const { tree } = fc.letrec((tie) => ({ tree: fc.oneof({ maxDepth: 6 }, leaf, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(keys, tie('tree'), { maxKeys: 6 })) }));
    fc.assert(fc.property(tree, tree, (message, other) => {
      const read = readUpdates([{ update_id: 7, message }, { update_id: 8, edited_message: other }, { update_id: 9, message_reaction: other }, message], 0);
      expect(read.next).toBe(10);
    }), { numRuns: 500 });
  });
});

describe('Telegram: sending', () => {
  const file = async (bench: TelegramBench, kind: 'photo' | 'document' | 'voice' | 'video', fileName: string): Promise<ReturnType<typeof textWork>['files'][number]> => ({
    kind, hash: await bench.desk.host.putBlob(onePixelPng), fileName, contentType: 'image/png', sizeBytes: onePixelPng.length,
  });

  test('document, voice, video each by its own call; several photos as one album; words once', async () => {
    const bench = await begin();
    const [photo, document, voice] = [await file(bench, 'photo', 'торт.png'), await file(bench, 'document', 'рахунок;"1".pdf'), await file(bench, 'voice', 'голос.ogg')];
    expect(await outcome(bench, textWork(bench.person.id, 'рахунок', { files: [document] }))).toMatchObject({ state: 'sent' });
    expect(await outcome(bench, textWork(bench.person.id, '', { files: [voice] }))).toMatchObject({ state: 'sent' });
    const album = await outcome(bench, textWork(bench.person.id, 'на вибір', { files: [photo, photo, photo] }));
    expect(bench.bot.sent.map(({ method, text }) => [method, text])).toEqual([
      ['sendDocument', 'рахунок'], ['sendVoice', ''], ['sendMediaGroup', 'на вибір'], ['sendMediaGroup', ''], ['sendMediaGroup', ''],
    ]);
    expect(bench.bot.sent[0]!.file!.name).toBe('рахунок__1_.pdf');
    expect((album as { externalIds: string[] }).externalIds).toEqual(bench.bot.sent.slice(2).map(({ id }) => id));
  });

  test('words too long for a caption follow the picture; an answer quotes what it answers', async () => {
    const bench = await begin();
    const asked = bench.person.writes('Скільки?');
    await outcome(bench, textWork(bench.person.id, 'ж'.repeat(1_025), { files: [await file(bench, 'photo', 'a.png')], replyToExternalId: asked }));
    expect(bench.bot.sent.map(({ method, text, replyTo }) => [method, text.length, replyTo])).toEqual([['sendPhoto', 0, Number(asked)], ['sendMessage', 1_025, null]]);
  });

  test('[S79] half of it is out: a short limit is waited out, a refusal makes all of it unknown; nothing is sent twice', async () => {
    const bench = await begin();
    const long = async (): Promise<unknown> => outcome(bench, textWork(bench.person.id, 'ж'.repeat(1_025), { files: [await file(bench, 'photo', 'a.png')] }));
    bench.simulator.fail('rate', { path: '/sendMessage' });
    expect(await long()).toMatchObject({ state: 'sent', externalIds: [expect.any(String), expect.any(String)] as string[] });
    bench.simulator.fail('token', { path: '/sendMessage' });
    expect(await long()).toEqual({ state: 'unknown' });
    expect(bench.bot.sent.map(({ method }) => method)).toEqual(['sendPhoto', 'sendMessage', 'sendPhoto']);
  });

  test('words to pictures and documents together belong to none of them: they follow by themselves', async () => {
    const bench = await begin();
    await outcome(bench, textWork(bench.person.id, 'усе разом', { files: [await file(bench, 'document', 'рахунок.pdf'), await file(bench, 'photo', 'a.png')] }));
    expect(bench.bot.sent.map(({ method, text }) => [method, text])).toEqual([['sendPhoto', ''], ['sendDocument', ''], ['sendMessage', 'усе разом']]);
  });

  test('there is no public way: refused before anything leaves', async () => {
    const bench = await begin();
    expect(await outcome(bench, textWork(bench.person.id, 'x', { route: 'public', commentExternalId: '1' }))).toMatchObject({ state: 'refused', code: 'bad_request' });
    expect(bench.bot.sent).toEqual([]);
  });

  test('a chat that moved: the message follows it', async () => {
    const bench = await begin();
    const moved = bench.person.moves();
    expect(await outcome(bench, textWork(bench.person.id, 'де ви тепер?'))).toMatchObject({ state: 'sent' });
    expect(bench.bot.sent.map(({ chatId }) => chatId)).toEqual([moved]);
  });

  test('[S79] a 5xx of the network in front may have let it through: unknown', async () => {
    const bench = await begin();
    bench.simulator.fail('trouble', { path: '/sendMessage' });
    expect(await outcome(bench, textWork(bench.person.id, 'раз'))).toEqual({ state: 'unknown' });
    bench.simulator.fail('http502', { path: '/sendMessage' });
    expect(await outcome(bench, textWork(bench.person.id, 'два'))).toEqual({ state: 'unknown' });
  });

  test('a missing file of ours, a file too large, a stranger: refused, nothing left', async () => {
    const bench = await begin();
    expect(await outcome(bench, textWork(bench.person.id, 'x', { files: [{ ...(await file(bench, 'photo', 'a.png')), hash: 'nothing' }] }))).toMatchObject({ state: 'refused', code: 'file_missing' });
    expect(await outcome(bench, textWork(bench.person.id, 'x', { files: [{ ...(await file(bench, 'photo', 'a.png')), sizeBytes: 11 * 1024 * 1024 }] }))).toMatchObject({ state: 'refused', code: 'file_too_large' });
    expect(await outcome(bench, textWork('424242', 'x'))).toMatchObject({ state: 'refused', code: 'not_reachable' });
    expect(bench.bot.sent).toEqual([]);
  });
});
