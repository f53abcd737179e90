/** The bot against an emulator that others wrote (telegram-test-api): a second opinion on the wire format. */
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as emulator from 'telegram-test-api';
import { expect, test } from 'vitest';
import { accountOf, closeAfterTest, createDesk, textWork } from '#tests/contract/channels/harness.ts';
import { listen } from '#tests/helpers/loopback.ts';

interface EmulatedServer {
  config: { apiURL: string };
  start(): Promise<void>;
  stop(): Promise<boolean>;
  getClient(token: string, options?: object): {
    makeMessage(text: string): object;
    makeCommand(text: string): object;
    sendMessage(message: object): Promise<unknown>;
    sendCommand(message: object): Promise<unknown>;
    getUpdates(): Promise<{ result: { message: { text: string } }[] }>;
  };
}

/** CommonJS: the class is the default of the default, or of nothing, as the loader likes. */
function emulated(config: object): EmulatedServer {
  let found: unknown = emulator;
  while (typeof found === 'object' && found !== null && 'default' in found) found = found.default;
  return new (found as new (config: object) => EmulatedServer)(config);
}

test('messages and a command come in once, an answer goes out', async () => {
  const free = await listen(() => undefined);
  const port = Number(new URL(free.origin).port);
  await free.close();
  const server = emulated({ port, host: '127.0.0.1' });
  await server.start();
  // The emulator answers a poll at once, with or without news: this stands between, as a network would, and takes its time.
  const slow = await listen(async (incoming, response) => {
    if (incoming.url?.endsWith('/getUpdates') === true) await sleep(50);
    const onward = request(`${server.config.apiURL}${incoming.url}`, { method: incoming.method ?? 'GET', headers: incoming.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  });
  closeAfterTest(async () => {
    await slow.close();
    await server.stop();
  });

  const token = '123456:sampleToken';
  const desk = createDesk();
  const account = accountOf('telegram', '666', 'emulated_bot', { api: slow.origin });
  desk.host.setAccount(account, { token });
  desk.runner.start();
  const client = server.getClient(token, { firstName: 'Олена', userName: 'olena_k' });
  await client.sendCommand(client.makeCommand('/start'));
  await client.sendMessage(client.makeMessage('Скільки коштує торт?'));
  await desk.host.until(() => desk.host.messages().length === 2);
  expect(desk.host.messages()).toMatchObject([{ kind: 'text', text: '/start' }, { text: 'Скільки коштує торт?', fromClient: true, person: { name: 'Олена' } }]);

  const effectId = desk.host.enqueue(account.accountId, textWork(desk.host.messages()[0]!.chatId, 'Від 800 грн'));
  await desk.host.until(() => desk.host.effect(effectId).state === 'done');
  expect(desk.host.effect(effectId).results).toMatchObject([{ state: 'sent' }]);
  expect((await client.getUpdates()).result.map(({ message }) => message.text)).toEqual(['Від 800 грн']);
  expect(desk.host.messages()).toHaveLength(2);
});
