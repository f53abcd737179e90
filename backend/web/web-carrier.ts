/** The loopback carrier of a console: serves the page and its socket, media of its sessions, and hands the rest on to the team server. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import fastify from 'fastify';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { WebSocketServer } from 'ws';
import type { MediaCache } from '#backend/media-cache.ts';
import { servePort } from '#backend/port/serve-port.ts';
import type { PortAuth } from '#backend/port/serve-port.ts';
import { forwardRequest, forwardUpgrade, isForwarded } from '#backend/web/forward.ts';
import { mediaHeaders, pageHeaders, readPageFiles } from '#backend/web/page-files.ts';
import { refuseRequest } from '#backend/web/request-guard.ts';
import { socketCarrier } from '#backend/web/socket-carrier.ts';
import type { Log, Timers } from '#backend/timers.ts';

export interface WebDeps {
  /** Folder of the built page. */
  pageDir: string;
  auth: PortAuth;
  /** Of the person whose data is open; null = none yet. */
  media(): MediaCache | null;
  mediaKeyHolds(key: string): boolean;
  /** Port of the team server; null while it is down. */
  serverPort(): number | null;
  /** A second start asks for a fresh address with the key of `control.key`; null = not that key. */
  freshAddress(controlKey: string): string | null;
  timers: Timers;
  log: Log;
}

export interface WebCarrier {
  readonly port: number;
  close(): Promise<void>;
}

/** A photo from the file dialog, as base64 in one frame. */
const largestFrame = 64 * 1024 * 1024;
const mostSockets = 50;

/** Listens on 127.0.0.1. Rejects with EADDRINUSE when the port is taken. `port` 0 = any free one. */
export async function createWebCarrier(deps: WebDeps, port: number): Promise<WebCarrier> {
  const files = readPageFiles(deps.pageDir);
  let bound = port;
  let server!: Server;
  const guard = (request: IncomingMessage, response: ServerResponse): boolean => {
    const status = refuseRequest(request, bound);
    if (status === null) return true;
    deps.log('web.refused', { status, method: request.method ?? '' });
    request.resume();
    response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' }).end('Refused.\n');
    return false;
  };
  const app = fastify({
    bodyLimit: 64 * 1024, requestTimeout: 30_000,
    serverFactory: (handler) => {
      server = createServer((request, response) => {
        if (!guard(request, response)) return;
        if (isForwarded(request.url ?? '/')) forwardRequest(request, response, deps.serverPort());
        else handler(request, response);
      });
      server.headersTimeout = 10_000;
      return server;
    },
  });
  addRoutes(app as unknown as FastifyInstance, deps, files);

  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestFrame, perMessageDeflate: false });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    if (refuseRequest(request, bound) !== null) return refuse('403 Forbidden');
    const path = request.url ?? '/';
    if (path === '/sync') return forwardUpgrade(request, socket, head, deps.serverPort());
    if (path !== '/ws') return refuse('404 Not Found');
    if (sockets.clients.size >= mostSockets) return refuse('503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (opened) => {
      opened.on('error', () => opened.terminate());
      servePort(socketCarrier(opened), deps.auth, deps.timers, deps.log);
    });
  });

  await app.listen({ host: '127.0.0.1', port });
  const address = server.address();
  if (typeof address === 'object' && address !== null) bound = address.port;
  return {
    port: bound,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await app.close();
    },
  };
}

function addRoutes(app: FastifyInstance, deps: WebDeps, files: ReturnType<typeof readPageFiles>): void {
  const missing = (reply: FastifyReply): FastifyReply => reply.code(404).headers(pageHeaders).type('text/plain').send('Not found.\n');
  app.get('/media/:hash', async (request, reply) => {
    const { hash } = request.params as { hash: string };
    const { k } = request.query as { k?: string };
    const media = deps.media();
    if (typeof k !== 'string' || !deps.mediaKeyHolds(k)) return reply.code(403).headers(mediaHeaders).header('cache-control', 'no-store').send();
    const found = /^[0-9a-f]{64}$/.test(hash) && media ? await media.get(hash) : null;
    if (!found) return reply.code(404).headers(mediaHeaders).header('cache-control', 'no-store').send();
    const { bytes, contentType, shown } = found;
    reply.headers(mediaHeaders).type(contentType).header('accept-ranges', 'bytes');
    if (!shown) reply.header('content-disposition', 'attachment');
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    if (!range) return reply.send(Buffer.from(bytes));
    const from = Number(range[1]);
    const to = Math.min(range[2] === '' ? bytes.byteLength - 1 : Number(range[2]), bytes.byteLength - 1);
    if (from > to) return reply.code(416).header('content-range', `bytes */${bytes.byteLength}`).send();
    return reply.code(206).header('content-range', `bytes ${from}-${to}/${bytes.byteLength}`).send(Buffer.from(bytes.subarray(from, to + 1)));
  });
  app.post('/control/address', (request, reply) => {
    const key = request.headers['x-pult-control'];
    const address = typeof key === 'string' ? deps.freshAddress(key) : null;
    return address === null ? reply.code(403).send() : reply.header('cache-control', 'no-store').send({ address });
  });
  app.get('/*', (request, reply) => {
    const name = request.url.split('?', 1)[0]!;
    const file = files.get(name);
    if (!file) return missing(reply);
    return reply.headers(pageHeaders).header('cache-control', file.lasting ? 'public, max-age=31536000, immutable' : 'no-cache').type(file.contentType).send(file.bytes);
  });
  app.setNotFoundHandler((_request, reply) => missing(reply));
  app.setErrorHandler((error: { statusCode?: number; name: string }, _request, reply) => {
    deps.log('web.error', { error: error.name });
    return reply.code(error.statusCode ?? 500).headers(pageHeaders).type('text/plain').send('Something went wrong.\n');
  });
}
