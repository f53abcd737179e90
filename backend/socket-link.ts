/** The link to a team server over the network: a WebSocket for the order, HTTP for calls and files. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import WebSocket from 'ws';
import type { SyncDownFrame } from '#shared/sync/protocol.ts';
import { teamPaths } from '#shared/sync/team-calls.ts';
import type { TeamAnswer } from '#shared/sync/team-calls.ts';
import type { ServerLink } from '#backend/server-link.ts';

const largestDown = 8 * 1024 * 1024;
/** The server deflates pages of rows; what goes up is short. `maxPayload` counts what a frame inflates to. */
const inflates = { threshold: largestDown, clientNoContextTakeover: true, serverNoContextTakeover: true };
const connectMs = 10_000;
const callMs = 30_000;
const largestBlob = 128 * 1024 * 1024;

/** `token` is exchanged from time to time (R16). `base` answers `http://host:port` of the server as it is now: one that was started again may stand on another port. */
export function createSocketLink(base: () => string, token: () => string): ServerLink {
  const bearer = (): Record<string, string> => ({ authorization: `Bearer ${token()}` });
  return {
    open(events) {
      const socket = new WebSocket(`${base().replace(/^http/, 'ws')}${teamPaths.sync}`, { maxPayload: largestDown, handshakeTimeout: connectMs, perMessageDeflate: inflates });
      socket.on('open', () => events.opened());
      socket.on('message', (data) => {
        let frame: SyncDownFrame;
        try {
          frame = JSON.parse(String(data)) as SyncDownFrame;
        } catch {
          return socket.terminate();
        }
        events.frame(frame);
      });
      // What failed is told by `close`, which follows.
      socket.on('error', () => undefined);
      socket.on('close', () => events.closed());
      return {
        send: (frame) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
        },
        close: () => socket.terminate(),
      };
    },
    async call(name, args) {
      return readAnswer(await send(base(), { method: 'POST', path: teamPaths.call, headers: { ...bearer(), 'content-type': 'application/json' } }, JSON.stringify({ name, args })));
    },
    async blob(hash) {
      const answer = await send(base(), { method: 'GET', path: `${teamPaths.blob}/${hash}`, headers: bearer() });
      return answer.status === 200 ? { bytes: answer.body, contentType: answer.contentType } : null;
    },
    async putBlob(bytes, contentType, fileName) {
      const headers = { ...bearer(), 'content-type': contentType, 'x-file-name': encodeURIComponent(fileName) };
      return readAnswer(await send(base(), { method: 'PUT', path: teamPaths.blob, headers }, bytes));
    },
  };
}

/** A call beside the link: enrolling and signing in (no token yet), keys. Rejects when the server can't be reached. */
export async function askTeam<Value>(base: string, path: string, body: unknown, token: string | null = null): Promise<TeamAnswer<Value>> {
  const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
  return readAnswer(await send(base, { method: 'POST', path, headers }, JSON.stringify(body)));
}

interface HttpAnswer {
  status: number;
  contentType: string;
  body: Buffer;
}

function readAnswer<Value>({ status, body }: HttpAnswer): TeamAnswer<Value> {
  if (status === 401) return { ok: false, code: 'signed_out', data: {} };
  if (status === 429) return { ok: false, code: 'too_many_tries', data: {} };
  const parsed = JSON.parse(body.toString('utf8')) as TeamAnswer<Value>;
  if (typeof parsed?.ok !== 'boolean') throw new Error(`the server answered ${status}`);
  return parsed;
}

/** The team server is ours: its address is given by its owner, so no rule about outside addresses stands here (R21 is about what clients send). */
function send(base: string, { method, path, headers }: { method: string; path: string; headers: Record<string, string> }, body?: string | Uint8Array): Promise<HttpAnswer> {
  const url = new URL(path, base);
  const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const out = request(url, { method, headers: { ...headers, 'content-length': String(body === undefined ? 0 : Buffer.byteLength(body)) }, timeout: callMs }, (answer) => {
      const parts: Buffer[] = [];
      let size = 0;
      answer.on('data', (part: Buffer) => {
        size += part.byteLength;
        if (size > largestBlob) out.destroy(new Error('too large'));
        else parts.push(part);
      });
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? 'application/octet-stream', body: Buffer.concat(parts) }));
    });
    out.on('timeout', () => out.destroy(new Error('no answer')));
    out.on('error', reject);
    out.end(body);
  });
}
