/** Puts the team server on a port: HTTP routes, sockets of consoles, and the page with its socket for people invited by link. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { WebSocketServer } from 'ws';
import type WebSocket from 'ws';
import type { Server } from '#server/create-server.ts';
import { createFailureCount, createOpenCount, networkOf } from '#server/http/limits.ts';
import { addTeamRoutes } from '#server/http/routes.ts';
import { callerOf, createReachServer, strictTransport } from '#server/http/reach.ts';
import type { Reach } from '#server/http/reach.ts';
import { createSocketAdapter } from '#server/http/socket-adapter.ts';
import type { Log } from '#server/log.ts';
import type { ServerClock } from '#server/ports.ts';

/** How often whoever is at the other end has brought an invitation that is none (R13). */
export interface Guesses {
  network: string;
  blocked(): boolean;
  failed(): void;
}

/** The page and its socket; server/hosted gives it. */
export interface GuestDoor {
  addRoutes(app: FastifyInstance): void;
  /** Before anything is served. */
  listening(at: { base: string; port: number; reach: Reach }): void;
  /** null = may open `/ws`; else the status to refuse it with. */
  refuses(request: IncomingMessage): number | null;
  /** `guesses`: invitations that were not valid, of whoever is at the other end. */
  serve(socket: WebSocket, guesses: Guesses, request: IncomingMessage): void;
}

export interface HttpDeps {
  server: Server;
  guests: GuestDoor | null;
  reach: Reach;
  /** 0 = any free one. */
  port: number;
  clock: ServerClock;
  log: Log;
}

export interface HttpServer {
  port: number;
  base: string;
  close(): Promise<void>;
}

const maxFrame = 1024 * 1024;
const largestGuestFrame = 16 * 1024 * 1024;
/** Sockets that have not said hello; a console's proxy brings all of a machine from one address. */
const unknownPerAddress = { far: 10, loopback: 600 };

/** Rejects with code EADDRINUSE when the port is taken. */
/**
 * Pages of rows go deflated, a tenth of their size; what is said live is small and goes as it is. Nothing is kept between frames, so that 500 lines
 * cost no memory for it; `maxPayload` counts what a frame inflates to, and ends it there (R18).
 */
const pagesDeflated = { threshold: 65_536, concurrencyLimit: 4, serverNoContextTakeover: true, clientNoContextTakeover: true, zlibDeflateOptions: { level: 3, memLevel: 8 } };

export async function serveHttp(deps: HttpDeps): Promise<HttpServer> {
  const { server, clock, log, reach } = deps;
  let base = '';
  const invites = createFailureCount({ limit: 30, windowMs: 15 * 60_000, now: () => clock.now() });
  const app = fastify({
    logger: false, requestTimeout: 30_000, bodyLimit: 1024 * 1024, forceCloseConnections: true,
    serverFactory: (handler) => {
      const http = createReachServer(reach, { maxHeaderSize: 32 * 1024 }, (request, response) => {
        if (callerOf(reach, request).safe) {
          if (reach.url !== null) response.setHeader('strict-transport-security', strictTransport);
          return handler(request, response);
        }
        // Came open over a network: not even the reason is worth a body.
        request.resume();
        response.writeHead(403, { connection: 'close', 'content-type': 'text/plain' }).end('HTTPS only.\n');
      });
      http.headersTimeout = 10_000;
      return http;
    },
  }) as unknown as FastifyInstance;
  // Before the routes: those registered earlier would answer with the framework's own words, which name paths of this machine.
  app.setErrorHandler((error: { statusCode?: number; name: string; code?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log('http.error', { error: error.name, code: error.code ?? '' });
    return reply.code(status).type('text/plain').send(status === 413 ? 'Too large.\n' : 'Something went wrong.\n');
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not found.\n'));
  await app.register(async (routes) => addTeamRoutes(routes, { server, invites, addressOf: (request) => callerOf(reach, request.raw).address, base: () => base, now: () => clock.now(), log }));
  const door = deps.guests;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxFrame, perMessageDeflate: pagesDeflated });
  const pages = new WebSocketServer({ noServer: true, maxPayload: largestGuestFrame, perMessageDeflate: false });
  const unknown = createOpenCount();

  app.server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: string): void => void socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    socket.on('error', () => socket.destroy());
    const caller = callerOf(reach, request);
    if (!caller.safe) return refuse('403 Forbidden');
    const path = (request.url ?? '').split('?', 1)[0];
    if (path === '/ws' && door) {
      const status = door.refuses(request);
      if (status !== null) return refuse(`${status} Refused`);
      return pages.handleUpgrade(request, socket, head, (opened) => {
        opened.on('error', () => opened.terminate());
        const from = networkOf(caller.address);
        door.serve(opened, { network: from, blocked: () => invites.blocked(from), failed: () => invites.failed(from) }, request);
      });
    }
    // A page of another site can open sockets; a console is no page (R8).
    if (path !== '/sync' || request.headers.origin !== undefined) return refuse('404 Not Found');
    const address = networkOf(caller.address);
    const known = unknown.take(address, /^(127\.|0:0:0:0$)/.test(address) ? unknownPerAddress.loopback : unknownPerAddress.far);
    if (!known) return refuse('429 Too Many Requests');
    // Also of one whose handshake was no handshake.
    socket.on('close', known);
    sockets.handleUpgrade(request, socket, head, (opened) => {
      server.sync.accept(createSocketAdapter(opened, clock, known));
    });
  });

  door?.addRoutes(app);
  await app.listen({ host: reach.host, port: deps.port });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : deps.port;
  base = reach.url ?? `http://127.0.0.1:${port}`;
  door?.listening({ base, port, reach });
  return {
    port,
    base,
    async close() {
      for (const client of [...sockets.clients, ...pages.clients]) client.terminate();
      // Ends what is half said too (forceCloseConnections).
      await app.close();
    },
  };
}
