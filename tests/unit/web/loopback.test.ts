/** The loopback carrier against everything that is not its own window. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRandomValues } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import type { DownFrame } from '#shared/port/port.ts';
import type { PortSession } from '#backend/port/serve-port.ts';
import { createMediaKeys } from '#backend/web/media-keys.ts';
import { createSessions } from '#backend/web/sessions.ts';
import type { Sessions } from '#backend/web/sessions.ts';
import { createWebCarrier } from '#backend/web/web-carrier.ts';
import type { WebCarrier } from '#backend/web/web-carrier.ts';
import { createFakeClock } from '#tests/helpers/fake-clock.ts';

const fillRandom = (bytes: Uint8Array): void => void getRandomValues(bytes as Uint8Array<ArrayBuffer>);
const hash = 'ab'.repeat(32);
const svg = new TextEncoder().encode('<svg onload="alert(1)"></svg>');

let dir: string;
let clock: ReturnType<typeof createFakeClock>;
let sessions: Sessions;
let mediaKeys: ReturnType<typeof createMediaKeys>;
let web: WebCarrier;
let behind: Server;
let behindPort: number | null;
let reached: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pult-web-'));
  mkdirSync(join(dir, 'page', 'assets'), { recursive: true });
  writeFileSync(join(dir, 'page', 'index.html'), '<!doctype html><title>Pult</title>');
  writeFileSync(join(dir, 'page', 'assets', 'a.js'), '1');
  writeFileSync(join(dir, 'secret.json'), '{"token":"x"}');
  clock = createFakeClock(Date.UTC(2026, 5, 1));
  sessions = createSessions(join(dir, 'sessions.json'), clock.now, fillRandom);
  mediaKeys = createMediaKeys(new Uint8Array(32).fill(3), clock.now);
  reached = [];
  behind = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (part: Buffer) => void (body += part.toString('latin1')));
    incoming.on('end', () => {
      reached.push({ method: incoming.method!, url: incoming.url!, headers: incoming.headers, body });
      outgoing.writeHead(207, { 'x-from': 'server' }).end('given');
    });
  });
  await new Promise<void>((resolve) => void behind.listen(0, '127.0.0.1', resolve));
  behindPort = (behind.address() as { port: number }).port;
  const session = (token: string | null): PortSession => ({
    token, mediaKey: () => 'k', host: () => ({ kind: 'console', demo: false, ready: false, version: '1', platform: 'test', language: null, dataFolder: null, seats: null, keys: null }), backend: () => null, call: () => null, onRestart: () => () => undefined,
  });
  web = await createWebCarrier({
    pageDir: join(dir, 'page'), serverPort: () => behindPort, freshAddress: (key) => (key === 'control' ? 'http://fresh' : null), timers: clock, log: () => undefined,
    media: () => ({ get: async (asked) => (asked === hash ? { bytes: svg, contentType: 'application/octet-stream', shown: false } : null), add: async () => ({ ok: false, code: 'x', data: {} }), sendUp: async () => undefined }),
    mediaKeyHolds: (key) => mediaKeys.check(key, sessions.stands),
    auth: {
      trusted: null,
      async check(frame) {
        if (frame.key !== undefined) {
          const spent = sessions.spendKey(frame.key);
          return spent.ok ? { ok: true, session: session(spent.token) } : spent;
        }
        return frame.token !== undefined && sessions.byToken(frame.token) ? { ok: true, session: session(null) } : { ok: false, code: 'bad_token' };
      },
    },
  }, 0);
});
afterEach(async () => {
  await web.close();
  behind.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<{ status: number; headers: IncomingMessage['headers']; body: string }> =>
  new Promise((resolve, reject) => {
    const out = request({ host: '127.0.0.1', port: web.port, path, method, headers: { host: `127.0.0.1:${web.port}`, ...headers } }, (answer) => {
      let text = '';
      answer.on('data', (part: Buffer) => void (text += part.toString('utf8')));
      answer.on('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body: text }));
    });
    out.on('error', reject);
    out.end(body);
  });

const dial = (headers: Record<string, string> = {}, path = '/ws'): Promise<{ socket: WebSocket; status: number }> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${web.port}${path}`, { headers });
    socket.once('open', () => resolve({ socket, status: 101 }));
    socket.once('unexpected-response', (_request, answer) => resolve({ socket, status: answer.statusCode! }));
    socket.once('error', () => undefined);
  });
const firstFrame = (socket: WebSocket): Promise<DownFrame> => new Promise((resolve) => void socket.once('message', (data) => resolve(JSON.parse(String(data)) as DownFrame)));
const closed = (socket: WebSocket): Promise<void> => new Promise((resolve) => void socket.once('close', () => resolve()));

describe('[R8] requests', () => {
  const routes = ['/', '/index.html', '/assets/a.js', `/media/${hash}`, '/team/call', '/nothing'];
  const strange: [string, Record<string, string>][] = [
    ['a rebound name', { host: 'evil.example' }],
    ['a rebound name with our port', { host: 'evil.example:1' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['no proper name', { host: '127.0.0.1' }],
    ['another origin', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin to speak of', { origin: 'null' }],
    ['a proxy', { forwarded: 'for=1.2.3.4' }],
    ['a proxy of the old kind', { 'x-forwarded-for': '1.2.3.4' }],
    ['a proxy that tells the host', { 'x-forwarded-host': 'x' }],
    ['a script of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    ['a frame of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    ['a picture on another site', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
  ];
  it.each(strange)('%s is refused on every route and upgrade', async (_name, headers) => {
    for (const path of routes) {
      const answer = await ask(path, { headers });
      expect(answer.status, path).toBe(403);
      expect(answer.body).not.toContain('Pult');
    }
    expect((await ask('/control/address', { method: 'POST', headers: { ...headers, 'x-pult-control': 'control' } })).status).toBe(403);
    for (const path of ['/ws', '/sync']) expect((await dial(headers, path)).status, path).toBe(403);
    expect(reached).toEqual([]);
  });

  it('a link on another page may open ours; a form of it may not post', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect((await ask('/', { headers })).status).toBe(200);
    expect((await ask('/', { method: 'POST', headers })).status).toBe(403);
  });

  it('a public name reaches webhooks and media links, and nothing else', async () => {
    const headers = { host: 'shop.example', 'x-forwarded-for': '1.2.3.4' };
    expect((await ask('/hooks/instagram/a', { method: 'POST', headers, body: 'x' })).status).toBe(207);
    expect((await ask('/m/a.b.c', { headers })).status).toBe(207);
    expect((await ask('/team/call', { method: 'POST', headers })).status).toBe(403);
    expect((await ask('/hooks/../team/call', { method: 'POST', headers })).status).toBe(207);
    expect(reached.at(-1)!.url).toBe('/hooks/../team/call');
  });

  it('GET / carries no data, the policy, and only files of the page', async () => {
    const page = await ask('/');
    expect(page.status).toBe(200);
    expect(page.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
    for (const path of ['/../secret.json', '/..%2fsecret.json', '/%2e%2e/secret.json', '/assets/../../secret.json', '/assets/%5c..%5csecret.json', '//etc/passwd', '/assets', '/package.json']) {
      const answer = await ask(path);
      expect([400, 404], path).toContain(answer.status);
      expect(answer.body).not.toContain('token');
    }
  });

  it('hands the rest on byte for byte, and answers 503 while the server is down', async () => {
    const body = String.fromCharCode(...Array.from({ length: 256 }, (_, n) => n));
    const raw = Buffer.from(body, 'latin1');
    const answer = await new Promise<number>((resolve, reject) => {
      const out = request({ host: '127.0.0.1', port: web.port, path: '/hooks/instagram/a?x=%20&y', method: 'POST', headers: { host: 'a.b', 'x-hub-signature-256': 'sha256=ff', 'content-type': 'application/json' } }, (got) => {
        got.resume();
        got.on('end', () => resolve(got.statusCode!));
      });
      out.on('error', reject);
      out.end(raw);
    });
    expect(answer).toBe(207);
    expect(reached).toMatchObject([{ method: 'POST', url: '/hooks/instagram/a?x=%20&y', body, headers: { host: 'a.b', 'x-hub-signature-256': 'sha256=ff' } }]);
    behindPort = null;
    expect((await ask('/hooks/instagram/a', { method: 'POST', body: 'x' })).status).toBe(503);
    expect((await dial({}, '/sync')).status).toBe(503);
  });

  it('a fresh address only for the key of the data folder', async () => {
    expect((await ask('/control/address', { method: 'POST', headers: { 'x-pult-control': 'other' } })).status).toBe(403);
    expect((await ask('/control/address', { method: 'POST' })).status).toBe(403);
    expect((await ask('/control/address', { headers: { 'x-pult-control': 'control' } })).status).toBe(404);
    expect(JSON.parse((await ask('/control/address', { method: 'POST', headers: { 'x-pult-control': 'control' } })).body)).toEqual({ address: 'http://fresh' });
  });
});

describe('[R9] sessions', () => {
  it('a key opens one session, once, within ten minutes; its token goes on without it', async () => {
    const key = sessions.newKey();
    const { socket } = await dial({ origin: `http://127.0.0.1:${web.port}` });
    socket.send(JSON.stringify({ t: 'auth', key }));
    const answer = await firstFrame(socket);
    expect(answer).toMatchObject({ t: 'auth', ok: true });
    const { token } = answer as { token: string };
    for (const [given, code] of [[{ key }, 'used_key'], [{ key: 'nonsense' }, 'bad_key'], [{ token: `${token}x` }, 'bad_token']] as const) {
      const other = await dial();
      const end = closed(other.socket);
      other.socket.send(JSON.stringify({ t: 'auth', ...given }));
      expect(await firstFrame(other.socket)).toEqual({ t: 'auth', ok: false, code });
      await end;
    }
    const again = await dial();
    again.socket.send(JSON.stringify({ t: 'auth', token }));
    expect(await firstFrame(again.socket)).toMatchObject({ ok: true, token: null });
    const stored = readFileSync(join(dir, 'sessions.json'), 'utf8');
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(key);
    expect(createSessions(join(dir, 'sessions.json'), clock.now, fillRandom).byToken(token)).not.toBeNull();
    socket.close();
    again.socket.close();
  });

  it('a key that is ten minutes old opens nothing', async () => {
    const key = sessions.newKey();
    await clock.advance(10 * 60_000 + 1, async () => undefined);
    const { socket } = await dial();
    socket.send(JSON.stringify({ t: 'auth', key }));
    expect(await firstFrame(socket)).toMatchObject({ ok: false, code: 'bad_key' });
  });

  it('without a first frame within five seconds the line is closed; anything else before it closes it too', async () => {
    const silent = await dial();
    const end = closed(silent.socket);
    await clock.advance(5_001, async () => undefined);
    await end;
    for (const frame of ['{"t":"query","id":1,"name":"team.view","params":{}}', 'nonsense', '[]', '{"t":"auth","key":5}']) {
      const { socket } = await dial();
      const over = closed(socket);
      socket.send(frame);
      await over;
    }
  });

  it('a file is given for a key of a session that stands, for two hours, and is never drawn when it could act', async () => {
    const key = sessions.newKey();
    const spent = sessions.spendKey(key);
    if (!spent.ok) throw new Error(spent.code);
    const k = mediaKeys.of(spent.session);
    const got = await ask(`/media/${hash}?k=${k}`);
    expect(got.status).toBe(200);
    expect(got.headers).toMatchObject({
      'content-type': 'application/octet-stream', 'content-disposition': 'attachment', 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff', 'cross-origin-resource-policy': 'same-origin',
    });
    const [id, hour, mark] = k.split('.') as [string, string, string];
    const foreign = createMediaKeys(new Uint8Array(32).fill(4), clock.now).of(spent.session);
    for (const bad of ['', `${id}.${hour}.`, `${id}.${Number(hour) + 1}.${mark}`, `${'0'.repeat(32)}.${hour}.${mark}`, `${id}.${hour}.${mark}x`, foreign]) {
      expect((await ask(`/media/${hash}?k=${bad}`)).status, bad).toBe(403);
    }
    expect((await ask(`/media/${hash}`)).status).toBe(403);
    expect((await ask(`/media/${'cd'.repeat(32)}?k=${k}`)).status).toBe(404);
    expect((await ask(`/media/..%2fsecret?k=${k}`)).status).toBe(404);
    await clock.advance(2 * 3600_000, async () => undefined);
    expect((await ask(`/media/${hash}?k=${k}`)).status).toBe(403);
    const fresh = mediaKeys.of(spent.session);
    sessions.end(spent.session);
    expect((await ask(`/media/${hash}?k=${fresh}`)).status).toBe(403);
  });
});
