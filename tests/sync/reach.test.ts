/** How a server is reached: TLS, trusted proxies, never open; a browser's window with its cookie, and everything that is not one (R8, R11, R14, R18). */
import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { BadReach, callerOf, readReach } from '#server/http/reach.ts';
import type { Reach } from '#server/http/reach.ts';
import { askTeam } from '#backend/socket-link.ts';
import type { DownFrame } from '#shared/port/port.ts';
import { startRealServer, until } from '#tests/helpers/real-server.ts';
import type { RealServer } from '#tests/helpers/real-server.ts';

const tlsDir = join(import.meta.dirname, '..', 'fixtures', 'tls');
const ca = readFileSync(join(tlsDir, 'pult.test.crt'));
const files = { cert: join(tlsDir, 'pult.test.crt'), key: join(tlsDir, 'pult.test.key') };
const url = 'https://pult.test';
let real: RealServer | null = null;
afterEach(async () => {
  await real?.close();
  real = null;
});
const overTls = async (): Promise<RealServer> => (real = await startRealServer({ team: true, reach: readReach({ ...files, url }) }));

interface Answer { status: number; headers: Record<string, string | string[] | undefined>; body: string }
function ask(port: number, options: { method?: string; path: string; headers?: Record<string, string>; body?: string; tls?: boolean }): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const all = { host: '127.0.0.1', port, method: options.method ?? 'GET', path: options.path, headers: { host: 'pult.test', ...options.headers } };
    const heard = (answer: import('node:http').IncomingMessage): void => {
      let body = '';
      answer.on('data', (part: Buffer) => void (body += part.toString()));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    };
    const out = options.tls === false ? httpRequest(all, heard) : httpsRequest({ ...all, ca, servername: 'pult.test' }, heard);
    out.on('error', reject);
    out.end(options.body);
  });
}
/** What the server says first to a window that shows this. */
function enter(port: number, auth: object, headers: Record<string, string> = {}): Promise<DownFrame | number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`wss://127.0.0.1:${port}/ws`, { ca, servername: 'pult.test', headers: { host: 'pult.test', origin: url, ...headers } } as WebSocket.ClientOptions);
    socket.on('open', () => socket.send(JSON.stringify({ t: 'auth', ...auth })));
    socket.on('message', (data) => (resolve(JSON.parse(String(data)) as DownFrame), socket.terminate()));
    socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0));
    socket.on('error', () => resolve(-1));
  });
}

describe('[R11] how a server may be reached', () => {
  test('open on a network it does not start; with half a certificate, a wrong address or everybody trusted neither; each with a sentence', () => {
    const why = (flags: Parameters<typeof readReach>[0]): string => {
      try {
        readReach(flags);
      } catch (error) {
        return error instanceof BadReach ? error.message : String(error);
      }
      return 'starts';
    };
    expect(why({})).toBe('starts');
    expect(why({ host: '0.0.0.0' })).toContain('would cross the network open');
    expect(why({ host: '192.168.1.5', url })).toContain('would cross the network open');
    expect(why({ host: '0.0.0.0', cert: files.cert, url })).toContain('wants both files');
    expect(why({ host: '0.0.0.0', ...files })).toContain('--url');
    expect(why({ host: '0.0.0.0', ...files, url: 'http://pult.test' })).toContain('--url wants');
    expect(why({ host: '0.0.0.0', 'trusted-proxy': '0.0.0.0/0', url })).toContain('--trusted-proxy wants');
    expect(why({ host: '0.0.0.0', 'trusted-proxy': 'true', url })).toContain('--trusted-proxy wants');
    expect(why({ host: '0.0.0.0', ...files, url })).toBe('starts');
    expect(why({ host: '0.0.0.0', 'trusted-proxy': '10.0.0.2,10.1.0.0/16', url })).toBe('starts');
  });

  test('TLS 1.2 at least, HSTS on every answer; an older one, plain HTTP and another name get nothing', async () => {
    const { http } = await overTls();
    const page = await ask(http.port, { path: '/' });
    expect([page.status, page.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000; includeSubDomains']);
    expect((await ask(http.port, { path: '/', headers: { host: 'other.test' } })).status).toBe(403);
    await expect(ask(http.port, { path: '/', tls: false })).rejects.toThrow();
    const old = await new Promise<string>((resolve) => {
      const socket = connectTls({ host: '127.0.0.1', port: http.port, ca, servername: 'pult.test', maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }, () => resolve('in'));
      socket.on('error', () => resolve('out'));
    });
    expect(old).toBe('out');
    expect(http.base).toBe(url);
  });

  test('a console stops at a certificate that nobody vouches for, and at one of another name', async () => {
    const { http } = await overTls();
    const body = { login: 'a', password: 'b', deviceName: '', known: null, copied: false };
    await expect(askTeam(`https://127.0.0.1:${http.port}`, '/team/sign-in', body)).rejects.toThrow(/certificate|altnames|self-signed/i);
  });

  test('behind a proxy only whom it names is believed, and only over https; what others claim is not', () => {
    const reach: Reach = readReach({ host: '0.0.0.0', 'trusted-proxy': '10.0.0.2', url });
    const from = (address: string, headers: Record<string, string>) => callerOf(reach, { socket: { remoteAddress: address }, headers } as never);
    expect(from('10.0.0.2', { 'x-forwarded-for': '6.6.6.6, 203.0.113.9', 'x-forwarded-proto': 'https' })).toEqual({ address: '203.0.113.9', safe: true, local: false });
    expect(from('10.0.0.2', { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'http' }).safe).toBe(false);
    expect(from('203.0.113.9', { 'x-forwarded-for': '127.0.0.1', 'x-forwarded-proto': 'https' })).toEqual({ address: '203.0.113.9', safe: false, local: false });
    expect(from('::ffff:127.0.0.1', {})).toMatchObject({ safe: true, local: true });
  });
});

describe('[R14] a browser’s window', () => {
  const password = 'девять слонів пішли';
  test('signs in, hands its token in for a cookie no script can read, and comes back by the cookie alone; other pages can’t', async () => {
    const { server, http, ownerId } = await overTls();
    expect(await server.passwords.set(ownerId, 'own', password)).toEqual({ ok: true, value: null });
    expect(await enter(http.port, {})).toEqual({ t: 'auth', ok: false, code: 'sign_in' });
    expect(await enter(http.port, { login: 'own', password: 'wrong wrong wrong' })).toMatchObject({ ok: false, code: 'bad_login' });
    const told = await enter(http.port, { login: 'own', password });
    expect(told).toMatchObject({ t: 'auth', ok: true, host: { kind: 'hosted', seats: null, keys: null } });
    const { token } = told as { token: string };
    const json = { 'content-type': 'application/json' };
    const body = JSON.stringify({ token });
    const kept = await ask(http.port, { method: 'POST', path: '/session', headers: { ...json, origin: url }, body });
    const cookie = String(kept.headers['set-cookie']);
    expect([kept.status, cookie]).toEqual([204, `__Host-pult=${token}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000`]);
    const brought = { cookie: `a=b; __Host-pult=${token}` };
    expect(await enter(http.port, {}, brought)).toMatchObject({ ok: true, token: null });
    // Another origin, none at all, a form of another site, a frame.
    expect(await enter(http.port, {}, { ...brought, origin: 'https://evil.test' })).toBe(403);
    expect(await enter(http.port, {}, { ...brought, origin: `${url}.evil.test` })).toBe(403);
    expect((await ask(http.port, { method: 'POST', path: '/session', headers: json, body })).status).toBe(403);
    expect((await ask(http.port, { method: 'POST', path: '/session', headers: { origin: url, 'content-type': 'application/x-www-form-urlencoded' }, body })).status).toBe(415);
    expect((await ask(http.port, { path: '/', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' } })).status).toBe(403);
    expect((await ask(http.port, { path: '/', headers: { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' } })).status).toBe(200);
    // Signed out from afar: the window closes, the cookie opens nothing.
    const [device] = await server.devices.list(ownerId);
    const open = new WebSocket(`wss://127.0.0.1:${http.port}/ws`, { ca, servername: 'pult.test', headers: { host: 'pult.test', origin: url, ...brought } } as WebSocket.ClientOptions);
    open.on('open', () => open.send(JSON.stringify({ t: 'auth' })));
    await new Promise((resolve) => open.once('message', resolve));
    const from = performance.now();
    await server.devices.revoke(device!.device);
    await until(() => open.readyState === WebSocket.CLOSED);
    expect(performance.now() - from).toBeLessThan(1000);
    expect(await enter(http.port, {}, brought)).toEqual({ t: 'auth', ok: false, code: 'sign_in' });
  });
});

test('[R13] one console may call fifty times a second, and no other is slowed by it', async () => {
  real = await startRealServer();
  const [one, other] = [await real.server.devices.admit(real.ownerId, 'console'), await real.server.devices.admit(real.ownerId, 'console')];
  const call = async (token: string): Promise<number> => (await real!.post('/team/call', { name: 'nothing', args: {} }, token)).status;
  const said = await Promise.all(Array.from({ length: 200 }, () => call(one.token)));
  expect(said.filter((status) => status === 429).length).toBeGreaterThan(0);
  expect(await call(other.token)).toBe(200);
});

describe('[R18] limits of a line', () => {
  test('headers that never end are given up, others are served meanwhile', async () => {
    real = await startRealServer();
    const { port } = real.http;
    const slow = Array.from({ length: 50 }, () => connectTcp(port, '127.0.0.1', function (this: import('node:net').Socket) { this.write('POST /team/enrol HTTP/1.1\r\nhost: x\r\nx-a: '); }));
    const drip = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('a')), 200);
    expect((await real.post('/team/enrol', { invite: 'x'.repeat(20), deviceName: '' })).status).toBe(200);
    const from = performance.now();
    await Promise.all(slow.map((socket) => new Promise<void>((resolve) => (socket.on('error', () => resolve()), socket.on('close', () => resolve()), socket.resume()))));
    clearInterval(drip);
    expect(performance.now() - from).toBeLessThan(16_000);
  }, 30_000);

  test('a frame that is deflated without having been asked to, one that inflates to fifty megabytes, one of two megabytes, and a flood end their own line alone', async () => {
    real = await startRealServer();
    const { http, server, ownerId } = real;
    const owner = await server.devices.admit(ownerId, 'console');
    const hello = { t: 'hello', proto: 1, schema: 1, epoch: null, device: owner.device, token: owner.token, ticket: null, cursor: null };
    const line = async (perMessageDeflate: false | { threshold: number } = false): Promise<{ socket: WebSocket; closed(): boolean }> => {
      const socket = new WebSocket(`${http.base.replace('http', 'ws')}/sync`, { perMessageDeflate });
      let closed = false;
      socket.on('close', () => { closed = true; });
      socket.on('error', () => undefined);
      await new Promise((resolve) => socket.once('open', resolve));
      return { socket, closed: () => closed };
    };
    const bystander = await line();
    bystander.socket.send(JSON.stringify(hello));
    await new Promise((resolve) => bystander.socket.once('message', resolve));
    const bomb = await line();
    const packed = deflateRawSync(Buffer.alloc(50_000_000, 0x20));
    // FIN, RSV1, text; masked by zeros.
    const head = Buffer.from([0xc1, 0xfe, packed.length >> 8, packed.length & 0xff, 0, 0, 0, 0]);
    (bomb.socket as unknown as { _socket: import('node:net').Socket })._socket.write(Buffer.concat([head, packed]));
    // This one has agreed to deflate: what counts is what it inflates to, and it is not inflated beyond that.
    const agreed = await line({ threshold: 0 });
    agreed.socket.send(' '.repeat(50_000_000));
    let why = 0;
    agreed.socket.on('close', (code) => { why = code; });
    const large = await line();
    large.socket.send('x'.repeat(2_000_000));
    const flood = await line();
    for (let n = 0; n < 10_000; n += 1) flood.socket.send('{"t":"ack","seq":0}');
    await until(() => bomb.closed() && agreed.closed() && large.closed() && flood.closed());
    expect(why).toBe(1009);
    expect(bystander.closed()).toBe(false);
    expect(server.sync.live().has(owner.device)).toBe(true);
    bystander.socket.terminate();
  });
});
