/** What a bot hears besides people who write to it: groups, channels, service lines, business accounts. */
import { describe, expect, test } from 'vitest';
import type { InboundEvent } from '#channels/channel.ts';
import { telegramConnector } from '#channels/telegram/connector.ts';
import { readUpdates } from '#channels/telegram/wire.ts';
import type { ReadUpdates } from '#channels/telegram/wire.ts';
import { isGroupChat } from '#shared/model/channel.ts';
import { createTools, textWork } from '#tests/contract/channels/harness.ts';
import { makeTelegram } from '#tests/contract/channels/telegram-harness.ts';

const olena = { id: 7, is_bot: false, first_name: 'Олена', last_name: 'К', username: 'olena_k', language_code: 'uk' };
const family = { id: -100_500, type: 'supergroup', title: 'Весілля' };
const at = 1_795_348_800;
const read = (update: object): ReadUpdates => readUpdates([{ update_id: 41, ...update }], 0);
const message = (more: object): ReadUpdates => read({ message: { message_id: 3, date: at, chat: family, from: olena, ...more } });
const one = (more: object): InboundEvent => message(more).events[0]!;

describe('Telegram: a group is one client, and looks like one', () => {
  test('its name bears a mark, its words say who said them', () => {
    expect(one({ text: 'Скільки коштує?' })).toMatchObject({ chatId: '-100500', text: 'Олена К: Скільки коштує?', person: { externalId: '-100500', name: '👥 Весілля', handle: '', link: null, language: null } });
    expect(one({ photo: [{ file_id: 'p', width: 9, height: 9 }] })).toMatchObject({ kind: 'photo', text: 'Олена К' });
    expect(one({ photo: [{ file_id: 'p', width: 9, height: 9 }], media_group_id: 'a' })).toMatchObject({ text: '' });
    expect(one({ photo: [{ file_id: 'p', width: 9, height: 9 }], media_group_id: 'a', caption: 'ось' })).toMatchObject({ text: 'Олена К: ось' });
    expect(read({ edited_message: { message_id: 3, date: at, edit_date: at, chat: family, from: olena, text: 'дві' } }).events).toMatchObject([{ type: 'edit', text: 'Олена К: дві' }]);
    expect(one({ chat: { id: 7, type: 'private', first_name: 'Олена' }, text: 'Скільки?' })).toMatchObject({ text: 'Скільки?', person: { name: 'Олена К', link: 'https://t.me/olena_k' } });
  });

  test('who writes as the group or as a channel is somebody; bots and repeated posts are not', () => {
    const anonymous = { id: 1087968824, is_bot: true, first_name: 'Group', username: 'GroupAnonymousBot' };
    expect(one({ from: anonymous, sender_chat: family, text: 'від адміністратора' })).toMatchObject({ text: 'Весілля: від адміністратора' });
    expect(message({ from: anonymous, text: 'x' })).toMatchObject({ events: [], strange: [], next: 42 });
    expect(message({ sender_chat: { id: -1, type: 'channel', title: 'Новини' }, is_automatic_forward: true, text: 'допис' })).toMatchObject({ events: [], strange: [] });
  });

  test('in a topic nothing is quoted but what a person quotes', () => {
    expect(one({ text: 'x', is_topic_message: true, reply_to_message: { message_id: 1, forum_topic_created: { name: 'Торти' } } })).toMatchObject({ replyToExternalId: null });
    expect(one({ text: 'x', reply_to_message: { message_id: 2, text: 'що?' } })).toMatchObject({ replyToExternalId: '2' });
  });

  test('its look-up keeps the mark, and whoever writes an answer can tell it from a person', async () => {
    const bench = await makeTelegram();
    const group = bench.bot.person('Весілля', { group: true });
    const opened = { ...bench.h.account, secrets: bench.h.secrets };
    expect(await telegramConnector.person!(group.id, opened, createTools(), AbortSignal.timeout(5_000))).toMatchObject({ name: '👥 Весілля', avatarSource: null });
    expect([isGroupChat('telegram', group.id), isGroupChat('telegram', bench.person.id), isGroupChat('instagram', '-1')]).toEqual([true, false, false]);
  });

  test('an answer goes to the group it was written for, and to no other chat', async () => {
    const bench = await makeTelegram();
    const group = bench.bot.person('Весілля', { group: true });
    bench.desk.host.setAccount(bench.h.account, bench.h.secrets);
    bench.desk.runner.start();
    const asked = group.writes('Скільки?');
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    const effectId = bench.desk.host.enqueue(bench.h.account.accountId, textWork(bench.desk.host.messages()[0]!.chatId, 'Від 800', { replyToExternalId: asked }));
    await bench.desk.host.until(() => bench.desk.host.effect(effectId).state === 'done');
    expect(bench.bot.sent.map(({ chatId, replyTo }) => [chatId, replyTo])).toEqual([[group.id, Number(asked)]]);
  });
});

describe('Telegram: what is no message of a client', () => {
  test.each([
    ['new_chat_members', [olena]], ['left_chat_member', olena], ['group_chat_created', true], ['migrate_to_chat_id', -100_501], ['migrate_from_chat_id', -5], ['pinned_message', { message_id: 1 }],
    ['forum_topic_created', { name: 'x' }], ['video_chat_ended', { duration: 3 }],
  ])('the line "%s" makes no client', (field, value) => {
    expect(message({ [field]: value })).toMatchObject({ events: [], strange: [], next: 42 });
  });

  test('added, removed, blocked: understood, nobody\'s message', () => {
    for (const status of ['member', 'administrator', 'left', 'kicked']) {
      expect(read({ my_chat_member: { chat: family, from: olena, date: at, old_chat_member: { status: 'left' }, new_chat_member: { status } } })).toEqual({ events: [], strange: [], next: 42 });
    }
  });

  test.each([
    ['channel_post', { message_id: 1, date: at, chat: { id: -9, type: 'channel', title: 'Новини' }, text: 'допис' }],
    ['business_connection', { id: 'b', user: olena, user_chat_id: 7, date: at, is_enabled: true }],
    ['business_message', { business_connection_id: 'b', message_id: 1, date: at, chat: { id: 7, type: 'private' }, from: olena, text: 'до власника' }],
    ['edited_business_message', { business_connection_id: 'b', message_id: 1, date: at, chat: { id: 7, type: 'private' }, from: olena, text: 'x' }],
    ['deleted_business_messages', { business_connection_id: 'b', chat: { id: 7, type: 'private' }, message_ids: [1] }],
    ['callback_query', { id: '1', from: olena, data: 'x' }], ['inline_query', { id: '1', from: olena, query: '' }], ['poll', { id: '1' }], ['chat_join_request', { chat: family, from: olena }],
    ['message', { message_id: 1, date: at, chat: { id: -9, type: 'channel', title: 'Новини' }, text: 'x' }],
    ['message', { message_id: 1, date: at, chat: { ...family, is_direct_messages: true }, from: olena, text: 'x' }],
    ['message', { message_id: 1, date: at, chat: { id: 5 }, from: olena, text: 'x' }],
  ])('"%s" that is none of a bot\'s talk with a client is kept raw, and the place moves on', (kind, content) => {
    expect(read({ [kind]: content })).toMatchObject({ events: [], strange: [{ reason: 'unknown_update', raw: expect.stringContaining(kind) as string }], next: 42 });
  });

  test('a place that moves is an edit without words; updates in any order confirm the newest', () => {
    const alone = { id: 7, type: 'private', first_name: 'Олена' };
    expect(read({ edited_message: { message_id: 3, date: at, edit_date: at, chat: alone, from: olena, location: { latitude: 1, longitude: 2 } } })).toEqual({ events: [], strange: [], next: 42 });
    expect(readUpdates([{ update_id: 9 }, { update_id: 7 }], 0).next).toBe(10);
  });

  test('only what is understood is asked for: the network keeps business letters and posts to itself', async () => {
    const bench = await makeTelegram();
    bench.desk.host.setAccount(bench.h.account, bench.h.secrets);
    bench.desk.runner.start();
    await bench.desk.host.until(() => bench.simulator.requests.some(({ path }) => path.endsWith('/getUpdates')));
    await bench.desk.host.until(() => !bench.bot.allowed().includes('callback_query'));
    expect(bench.bot.allowed()).toEqual(['message', 'edited_message', 'message_reaction', 'my_chat_member']);
  });
});
