/** The built page: read once, served by its listed names only, with the policy that lets it do nothing else (R2, R14). */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';

export const contentPolicy = [
  "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' blob:", "media-src 'self' blob:", "font-src 'self'", "connect-src 'self'", "base-uri 'none'",
  "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types dompurify',
].join('; ');

export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(self), usb=(), serial=()',
};

/** Of a file that a client sent: it may be looked at and do nothing (R26). */
export const mediaHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, max-age=31536000, immutable',
};

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png', '.ico': 'image/x-icon',
  '.woff2': 'font/woff2', '.json': 'application/json', '.webmanifest': 'application/manifest+json', '.mp3': 'audio/mpeg', '.ogg': 'audio/ogg', '.txt': 'text/plain; charset=utf-8',
};

export interface PageFile {
  bytes: Buffer;
  contentType: string;
  /** Its name holds a hash of its content: it never changes. */
  lasting: boolean;
}

/** Names are those found in the folder: no path is ever joined from a request. */
export function readPageFiles(dir: string): ReadonlyMap<string, PageFile> {
  const files = new Map<string, PageFile>();
  const walk = (at: string, name: string): void => {
    for (const entry of readdirSync(at, { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(at, entry.name), `${name}${entry.name}/`);
      else if (types[extname(entry.name)] !== undefined) {
        files.set(`${name}${entry.name}`, { bytes: readFileSync(join(at, entry.name)), contentType: types[extname(entry.name)]!, lasting: name.startsWith('/assets/') });
      }
    }
  };
  if (existsSync(dir)) walk(dir, '/');
  const index = files.get('/index.html');
  if (index) files.set('/', index);
  return files;
}
