import { fork } from 'node:child_process';
import { resolve } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { describe, expect, test } from 'vitest';
import { createChance } from '#channels/demo/chance.ts';
import { createDemo } from '#channels/demo/demo.ts';
import { openingSize } from '#channels/demo/opening.ts';
import { cake, face, receipt } from '#channels/demo/pictures.ts';
import { phrases } from '#channels/demo/phrases.ts';
import { imageSize } from '#channels/runner/image-size.ts';
import { closeAfterTest, createDesk, textWork } from '#tests/contract/channels/harness.ts';
import { createHurriedClock } from '#tests/helpers/hurried-clock.ts';
import { bodyOf, listen } from '#tests/helpers/loopback.ts';

const wishes = [
  ...Array.from({ length: 15 }, (_, n) => ({ channel: 'instagram' as const, handle: `sweets.${n}`, name: `Sweets ${n}` })),
  { channel: 'telegram' as const, handle: 'sweets_bot', name: 'Sweets' },
];

describe('the demo', () => {
  test('fifteen accounts and a bot: an opening set through the real connectors, then people who write and answer back', { timeout: 20_000 }, async () => {
    const desk = createDesk(createHurriedClock(12));
    const door = await listen(async (request, response) => {
      const [, , channel = '', accountId = ''] = request.url!.split('/');
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      const reply = await desk.runner.hook(channel, accountId, { method: 'POST', query: {}, headers, body: new Uint8Array(await bodyOf(request)) });
      response.writeHead(reply.status).end(reply.body);
    });
    const demo = await createDemo({ accounts: wishes, clock: desk.clock, pace: 30 });
    closeAfterTest(async () => {
      await demo.close();
      await door.close();
    });
    for (const { channel, handle, identity, endpoints, secrets } of demo.accounts) {
      desk.host.setAccount({ accountId: handle, channel, handle, identity, endpoints, verifyToken: 'v', tokenExpiresAt: Number.MAX_SAFE_INTEGER, secretsVersion: '1', active: true }, secrets);
    }
    desk.runner.start();
    demo.setHooks(Object.fromEntries(demo.accounts.map(({ channel, handle }) => [handle, `${door.origin}/hooks/${channel}/${handle}`])));
    const playing = demo.play(false);
    const people = (): Set<string> => new Set(desk.host.messages().map(({ chatId }) => chatId));
    await desk.host.until(() => people().size >= openingSize - 3);
    const messages = desk.host.messages();
    expect(new Set(messages.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(4);
    expect(messages.some(({ fromClient }) => !fromClient)).toBe(true);
    expect(Math.min(...messages.map(({ at }) => at))).toBeLessThan(desk.clock.now() - 24 * 3_600_000);

    // Somebody who waits is answered, and answers back.
    const asked = desk.host.messages().findLast((one) => one.fromClient && one.kind === 'text' && one.chatId.startsWith('8'))!;
    const account = demo.accounts.find(({ identity }) => asked.chatId.endsWith(identity.slice(-4)))!;
    const before = desk.host.messages().filter(({ chatId, fromClient }) => fromClient && chatId === asked.chatId).length;
    const effectId = desk.host.enqueue(account.handle, textWork(asked.chatId, 'Добрий день! На яку дату?'));
    await desk.host.until(() => desk.host.effect(effectId).state === 'done');
    await desk.host.until(() => desk.host.events.filter((event) => event.chatId === asked.chatId && (event.type === 'reaction' || (event.type === 'message' && event.fromClient))).length > before);
    await demo.close();
    await playing;
    expect(desk.host.strange).toEqual([]);
    expect(desk.host.reports.filter(({ health }) => health === 'error')).toEqual([]);
  });

  test('identities and secrets stay over a restart, addresses do not matter', async () => {
    const clock = createDesk().clock;
    const [first, second] = [await createDemo({ accounts: wishes, clock }), await createDemo({ accounts: wishes, clock })];
    closeAfterTest(() => first.close());
    closeAfterTest(() => second.close());
    const fixed = (accounts: typeof first.accounts): unknown => accounts.map(({ channel, handle, name, identity, secrets }) => ({ channel, handle, name, identity, secrets }));
    expect(fixed(first.accounts)).toEqual(fixed(second.accounts));
    expect(new Set(first.accounts.map(({ identity }) => identity)).size).toBe(16);
  });

  test('the process speaks as its README says and ends with its parent', { timeout: 20_000 }, async () => {
    const child = fork(resolve(import.meta.dirname, '../../../entries/demo.ts'), { execArgv: [] });
    const ended = new Promise<number | null>((done) => child.on('exit', done));
    const said = new Promise<{ type: string; accounts: { handle: string; secrets: object; endpoints: object }[] }>((done) => child.once('message', done as never));
    child.send({ type: 'demo-accounts', accounts: wishes.map((wish) => ({ ...wish, code: 'SW', colour: 1, group: 'all' })) });
    const ready = await said;
    expect([ready.type, ready.accounts.map(({ handle }) => handle)]).toEqual(['demo-ready', wishes.map(({ handle }) => handle)]);
    child.disconnect();
    expect(await ended).toBe(0);
  });

  test('pictures are real and small', async () => {
    const chance = createChance(1);
    for (const draw of [cake, receipt, face]) {
      const bytes = draw(chance);
      expect((await fileTypeFromBuffer(bytes))?.mime).toBe('image/png');
      expect(imageSize(bytes, 'image/png')!.width).toBeGreaterThan(100);
      expect(bytes.length).toBeLessThan(60_000);
    }
  });

  test('names are many enough and handles differ within a language', () => {
    for (const { names } of Object.values(phrases)) expect(new Set(names.map(([, handle]) => handle)).size).toBe(names.length);
  });
});
