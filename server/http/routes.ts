/** What the team server answers over HTTP: webhooks, sign-up and calls of consoles, files. The page of guests stands in guest-routes. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { accept, refuse } from '#shared/base/result.ts';
import type { Result } from '#shared/base/result.ts';
import { teamCallNames } from '#shared/sync/team-calls.ts';
import type { TeamCallName } from '#shared/sync/team-calls.ts';
import { isBlobHash } from '#db/core/blob-folder.ts';
import type { StoredDevice } from '#db/server/store.ts';
import { visibleBlob } from '#server/blob-names.ts';
import type { Server } from '#server/create-server.ts';
import { createRate, networkOf } from '#server/http/limits.ts';
import type { FailureCount } from '#server/http/limits.ts';
import { fileHeaders, servedType } from '#server/http/served-type.ts';
import type { Log } from '#server/log.ts';

export const hookBytes = 16 * 1024 * 1024;
const jsonBytes = 1024 * 1024;
const uploadBytes = 100 * 1024 * 1024;

export interface RouteDeps {
  server: Server;
  /** Invitations that were none, by network. */
  invites: FailureCount;
  /** Whoever is at the other end, also behind a proxy. */
  addressOf(request: FastifyRequest): string;
  /** Address that links to this server begin with. */
  base(): string;
  now(): number;
  log: Log;
}

export function addTeamRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const { server, invites } = deps;
  // Every body as it came: signatures are over bytes, and nothing is parsed before it is known whose it is.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));

  /** A console is a program, never a page: what a browser sends across sites is not one of ours (R8). */
  const fromPage = (request: FastifyRequest): boolean => request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined;
  const caller = async (request: FastifyRequest): Promise<StoredDevice | null> => {
    const token = /^Bearer ([\w-]{20,200})$/.exec(request.headers.authorization ?? '')?.[1];
    const device = token && !fromPage(request) ? await server.devices.byToken(token) : null;
    return device && server.committer.dictionary().get('person', device.person)?.active ? device : null;
  };
  const person = async (request: FastifyRequest): Promise<string | null> => (await caller(request))?.person ?? null;
  const say = (reply: FastifyReply, result: Result<unknown>): FastifyReply =>
    reply.type('application/json').header('cache-control', 'no-store').send(JSON.stringify(result.ok ? result : { ok: false, code: result.code, data: result.data }));
  const signUp = (work: (body: unknown) => Promise<Result<unknown>>) => async (request: FastifyRequest, reply: FastifyReply) => {
    if (fromPage(request)) return reply.code(403).send();
    const from = networkOf(deps.addressOf(request));
    if (invites.blocked(from)) return reply.code(429).header('retry-after', '900').send();
    const body = jsonOf(request.body);
    const answer = body === undefined ? refuse('bad_input') : await work(body);
    if (!answer.ok && answer.code === 'bad_invite') invites.failed(from);
    return say(reply, answer);
  };

  app.post('/team/enrol', { bodyLimit: jsonBytes }, signUp((body) => server.team.enrol(body)));
  app.post('/team/setup', { bodyLimit: jsonBytes }, signUp((body) => server.team.setup(body)));
  app.post('/team/sign-in', { bodyLimit: jsonBytes }, async (request, reply) => {
    if (fromPage(request)) return reply.code(403).send();
    return say(reply, await server.team.signIn(jsonOf(request.body), networkOf(deps.addressOf(request))));
  });
  /** A console's own calls: many more than a person presses (R13). */
  const rate = createRate({ perSecond: 50, now: deps.now });
  app.post('/team/outbox-key', { bodyLimit: jsonBytes }, async (request, reply) => {
    const by = await person(request);
    return by === null ? reply.code(401).send() : say(reply, await server.outboxKeys.ask(by, jsonOf(request.body)));
  });
  app.post('/team/call', { bodyLimit: jsonBytes }, async (request, reply) => {
    const by = await caller(request);
    if (by === null) return reply.code(401).send();
    if (!rate.take(by.device)) return reply.code(429).header('retry-after', '1').send();
    const body = jsonOf(request.body) as { name?: unknown; args?: unknown } | null | undefined;
    const name = body?.name;
    if (typeof name !== 'string' || !(teamCallNames as readonly string[]).includes(name)) return say(reply, refuse('unknown_call'));
    return say(reply, await server.team.call(name as TeamCallName, body?.args, { personId: by.person, device: by.device, network: networkOf(deps.addressOf(request)), base: deps.base() }));
  });
  app.put('/team/blob', { bodyLimit: uploadBytes }, async (request, reply) => {
    if ((await person(request)) === null) return reply.code(401).send();
    const bytes = bytesOf(request.body);
    if (bytes.byteLength === 0) return say(reply, refuse('empty_file'));
    const type = servedType(bytes);
    return say(reply, accept({ ...(await server.blobs.put(bytes)), contentType: type.shown ? type.contentType : (request.headers['content-type'] ?? type.contentType) }));
  });
  app.get('/team/blob/:hash', async (request, reply) => {
    const by = await person(request);
    if (by === null) return reply.code(401).send();
    const { hash } = request.params as { hash: string };
    const seen = isBlobHash(hash) ? await server.store.read((reader) => visibleBlob(reader, by, hash)) : null;
    const bytes = seen && (await server.blobs.get(hash));
    if (!bytes) return reply.code(404).send();
    return reply.headers(fileHeaders).type(servedType(bytes).contentType).send(Buffer.from(bytes));
  });

  addHookRoutes(app, deps);
  app.get('/m/:token', async (request, reply) => {
    const accounts = server.committer.dictionary().all('account').map((account) => account.id);
    const hash = server.links.read((request.params as { token: string }).token, accounts, deps.now());
    const bytes = hash === null ? null : await server.blobs.get(hash);
    if (!bytes) return reply.code(404).headers(fileHeaders).send();
    const type = servedType(bytes);
    if (!type.shown) reply.header('content-disposition', 'attachment');
    return reply.headers(fileHeaders).type(type.contentType).send(Buffer.from(bytes));
  });
}

function addHookRoutes(app: FastifyInstance, deps: RouteDeps): void {
  const rate = createRate({ perSecond: 200, now: deps.now });
  const hook = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const { channel, account } = request.params as { channel: string; account: string };
    const { runner } = deps.server;
    if (!runner) return reply.code(503).header('retry-after', '5').send();
    if (!rate.take(account)) return reply.code(429).header('retry-after', '1').send();
    const answer = await runner.hook(channel, account, {
      method: request.method === 'GET' ? 'GET' : 'POST', body: bytesOf(request.body), query: flat(request.query as Record<string, unknown>), headers: flat(request.headers as Record<string, unknown>),
    });
    return reply.code(answer.status).type(answer.contentType).header('x-content-type-options', 'nosniff').send(answer.body);
  };
  app.get('/hooks/:channel/:account', hook);
  app.post('/hooks/:channel/:account', { bodyLimit: hookBytes }, hook);
}

function flat(values: Record<string, unknown>): Record<string, string> {
  const result: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(values)) if (typeof value === 'string') result[name] = value;
  return result;
}

function bytesOf(body: unknown): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array(0);
}

function jsonOf(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.from(bytesOf(body)).toString('utf8'));
  } catch {
    return undefined;
  }
}
