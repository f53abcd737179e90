// Serves app://pult/: the built page from an exact list of its files, media by hash from the console. No path is ever joined from a
// request, so there is nothing to climb out of (R2).
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import type { CustomScheme } from 'electron';
import { host, scheme } from './origin.ts';

export const privileges: CustomScheme[] = [
  // `stream`: without it Chromium plays no voice message from this scheme.
  { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
];

const policy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "media-src 'self' blob:", "font-src 'self'",
  "connect-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
  'trusted-types dompurify',
].join('; ');

const guard = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};
const mediaGuard = { ...guard, 'content-security-policy': "default-src 'none'; sandbox" };

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
  '.json': 'application/json', '.map': 'application/json', '.png': 'image/png', '.jpg': 'image/jpeg', '.webp': 'image/webp',
  '.svg': 'image/svg+xml', '.ico': 'image/x-icon', '.woff2': 'font/woff2', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.wav': 'audio/wav',
};

/** R26: what may be drawn or played in the page; anything else is only ever saved. */
const drawn = /^(image\/(png|jpeg|webp|gif)|video\/mp4|audio\/(ogg|mp4|mpeg|aac|wav))$/;

export interface Media {
  contentType: string;
  bytes: Uint8Array;
}

const none = (): Response => new Response(null, { status: 404, headers: guard });

const encoded = (path: string): string => `/${path.split(sep).map(encodeURIComponent).join('/')}`;

/** Address → file, for every file of the built page. */
export const listFiles = (folder: string): Map<string, string> => {
  const files = new Map<string, string>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    const full = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(encoded(relative(folder, full)), full);
  }
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
};

/** One `Range: bytes=A-B` of a file in memory: a player asks for the end first and jumps about. */
const part = (range: string | null, size: number): [number, number] | null => {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const last = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1);
  return first <= last ? [first, last] : null;
};

const serveMedia = ({ contentType, bytes }: Media, range: string | null): Response => {
  const safe = drawn.test(contentType);
  const headers: Record<string, string> = {
    ...mediaGuard,
    'content-type': safe ? contentType : 'application/octet-stream',
    'accept-ranges': 'bytes',
    // A hash names one content for ever.
    'cache-control': 'private, max-age=31536000, immutable',
    ...(safe ? {} : { 'content-disposition': 'attachment' }),
  };
  const wanted = part(range, bytes.byteLength);
  if (!wanted) return new Response(Buffer.from(bytes), { headers });
  const [first, last] = wanted;
  headers['content-range'] = `bytes ${first}-${last}/${bytes.byteLength}`;
  return new Response(Buffer.from(bytes.subarray(first, last + 1)), { status: 206, headers });
};

/** `folder`: the built page. `media`: bytes by hash, null when there are none. */
export const createHandler = (folder: string, media: (hash: string) => Promise<Media | null>) => {
  const files = listFiles(folder);
  return async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    if (url.host !== host || (request.method !== 'GET' && request.method !== 'HEAD')) return none();
    const hash = /^\/media\/([0-9a-f]{64})$/.exec(url.pathname)?.[1];
    if (hash !== undefined) {
      const found = await media(hash);
      return found ? serveMedia(found, request.headers.get('range')) : none();
    }
    const file = files.get(url.pathname);
    if (!file) return none();
    return new Response(await readFile(file), {
      headers: { ...guard, 'content-type': types[extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache' },
    });
  };
};
