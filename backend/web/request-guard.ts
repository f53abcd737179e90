/** Which requests a loopback console listens to at all (R8): its own address in Host and Origin, nothing that came through a proxy, no other site. */
import type { IncomingMessage } from 'node:http';

/** Networks reach these by the team's public address; what they carry is proven by signature. */
const public_ = /^\/(hooks|m)\//;

export function isPublicPath(path: string): boolean {
  return public_.test(path);
}

/** null = fine; else the status to answer with. */
export function refuseRequest(request: IncomingMessage, port: number): 400 | 403 | null {
  const path = request.url ?? '/';
  if (!path.startsWith('/') || path.includes('\\')) return 400;
  if (isPublicPath(path)) return null;
  const { headers } = request;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  if (headers.host === undefined || !hosts.includes(headers.host)) return 403;
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) return 403;
  if (headers.forwarded !== undefined || Object.keys(headers).some((name) => name.startsWith('x-forwarded-'))) return 403;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') {
    // A link on another page may open ours; nothing else of another page may reach us.
    const opens = request.method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
    if (!opens) return 403;
  }
  return null;
}
