/** Answers `/health` and `/metrics` on a port of its own, on this machine alone: no proxy of the team's port can lead to it by mistake. */
import { createServer } from 'node:http';
import type { Watch } from '#server/watch.ts';

export interface WatchServer { port: number; close(): Promise<void> }

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** Rejects with code EADDRINUSE when the port is taken. `port`: 0 = any free one. */
export async function serveWatch(watch: Watch, port: number): Promise<WatchServer> {
  const http = createServer((request, response) => {
    const end = (status: number, type: string, text: string): void => void response.writeHead(status, { ...headers, 'content-type': type }).end(request.method === 'HEAD' ? '' : text);
    const at = (http.address() as { port: number }).port;
    // A page whose name was rebound to this machine brings its own name (R8).
    const ours = [`127.0.0.1:${at}`, `localhost:${at}`].includes(request.headers.host ?? '') && request.headers.origin === undefined && request.headers['sec-fetch-site'] === undefined;
    if (!ours || (request.method !== 'GET' && request.method !== 'HEAD')) return end(404, 'text/plain', 'Not found.\n');
    const failed = (): void => end(503, 'text/plain', 'Unavailable.\n');
    if (request.url === '/health') void watch.health().then((health) => end(health.ok ? 200 : 503, 'application/json', `${JSON.stringify(health)}\n`), failed);
    else if (request.url === '/metrics') void watch.metrics().then((text) => end(200, 'text/plain; version=0.0.4; charset=utf-8', text), failed);
    else end(404, 'text/plain', 'Not found.\n');
  });
  http.headersTimeout = 5000;
  http.requestTimeout = 5000;
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (http.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
