/** The server's doors: webhooks, sign-up, calls, files, the windows of guests (R8, R15, R17–R19, R26, S99). Real HTTP on loopback, a simulated Instagram. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { createInstagramSimulator } from '#channels/instagram/simulator.ts';
import type { InstagramSimulator, SimulatedAccount } from '#channels/instagram/simulator.ts';
import type { DownFrame } from '#shared/port/port.ts';
import { StorageError } from '#db/core/storage-error.ts';
import { robotCommand } from '#server/committer/given-command.ts';
import { loopbackReach } from '#server/http/reach.ts';
import { serveHttp } from '#server/http/serve-http.ts';
import { systemClock } from '#server/ports.ts';
import { startRealServer, until } from '#tests/helpers/real-server.ts';
import type { RealServer } from '#tests/helpers/real-server.ts';

let real: RealServer;
let network: InstagramSimulator;
let shop: SimulatedAccount;
let ownerToken: string;
let accountId: string;

beforeEach(async () => {
  real = await startRealServer();
  network = await createInstagramSimulator({ now: () => Date.now(), conversationsPerSecond: 50 });
  shop = network.account({ username: 'sweets.01', name: 'Sweets' });
  ownerToken = await enrol(real.ownerId);
});
afterEach(async () => {
  await real.close();
  await network.close();
});

const enrol = async (person: string): Promise<string> => {
  const answer = (await (await real.post('/team/enrol', { invite: await real.server.devices.invite(person), deviceName: 'test' })).json()) as { value: { token: string } };
  return answer.value.token;
};
const call = async (name: string, args: unknown, token = ownerToken): Promise<{ ok: boolean; code?: string; value?: Record<string, string> }> => (await real.post('/team/call', { name, args }, token)).json() as never;
const secrets = () => ({ channel: 'instagram', secrets: { token: shop.token, appSecret: shop.appSecret }, endpoints: { graph: network.url } });
const connectShop = async (): Promise<void> => {
  const answer = await call('account.connect', { ...secrets(), accountId: null, name: 'Sweets', code: 'SW', colour: 1, group: 'cakes' });
  expect(answer).toMatchObject({ ok: true });
  accountId = answer.value!['accountId']!;
};
const count = (kind: 'message' | 'person'): Promise<number> => real.server.store.read(async (reader) => (await reader.recordsOfKinds([kind])).length);
const operator = async (login: string): Promise<{ personId: string; seatId: string }> => {
  const invited = await call('person.invite', { name: login, login, roleId: 'operator', seatId: null, seatName: `Seat ${login}`, personId: null });
  expect(invited.value!['link']).toBe(`${real.http.base}/#invite=${invited.value!['code']}`);
  const person = real.server.committer.dictionary().all('person').find((one) => one.login === login)!;
  return { personId: person.id, seatId: person.seatId! };
};

test('[s15] [R29] a token is checked live, sealed, and stands in no row, log or answer; the same identity twice is refused', async () => {
  expect(await call('account.check', secrets())).toMatchObject({ ok: true, value: { identity: shop.identity, handle: 'sweets.01' } });
  expect(await call('account.check', { ...secrets(), secrets: { token: 'wrong', appSecret: 'x' } })).toMatchObject({ ok: false, code: 'check_failed' });
  await connectShop();
  expect(await call('account.connect', { ...secrets(), accountId: null, name: 'Again', code: 'AG', colour: 2, group: 'cakes' })).toMatchObject({ ok: false, code: 'account_exists' });
  const everything = await real.server.store.read(async (reader) => JSON.stringify([await reader.recordsOfKinds(['account', 'accountState', 'history', 'team']), await reader.secret(`account:${accountId}`)]));
  for (const secret of [shop.token, shop.appSecret]) {
    expect(everything).not.toContain(secret);
    expect(JSON.stringify(real.lines)).not.toContain(secret);
  }
});

test('[s15] an account is renewed with what is given: an empty field keeps its secret, but never for another address', async () => {
  await connectShop();
  const again = { ...secrets(), accountId, name: 'Sweets', code: 'SW', colour: 1, group: 'cakes' };
  const renewed = shop.revokeToken();
  expect(await call('account.connect', { ...again, secrets: { token: renewed, appSecret: '' } })).toMatchObject({ ok: true, value: { accountId } });
  expect(await real.server.secrets.open(accountId)).toEqual({ token: renewed, appSecret: shop.appSecret });
  const heard = network.requests.length;
  expect(await call('account.connect', { ...again, endpoints: { graph: `${network.url}/elsewhere` }, secrets: { token: '', appSecret: '' } })).toMatchObject({ ok: false });
  expect(JSON.stringify(network.requests.slice(heard))).not.toContain(renewed);
});

test('[R19] a signed webhook is stored before it is answered; a changed byte, another account’s body, no signature: 403 and nothing stored', async () => {
  await connectShop();
  const url = `${real.http.base}/hooks/instagram/${accountId}`;
  shop.setHook(url);
  shop.client('olena', 'Olena').writes('Доброго дня');
  await until(async () => (await count('message')) === 1);
  const body = JSON.stringify({ object: 'instagram', entry: [] });
  const signed = (text: string, secret = shop.appSecret): Record<string, string> => ({ 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}` });
  const deliver = async (text: string, headers: Record<string, string>): Promise<number> => (await fetch(url, { method: 'POST', body: text, headers })).status;
  const before = real.lines.length;
  expect(await deliver(body, {})).toBe(403);
  expect(await deliver(`${body} `, signed(body))).toBe(403);
  expect(await deliver(body, signed(body, 'other secret'))).toBe(403);
  expect(await deliver(body, signed(body, ''))).toBe(403);
  expect(real.lines.slice(before).filter((line) => line.code === 'hook.refused').length).toBe(4);
  expect(JSON.stringify(real.lines)).not.toContain('Доброго');
  expect(await deliver(body, signed(body))).toBe(200);
  expect(await deliver('{"object":"instagr', signed('{"object":"instagr'))).toBeLessThan(500);
  expect((await fetch(`${real.http.base}/hooks/instagram/${real.ownerId}`, { method: 'POST', body })).status).toBe(404);
  expect(await count('message')).toBe(1);
});

test('[R18] 17 MB at a webhook are refused; the server serves on', async () => {
  await connectShop();
  const answer = await fetch(`${real.http.base}/hooks/instagram/${accountId}`, { method: 'POST', body: Buffer.alloc(17 * 1024 * 1024) }).catch(() => null);
  expect(answer === null || answer.status === 413).toBe(true);
  expect((await fetch(`${real.http.base}/`)).status).toBe(200);
});

test('[R17] an invitation works once, also for two at once; a wrong one tells nothing, and thirty are enough', async () => {
  const invite = await real.server.devices.invite(real.ownerId);
  const answers = await Promise.all([1, 2].map(async () => (await (await real.post('/team/enrol', { invite, deviceName: 'x' })).json()) as { ok: boolean; code?: string }));
  expect(answers.map((answer) => answer.ok).sort()).toEqual([false, true]);
  expect(answers.find((answer) => !answer.ok)).toMatchObject({ code: 'bad_invite' });
  const statuses: number[] = [];
  for (let n = 0; n < 31; n += 1) statuses.push((await real.post('/team/enrol', { invite: `guess-${n}`, deviceName: 'x' })).status);
  expect(statuses.at(-1)).toBe(429);
});

test('[R13] [R17] guesses at the window’s door count with those at the other: thirty, and no more are looked at', async () => {
  const knock = async (invite: string): Promise<unknown> => {
    const window = openWindow(invite, undefined);
    const answer = await window.hear((frame) => frame.t === 'auth');
    window.socket.close();
    return answer;
  };
  for (let n = 0; n < 29; n += 1) await real.post('/team/enrol', { invite: `guess-${n}`, deviceName: 'x' });
  expect(await knock('guess')).toMatchObject({ ok: false, code: 'bad_invite' });
  const valid = await real.server.devices.invite(real.ownerId);
  expect(await knock(valid)).toMatchObject({ ok: false });
  expect((await real.post('/team/enrol', { invite: valid, deviceName: 'x' })).status).toBe(429);
  // Nothing was spent by it.
  expect(await real.server.devices.invited(valid)).toBe(real.ownerId);
});

test('[R31] what goes wrong inside is told outside in one word, without a path of this machine, and in the log with its code', async () => {
  const broken = { ...real.server, team: { ...real.server.team, enrol: () => Promise.reject(new StorageError('storage_full', '/home/canary/team.db')) } };
  const told: unknown[] = [];
  const http = await serveHttp({ server: broken, guests: null, reach: loopbackReach, port: 0, clock: systemClock(), log: (code, data) => void told.push([code, data]) });
  const answer = await fetch(`${http.base}/team/enrol`, { method: 'POST', body: '{}' });
  expect([answer.status, await answer.text()]).toEqual([500, 'Something went wrong.\n']);
  expect(told).toEqual([['http.error', { error: 'StorageError', code: 'storage_full' }]]);
  expect(await (await fetch(`${http.base}/nowhere`)).text()).toBe('Not found.\n');
  await http.close();
});

test('[S77] a server that stops gives its leases back: whoever comes next need not wait for them', async () => {
  await connectShop();
  const lease = () => real.server.store.read((reader) => reader.lease(`instagram:${shop.identity}`));
  await until(async () => (await lease()) !== null);
  expect((await lease())!.expiresAt).toBeGreaterThan(Date.now());
  await real.server.stop();
  expect(await lease()).toMatchObject({ expiresAt: 0, fence: 1 });
});

test('[R18] handshakes that are none take nobody’s place: consoles of the same address still get in', async () => {
  for (let n = 0; n < 620; n += 20) {
    await Promise.all(Array.from({ length: 20 }, () => rawGet(real.http.port, 'GET /sync HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')));
  }
  const socket = new WebSocket(`${real.http.base.replace('http', 'ws')}/sync`);
  expect(await new Promise((resolve) => {
    socket.on('open', () => resolve('open'));
    socket.on('error', (error) => resolve(error.message));
  })).toBe('open');
  socket.close();
});

test('[R15] [R17] nobody calls what their role lacks, and nobody invites beyond their own rights or an owner', async () => {
  const { personId } = await operator('op1');
  const token = await enrol(personId);
  expect(await call('account.check', secrets(), token)).toMatchObject({ ok: false, code: 'not_allowed' });
  expect(await call('person.invite', { name: 'x', login: 'x', roleId: 'operator', seatId: null, seatName: 'S', personId: null }, token)).toMatchObject({ ok: false, code: 'not_allowed' });
  expect(await call('person.invite', { name: 'x', login: 'x', roleId: 'owner', seatId: null, seatName: null, personId: null })).toMatchObject({ ok: false, code: 'not_allowed' });
  expect((await real.post('/team/call', { name: 'account.check', args: {} }, 'x'.repeat(43))).status).toBe(401);
  expect(await call('outbox.dismiss', {})).toMatchObject({ ok: false, code: 'unknown_call' });
});

test('[R8] what a page of another site sends is not a console: no enrolling, no calls, no socket', async () => {
  const origin = { origin: 'https://evil.example', 'content-type': 'application/json' };
  expect((await fetch(`${real.http.base}/team/enrol`, { method: 'POST', headers: origin, body: '{}' })).status).toBe(403);
  expect((await fetch(`${real.http.base}/team/call`, { method: 'POST', headers: { ...origin, authorization: `Bearer ${ownerToken}` }, body: '{}' })).status).toBe(401);
  for (const path of ['/sync', '/ws']) {
    const socket = new WebSocket(`${real.http.base.replace('http', 'ws')}${path}`, { origin: 'https://evil.example' });
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
      socket.on('open', () => resolve(101));
      socket.on('error', () => resolve('error'));
    });
    expect([403, 404]).toContain(status);
  }
  const rebound = await rawGet(real.http.port, 'GET / HTTP/1.1\r\nHost: pult.evil.example\r\nConnection: close\r\n\r\n');
  expect(rebound).toMatch(/^HTTP\/1.1 403/);
});

test('[R15] [R26] a file is given to those who see a row that names it, and to a network by a signed, short-lived link', async () => {
  await connectShop();
  const { server } = real;
  const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
  const put = await fetch(`${real.http.base}/team/blob`, { method: 'PUT', body: png, headers: { authorization: `Bearer ${ownerToken}`, 'content-type': 'image/png', 'x-file-name': 'cake.png' } });
  const { value } = (await put.json()) as { value: { hash: string } };
  const one = await operator('op1');
  const two = await operator('op2');
  const tokens = [await enrol(one.personId), await enrol(two.personId)];
  const get = (token: string): Promise<number> => fetch(`${real.http.base}/team/blob/${value.hash}`, { headers: { authorization: `Bearer ${token}` } }).then((answer) => answer.status);
  expect(await get(tokens[0]!)).toBe(404);
  const client = shop.client('olena', 'Olena');
  shop.setHook(`${real.http.base}/hooks/instagram/${accountId}`);
  client.sendsFile('image', png);
  await until(async () => (await get(tokens[0]!)) === 200);
  expect(await get(tokens[1]!)).toBe(200);
  const [conversation] = await server.store.read((reader) => reader.recordsOfKinds(['conversation']));
  await server.committer.submit({ commands: [{ commandId: '01890000-0000-7000-8000-0000000000aa', name: 'conversation.take', version: 1, text: JSON.stringify({ input: { conversationId: conversation!.id } }), personId: one.personId, robot: null, cause: null, base: null }] });
  expect([await get(tokens[0]!), await get(tokens[1]!)]).toEqual([200, 404]);
  await server.committer.submit({ commands: [robotCommand('team.update', { set: { publicUrl: real.http.base } }, '01890000-0000-7000-8000-0000000000ab', 'test')] });
  const link = server.host.publicLink(accountId, value.hash)!;
  const shown = await fetch(link);
  expect([shown.status, shown.headers.get('content-type'), shown.headers.get('content-security-policy')]).toEqual([200, 'image/png', "default-src 'none'; sandbox"]);
  expect((await fetch(link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).status).toBe(404);
  expect((await fetch(link.replace(value.hash, 'f'.repeat(64)))).status).toBe(404);
  expect((await fetch(`${real.http.base}${server.links.path(accountId, value.hash, Date.now() - 2 * 3_600_000)}`)).status).toBe(404);
});

test('[S99] a guest opens a link, sees what their role sees, presses, and comes back with their token; the link is spent', async () => {
  await connectShop();
  shop.setHook(`${real.http.base}/hooks/instagram/${accountId}`);
  shop.client('olena', 'Olena').writes('Доброго дня');
  const { personId } = await operator('op1');
  const invite = await real.server.devices.invite(personId);
  const guest = openWindow(invite, undefined);
  const auth = (await guest.hear((frame) => frame.t === 'auth')) as Extract<DownFrame, { t: 'auth'; ok: true }>;
  expect(auth).toMatchObject({ ok: true, host: { kind: 'hosted', ready: true, dataFolder: null } });
  // R5: nothing a guest is told of the server names a place on its disk.
  expect(JSON.stringify(auth)).not.toContain(tmpdir());
  const inbox = { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 10 };
  let rows: { conversationId: string; mine: boolean }[] = [];
  await until(async () => {
    rows = ((await guest.ask({ t: 'query', id: 1, name: 'inbox.page', params: inbox })) as { rows: typeof rows }).rows;
    return rows.length === 1;
  });
  await guest.ask({ t: 'command', id: 2, name: 'conversation.take', input: { conversationId: rows[0]!.conversationId }, commandId: '01890000-0000-7000-8000-0000000000cc', label: 'Take' });
  expect(await guest.hear((frame) => frame.t === 'outcome')).toMatchObject({ ok: true });
  expect(((await guest.ask({ t: 'query', id: 3, name: 'inbox.page', params: inbox })) as { rows: typeof rows }).rows).toMatchObject([{ mine: true }]);
  guest.socket.close();
  const again = openWindow(undefined, auth.token!);
  expect(await again.hear((frame) => frame.t === 'auth')).toMatchObject({ ok: true, token: null });
  const thief = openWindow(invite, undefined);
  expect(await thief.hear((frame) => frame.t === 'auth')).toMatchObject({ ok: false, code: 'bad_invite' });
  again.socket.close();
});

test('[S99] [x3] the first owner of a server opens its link, sets up a team there and goes on as its owner', async () => {
  const fresh = await startRealServer({ team: false });
  try {
    const window = openWindow((await fresh.server.team.ownerInvite(false))!, undefined, fresh);
    const auth = (await window.hear((frame) => frame.t === 'auth')) as Extract<DownFrame, { t: 'auth'; ok: true }>;
    expect(auth).toMatchObject({ ok: true, host: { ready: false } });
    expect(await window.ask({ t: 'call', id: 1, name: 'host.presets', args: {} })).toMatchObject([{ id: 'confectionery' }]);
    expect(await window.ask({ t: 'query', id: 2, name: 'team.view', params: {} })).toBeUndefined();
    await window.ask({ t: 'call', id: 3, name: 'host.setupTeam', args: { presetId: 'confectionery', teamName: 'Sweet', ownerName: 'Iryna' } });
    await window.hear((frame) => frame.t === 'restart');
    const again = openWindow(undefined, auth.token!, fresh);
    expect(await again.hear((frame) => frame.t === 'auth')).toMatchObject({ ok: true, host: { ready: true } });
    await until(async () => ((await again.ask({ t: 'query', id: 4, name: 'team.view', params: {} })) as { team?: { name: string } } | undefined)?.team?.name === 'Sweet');
    expect(await fresh.server.team.ownerInvite(false)).toBeNull();
    window.socket.close();
    again.socket.close();
  } finally {
    await fresh.close();
  }
});

function openWindow(invite: string | undefined, token: string | undefined, at: RealServer = real) {
  const socket = new WebSocket(`${at.http.base.replace('http', 'ws')}/ws`, { origin: at.http.base });
  const frames: DownFrame[] = [];
  let tell = (): void => {};
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as DownFrame);
    tell();
  });
  socket.on('open', () => socket.send(JSON.stringify({ t: 'auth', ...(invite ? { invite } : {}), ...(token ? { token } : {}) })));
  const hear = async (which: (frame: DownFrame) => boolean): Promise<DownFrame> => {
    for (;;) {
      const found = frames.find(which);
      if (found) return found;
      await new Promise<void>((resolve) => { tell = resolve; });
    }
  };
  return {
    socket, hear,
    async ask(frame: { t: 'query' | 'command' | 'call'; id: number } & Record<string, unknown>): Promise<unknown> {
      frames.splice(0, frames.length, ...frames.filter((one) => one.t !== 'answer'));
      socket.send(JSON.stringify(frame));
      const answer = (await hear((one) => one.t === 'answer' && one.id === frame.id)) as Extract<DownFrame, { t: 'answer'; ok: true }>;
      return answer.value;
    },
  };
}

function rawGet(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let heard = '';
    socket.on('data', (data) => { heard += String(data); });
    socket.on('close', () => resolve(heard));
  });
}
