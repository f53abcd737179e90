/** The page, its socket and its files for people who were invited by a link: the same page as in a console, signed in by the server (R9, R14, R17). */
import type { IncomingMessage } from 'node:http';
import { createHmac } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import type WebSocket from 'ws';
import { servePort } from '#backend/port/serve-port.ts';
import type { PortAuth, PortSession } from '#backend/port/serve-port.ts';
import { createMediaKeys } from '#backend/web/media-keys.ts';
import { mediaHeaders, pageHeaders, readPageFiles } from '#backend/web/page-files.ts';
import { refuseRequest } from '#backend/web/request-guard.ts';
import { socketCarrier } from '#backend/web/socket-carrier.ts';
import { z } from 'zod';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import type { CallName } from '#shared/port/port.ts';
import type { StoredDevice } from '#db/server/store.ts';
import { callerOf, loopbackReach } from '#server/http/reach.ts';
import type { Reach } from '#server/http/reach.ts';
import type { GuestDoor, Guesses } from '#server/http/serve-http.ts';
import { createHostedConsoles } from '#server/hosted/hosted-consoles.ts';
import type { HostedDeps } from '#server/hosted/hosted-consoles.ts';

export interface GuestDeps extends Omit<HostedDeps, 'base'> {
  /** Folder of the built page. */
  pageDir: string;
  version: string;
}

/** How often a window that stays open is written down as such. */
const seenMs = 10 * 60_000;

const cookieName = '__Host-pult';

function cookieOf(request: IncomingMessage): string | null {
  const found = (request.headers.cookie ?? '').split(';').map((one) => one.trim().split('=', 2)).find(([name]) => name === cookieName)?.[1];
  return found !== undefined && /^[\w-]{20,200}$/.test(found) ? found : null;
}

const setupSchema = z.strictObject({ presetId: z.string().min(1).max(64), teamName: z.string().trim().min(1).max(80), ownerName: z.string().trim().min(1).max(80) });

/** `close` ends the consoles behind the windows. */
export function createGuestDoor(deps: GuestDeps): GuestDoor & { close(): void } {
  const { server, clock, log } = deps;
  let at: { base: string; port: number; reach: Reach } = { base: '', port: 0, reach: loopbackReach };
  /** A window of this machine by the loopback's rules; of the network by the address people know, to the letter (R8, R14). */
  const refuses = (request: IncomingMessage): 403 | 400 | null => {
    const { url } = at.reach;
    if (url === null || callerOf(at.reach, request).local) return refuseRequest(request, at.port);
    const { host, origin, upgrade, 'sec-fetch-site': site } = request.headers;
    if (host !== new URL(url).host) return 403;
    const mustTell = upgrade !== undefined || request.method !== 'GET';
    if (origin === undefined ? mustTell : origin !== url) return 403;
    const opens = request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document';
    return (site === 'cross-site' || site === 'same-site') && !opens ? 403 : null;
  };
  const consoles = createHostedConsoles({ ...deps, base: () => at.base });
  const mediaKeys = createMediaKeys(createHmac('sha256', deps.key).update('guest media').digest(), () => clock.now());
  /** Open windows by the first half of their session's name, with whose they are. */
  const windows = new Map<string, { person: string; count: number }>();

  const restarts = new Set<() => void>();
  const hasTeam = (): boolean => server.committer.dictionary().get('team', 'team') !== null;
  /** The first owner's window: there is no team yet, it makes one. */
  const setUp = async (person: string, args: unknown): Promise<Result<unknown>> => {
    const parsed = setupSchema.safeParse(args);
    if (!parsed.success) return refuse('bad_input');
    const done = await server.team.setupTeam({ ...parsed.data, ownerId: person, ownerLogin: 'owner', demo: false });
    if (done.ok) for (const listener of [...restarts]) listener();
    return done;
  };
  const calls: Partial<Record<CallName, (device: StoredDevice, args: unknown) => Promise<Result<unknown>>>> = {
    'session.end': async (device) => {
      await server.devices.revoke(device.device);
      return accept(null);
    },
    'media.key': async (device) => accept({ mediaKey: mediaKeys.of({ id: device.tokenHash }) }),
    // About this very window, which the console behind it does not know.
    'device.list': (device, args) => server.team.call('device.list', args, { personId: device.person, device: device.device, base: at.base }),
    'host.presets': async () => accept(server.team.presets()),
    'host.setupTeam': (device, args) => setUp(device.person, args),
  };

  const session = (device: StoredDevice, token: string | null): PortSession => ({
    token,
    mediaKey: () => mediaKeys.of({ id: device.tokenHash }),
    host: () => {
      const backend = consoles.open(device.person);
      return {
        kind: 'hosted', demo: server.committer.dictionary().get('team', 'team')?.demo ?? false, ready: hasTeam(), version: deps.version, platform: 'web', language: backend?.settings().language ?? null, dataFolder: null, seats: null, keys: null, personId: device.person,
      };
    },
    backend: () => consoles.open(device.person),
    call: (name, args) => calls[name]?.(device, args) ?? null,
    onRestart(listener) {
      restarts.add(listener);
      return () => void restarts.delete(listener);
    },
  });

  const authOf = (guesses: Guesses, socket: WebSocket, cookie: string | null, ended: (listener: () => void) => void): PortAuth => ({
    trusted: null,
    async check(frame) {
      let token = frame.token ?? cookie;
      let fresh: string | null = null;
      if (frame.invite !== undefined) {
        if (guesses.blocked()) return { ok: false, code: 'bad_invite' };
        const enrolled = await server.devices.enrol(frame.invite, 'window');
        if (!enrolled.ok) {
          guesses.failed();
          return { ok: false, code: 'bad_invite' };
        }
        token = fresh = enrolled.value.token;
      }
      if (frame.login !== undefined) {
        const request = { login: frame.login, password: frame.password ?? '', deviceName: '', known: frame.token ?? cookie };
        const entered = await server.signIn.enter(request, guesses.network, 'window');
        if (!entered.ok) return { ok: false, code: entered.code === 'too_many_tries' || entered.code === 'busy' ? entered.code : 'bad_login' };
        token = fresh = entered.value.token;
      }
      const device = token === null ? null : await server.devices.byToken(token);
      if (!device || device.kind !== 'window') return { ok: false, code: hasTeam() ? 'sign_in' : 'bad_token' };
      if (!hasTeam()) return { ok: true, session: session(device, fresh) };
      if (!server.committer.dictionary().get('person', device.person)?.active) return { ok: false, code: 'sign_in' };
      await server.devices.seen(device.device);
      if (!(await consoles.enter(device.person))) return { ok: false, code: 'not_ready' };
      enter(device);
      const unend = server.devices.onEnded((gone) => gone === device.device && socket.close());
      let cancelSeen = (): void => {};
      const seen = (): void => {
        cancelSeen = clock.after(seenMs, () => void server.devices.seen(device.device).then(seen, () => log('window.not_seen')));
      };
      seen();
      ended(() => {
        unend();
        cancelSeen();
        leave(device);
      });
      return { ok: true, session: session(device, fresh) };
    },
  });
  const nameOf = (device: StoredDevice): string => device.tokenHash.slice(0, 32);
  const enter = (device: StoredDevice): void => {
    const held = windows.get(nameOf(device));
    windows.set(nameOf(device), { person: device.person, count: (held?.count ?? 0) + 1 });
  };
  const leave = (device: StoredDevice): void => {
    consoles.leave(device.person);
    const held = windows.get(nameOf(device));
    if (held && held.count > 1) held.count -= 1;
    else windows.delete(nameOf(device));
  };

  return {
    listening(where) { at = where; },
    refuses,
    serve(socket, guesses, request) {
      let over = false;
      const leaving: (() => void)[] = [];
      socket.on('close', () => {
        over = true;
        for (const work of leaving.splice(0)) work();
      });
      servePort(socketCarrier(socket), authOf(guesses, socket, cookieOf(request), (work) => (over ? work() : void leaving.push(work))), clock, log);
    },
    addRoutes(app) {
      const files = readPageFiles(deps.pageDir);
      const missing = (reply: FastifyReply): FastifyReply => reply.code(404).headers(pageHeaders).type('text/plain').send('Not found.\n');
      app.get('/media/:hash', async (request, reply) => {
        const { hash } = request.params as { hash: string };
        const { k } = request.query as { k?: string };
        const window = typeof k === 'string' && mediaKeys.check(k, (id) => windows.has(id)) ? windows.get(k.split('.', 1)[0]!) : undefined;
        if (!window) return reply.code(403).headers(mediaHeaders).header('cache-control', 'no-store').send();
        const found = await consoles.open(window.person)?.media.get(hash);
        if (!found) return reply.code(404).headers(mediaHeaders).header('cache-control', 'no-store').send();
        if (!found.shown) reply.header('content-disposition', 'attachment');
        return reply.headers(mediaHeaders).type(found.contentType).send(Buffer.from(found.bytes));
      });
      // Over TLS the token of a window lies in a cookie that no script can read: the page hands it in once and forgets it (R14).
      app.post('/session', { bodyLimit: 4096 }, async (request, reply) => {
        const { token } = (request.body ?? {}) as { token?: unknown };
        const device = at.reach.url !== null && refuses(request.raw) === null && typeof token === 'string' ? await server.devices.byToken(token) : null;
        if (device?.kind !== 'window') return reply.code(403).send();
        return reply.header('set-cookie', `${cookieName}=${String(token)}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=2592000`).header('cache-control', 'no-store').code(204).send();
      });
      app.get('/*', async (request, reply) => {
        const status = refuses(request.raw);
        if (status !== null) return reply.code(status).send();
        const file = files.get(request.url.split('?', 1)[0]!);
        if (!file) return missing(reply);
        return reply.headers(pageHeaders).header('cache-control', file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache').type(file.contentType).send(file.bytes);
      });
    },
    close: () => consoles.close(),
  };
}
