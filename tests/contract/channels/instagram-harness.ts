/** Instagram for the contract suite: webhooks go through a real HTTP door into the runner, as a server's do. */
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import type { InstagramSimulator, InstagramSimulatorOptions, SimulatedAccount, SimulatedClient } from '#channels/instagram/simulator.ts';
import { escaped } from '#channels/instagram/simulator-delivery.ts';
import { accountOf, closeAfterTest, createDesk } from '#tests/contract/channels/harness.ts';
import type { ChannelHarness, Desk } from '#tests/contract/channels/harness.ts';
import { createHurriedClock } from '#tests/helpers/hurried-clock.ts';
import { bodyOf, listen } from '#tests/helpers/loopback.ts';

export interface InstagramBench {
  h: ChannelHarness;
  desk: Desk;
  simulator: InstagramSimulator;
  account: SimulatedAccount;
  client: SimulatedClient;
  hookUrl: string;
}

export async function makeInstagram(options: Partial<InstagramSimulatorOptions> & { hooks?: boolean } = {}): Promise<InstagramBench> {
  const clock = createHurriedClock();
  const simulator = await createInstagramSimulator({ now: () => clock.now(), conversationsPerSecond: Infinity, ...options });
  const desk = createDesk(clock);
  const account = simulator.account({ username: 'velvet.moon', name: 'Velvet Moon' });
  const client = account.client('olena.k', 'Олена К');
  const known = accountOf('instagram', account.identity, 'velvet.moon', { graph: simulator.url });
  const door = await listen(async (request, response) => {
    const url = new URL(request.url!, 'http://door');
    const [, , channel = '', accountId = ''] = url.pathname.split('/');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const reply = await desk.runner.hook(channel, accountId, {
      method: request.method === 'GET' ? 'GET' : 'POST', query: Object.fromEntries(url.searchParams), headers, body: new Uint8Array(await bodyOf(request)),
    });
    response.writeHead(reply.status, { 'content-type': reply.contentType }).end(reply.body);
  });
  // The network fetches what we send from us.
  const files = await listen(async (request, response) => response.end(Buffer.from(await desk.host.readBlob(request.url!.slice(1)))));
  desk.host.publicLink = (_accountId, hash) => `${files.origin}/${hash}`;
  closeAfterTest(async () => {
    await simulator.close();
    await door.close();
    await files.close();
  });
  const hookUrl = `${door.origin}/hooks/instagram/${known.accountId}`;
  if (options.hooks !== false) account.setHook(hookUrl);
  const h: ChannelHarness = {
    channel: 'instagram', account: known, secrets: { token: account.token, appSecret: account.appSecret }, canLookUp: true,
    maxText: { limit: 1000, size: (text) => Buffer.byteLength(text) },
    client: {
      id: client.id,
      writes: (text) => client.writes(text),
      sendsPhoto: (bytes) => client.sendsFile('image', bytes),
      edits: client.edits, reacts: client.reacts, unsends: client.unsends,
      sendsUnknown: () => client.sendsUnsupported(),
      becomesUnreachable() {
        simulator.fail('window', { path: '/messages', method: 'POST' });
        return 'window_closed';
      },
    },
    sent: () => account.sent.map(({ id, text, attachment }) => ({ id, text, bytes: attachment?.bytes ?? null })),
    fail(how, times = 1) {
      if (how === 'unreachable') simulator.fail('window', { path: '/messages', method: 'POST', times });
      else simulator.fail(how, { path: '/messages', method: 'POST', times });
    },
    async redeliver() {
      await simulator.courier.idle();
      const all = [...simulator.courier.bodies, ...simulator.courier.bodies].reverse();
      for (const delivery of all) await simulator.courier.post(delivery);
    },
    revokeToken: () => ({ token: account.revokeToken(), appSecret: account.appSecret }),
    sendsNonsense: () => {
      const body = escaped({ object: 'instagram', entry: [{ id: account.identity, time: clock.now(), messaging: [{ sender: { id: client.id }, recipient: { id: account.identity }, hologram: { size: 3 } }] }] });
      void simulator.courier.post({ account: { hookUrl, appSecret: account.appSecret } as never, body });
    },
  };
  return { h, desk, simulator, account, client, hookUrl };
}
