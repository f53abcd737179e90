/** Hands what is the team server's on to it, byte for byte, and its answer back: webhooks, media links, calls, sync (D1). */
import { request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

const forwarded = /^\/(hooks|m|team)\/|^\/sync(?:$|\?)/;

export function isForwarded(path: string): boolean {
  return forwarded.test(path);
}

/** `port`: the server's, null while it is down: 503, so that a network delivers again. */
export function forwardRequest(request: IncomingMessage, response: ServerResponse, port: number | null): void {
  const down = (): void => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(503, { 'content-type': 'text/plain', 'retry-after': '5' }).end('The team server is not running.\n');
  };
  if (port === null) {
    request.resume();
    return down();
  }
  const out = httpRequest({ host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers, setHost: false }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.headers);
    answer.pipe(response);
    answer.on('error', () => response.destroy());
  });
  out.on('error', down);
  response.on('close', () => out.destroy());
  request.pipe(out);
}

export function forwardUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer, port: number | null): void {
  if (port === null) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  const out = connect(port, '127.0.0.1', () => {
    const lines = [`${request.method} ${request.url} HTTP/1.1`];
    for (let i = 0; i < request.rawHeaders.length; i += 2) lines.push(`${request.rawHeaders[i]}: ${request.rawHeaders[i + 1]}`);
    out.write(`${lines.join('\r\n')}\r\n\r\n`);
    if (head.length > 0) out.write(head);
    out.pipe(socket);
    socket.pipe(out);
  });
  const end = (): void => {
    out.destroy();
    socket.destroy();
  };
  out.on('error', end);
  out.on('close', end);
  socket.on('error', end);
  socket.on('close', end);
}
