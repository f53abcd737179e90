/** What is read out of Instagram's answers when it matters most: was it sent after all, and is that an answer at all. */
import { describe, expect, test } from 'vitest';
import type { ChannelAccount, ChannelTools, OutboundMessage } from '#channels/channel.ts';
import { instagramConnector } from '#channels/instagram/connector.ts';
import { createTools, started, outcome, textWork } from '#tests/contract/channels/harness.ts';
import { makeInstagram } from '#tests/contract/channels/instagram-harness.ts';

const since = Date.UTC(2026, 10, 22, 12);
const account: ChannelAccount = { accountId: 'a', identity: '178', handle: 'velvet.moon', endpoints: { graph: 'https://graph.example' }, secrets: { token: 't' } };
const message: OutboundMessage = { messageId: 'm', chatId: '7', route: 'direct', text: 'Від 800 грн', commentExternalId: null, replyToExternalId: null, attachments: [], humanAgent: false };
const answering = (body: unknown): ChannelTools => ({ ...createTools(), fetchOutside: async () => (typeof body === 'string' ? new Response(body) : Response.json(body)) });
const iso = (ms: number): string => new Date(ms).toISOString();

describe('[S79] was it sent after all', () => {
  const line = (id: string, text: string, more: { from?: string; at?: number } = {}): object => ({ id, message: text, from: { id: more.from ?? '178' }, created_time: iso(more.at ?? since + 1_000) });
  const find = (text: string, lines: object[]): unknown => instagramConnector.findSent!({ ...message, text }, since, account, answering({ data: [{ id: 'd', messages: { data: lines } }] }), AbortSignal.timeout(5_000));

  test('ours, these words, since then: yes; the client\'s words, older ones, others: nobody can tell', async () => {
    expect(await find('Від 800 грн', [line('1', 'Від 800 грн')])).toEqual({ externalId: '1' });
    expect(await find('Від 800 грн', [line('1', 'Від 800 грн', { at: since - 4_000 })])).toEqual({ externalId: '1' });
    expect(await find('Від 800 грн', [line('1', 'Від 800 грн', { at: since - 6_000 }), line('2', 'Від 800 грн', { from: '7' }), line('3', 'Від 900 грн')])).toBeNull();
    expect(await find('', [line('1', '')])).toBeNull();
  });

  test('half of a long text is neither', async () => {
    const [first, second] = ['ж'.repeat(500), 'ж'.repeat(100)];
    expect(await find(first + second, [line('1', first)])).toBeNull();
    expect(await find(first + second, [line('2', second), line('1', first)])).toEqual({ externalId: '2' });
  });

  test('under a comment: ours, these words, since then', async () => {
    const reply = (id: string, text: string, more: { from?: string; at?: number } = {}): object => ({ id, text, from: { id: more.from ?? '178' }, timestamp: iso(more.at ?? since + 1_000) });
    const findPublic = (replies: object[]): unknown =>
      instagramConnector.findSent!({ ...message, route: 'public', commentExternalId: '9' }, since, account, answering({ data: replies }), AbortSignal.timeout(5_000));
    expect(await findPublic([reply('2', 'інше'), reply('1', 'Від 800 грн')])).toEqual({ externalId: '1' });
    expect(await findPublic([reply('1', 'інше'), reply('2', 'Від 800 грн', { from: '7' }), reply('3', 'Від 800 грн', { at: since - 6_000 })])).toBeNull();
  });
});

describe('what is an answer', () => {
  test('a page that is none is trouble, never "nothing there"', async () => {
    await expect(instagramConnector.person!('7', account, answering('<html>502'), AbortSignal.timeout(5_000))).rejects.toMatchObject({ code: 'network' });
  });

  test('an error with a good status is an error', async () => {
    const bench = await started(await makeInstagram());
    bench.client.writes('Привіт');
    bench.simulator.fail({ status: 200, body: JSON.stringify({ error: { code: 551, type: 'OAuthException' }, message_id: 'x' }) }, { path: '/messages', method: 'POST' });
    expect(await outcome(bench, textWork(bench.client.id, 'раз'))).toMatchObject({ state: 'refused', code: 'not_reachable' });
  });

  test('the list of dialogues is read to its end', async () => {
    const bench = await makeInstagram({ hooks: false });
    for (let n = 0; n < 60; n += 1) bench.account.client(`client${n}`, `Client ${n}`).writes('Привіт', { quiet: true, at: bench.desk.clock.now() - n * 60_000 });
    await started(bench);
    await bench.desk.host.until(() => bench.desk.host.messages().length === 60);
  });

  test('without a secret no webhooks are asked for', async () => {
    const bench = await makeInstagram({ hooks: false });
    bench.h.secrets = { token: bench.account.token };
    await started(bench);
    bench.client.writes('Привіт', { quiet: true });
    await bench.desk.host.until(() => bench.desk.host.messages().length === 1);
    expect(bench.simulator.requests.filter(({ path }) => path.endsWith('/subscribed_apps'))).toEqual([]);
  });
});
