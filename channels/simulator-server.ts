/** What the simulators share: an HTTP server on loopback that can be told to fail the way networks do. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SimulatorRequest {
  method: string;
  /** Decoded, without the query. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  body: Buffer;
  /** Aborted when the caller hung up. */
  gone: AbortSignal;
}

export interface SimulatorAnswer {
  status: number;
  contentType?: string;
  headers?: Record<string, string>;
  body: string | Uint8Array;
}

/**
 * cut: acted upon, then the line breaks in the middle of the answer · cut_before: the line breaks, nothing was done · hang: no answer,
 * nothing done · hang_after: done, no answer · garbage: done, answered with something unreadable · an answer: that one, nothing done ·
 * yet: done, answered so.
 */
export type Failure = 'cut' | 'cut_before' | 'hang' | 'hang_after' | 'garbage' | SimulatorAnswer | { yet: SimulatorAnswer };

export interface FailureFilter {
  /** Part of the path, e.g. '/messages'; any when left out. */
  path?: string;
  method?: string;
  /** Default 1. */
  times?: number;
  /** So many requests of this kind pass first; default 0. */
  after?: number;
}

export interface SimulatorServer {
  url: string;
  /** Requests of this kind fail; the earliest rule that fits is used up first. */
  fail(failure: Failure, filter?: FailureFilter): void;
  forgetFailures(): void;
  /** Every request so far, oldest first, without bodies. */
  requests: { method: string; path: string; at: number }[];
  close(): Promise<void>;
}

export async function startSimulatorServer(options: {
  port?: number;
  now(): number;
  handle(request: SimulatorRequest): Promise<SimulatorAnswer>;
}): Promise<SimulatorServer> {
  const rules: { failure: Failure; filter: FailureFilter; passing: number; left: number }[] = [];
  const requests: SimulatorServer['requests'] = [];

  const failureFor = (request: SimulatorRequest): Failure | null => {
    const rule = rules.find(({ filter, left }) => left > 0 && request.path.includes(filter.path ?? '') && (filter.method ?? request.method) === request.method);
    if (rule === undefined) return null;
    if (rule.passing > 0) {
      rule.passing -= 1;
      return null;
    }
    rule.left -= 1;
    return rule.failure;
  };

  const respond = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming, response);
    requests.push({ method: request.method, path: request.path, at: options.now() });
    const failure = failureFor(request);
    if (failure === 'hang') return;
    if (failure === 'cut_before') {
      response.destroy();
      return;
    }
    const told = failure === null || typeof failure === 'string' ? null : failure;
    const answer = told !== null && 'status' in told ? told : await options.handle(request);
    if (told !== null && 'yet' in told) Object.assign(answer, told.yet);
    if (failure === 'hang_after' || response.destroyed) return;
    const body = failure === 'garbage' ? Buffer.from('<html>502') : Buffer.from(answer.body);
    response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'application/json; charset=utf-8', 'content-length': body.length, ...answer.headers });
    if (failure === 'cut') response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
    else response.end(body);
  };

  const server = createServer((incoming, response) => {
    respond(incoming, response).catch(() => response.destroy());
  });
  // A poller keeps its connection; tests close while one is open.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fail: (failure, filter = {}) => {
      rules.push({ failure, filter, passing: filter.after ?? 0, left: filter.times ?? 1 });
    },
    forgetFailures: () => {
      rules.length = 0;
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage, response: ServerResponse): Promise<SimulatorRequest> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
  return { method: incoming.method ?? 'GET', path: decodeURIComponent(url.pathname), query: url.searchParams, headers, body: Buffer.concat(parts), gone: gone.signal };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): SimulatorAnswer {
  return { status, body: JSON.stringify(body), headers };
}
