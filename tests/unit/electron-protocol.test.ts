import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler, privileges, type Media } from '../../electron/main/protocol.ts';

const folder = mkdtempSync(join(tmpdir(), 'pult-page-'));
const hash = 'a'.repeat(64);
const stored = new Map<string, Media>();
let handle: (request: Request) => Promise<Response>;

beforeAll(() => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Pult</title>');
  writeFileSync(join(folder, 'assets', 'index-1.js'), 'export {};');
  writeFileSync(join(folder, '..', 'pult-secret.txt'), 'secret');
  handle = createHandler(folder, (name) => Promise.resolve(stored.get(name) ?? null));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(join(folder, '..', 'pult-secret.txt'));
});

const get = (url: string, init?: RequestInit): Promise<Response> => handle(new Request(url, init));

describe('the scheme', () => {
  it('[R2] is standard, secure and never past the policy of content', () => {
    expect(privileges).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } }]);
  });
});

describe('the page', () => {
  it('[R2] comes with the policy of content as a header', async () => {
    const answer = await get('app://pult/');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", 'trusted-types dompurify']) {
      expect(policy).toContain(part);
    }
    expect(policy).not.toMatch(/unsafe|data:|\*|https?:/);
  });

  it('[R2] brings the files of the list, each with its type', async () => {
    const answer = await get('app://pult/assets/index-1.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it.each([
    'app://pult/../pult-secret.txt', 'app://pult/..%2fpult-secret.txt', 'app://pult/%2e%2e/pult-secret.txt', 'app://pult/..%5cpult-secret.txt',
    'app://pult/assets/..%2f..%2fpult-secret.txt', 'app://pult//etc/passwd', 'app://pult/assets', 'app://pult/assets/', 'app://pult/index.html%00',
    'app://pult/assets%2findex-1.js', 'app://evil/', 'app://pult.evil/', 'app://pult:80/', 'app://pult/nothing',
  ])('[R2] %s is not there', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it('[R2] answers no other method', async () => {
    expect((await get('app://pult/', { method: 'POST', body: 'x' })).status).toBe(404);
  });
});

describe('media', () => {
  it('[R26] of a type that may be drawn is served as it is, cut off from everything', async () => {
    stored.set(hash, { contentType: 'image/png', bytes: new Uint8Array([1, 2, 3]) });
    const answer = await get(`app://pult/media/${hash}`);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
  });

  it.each(['text/html', 'image/svg+xml', 'application/pdf', 'text/javascript', 'application/xhtml+xml', ''])('[R26] of type "%s" is only ever saved', async (contentType) => {
    stored.set(hash, { contentType, bytes: new Uint8Array([1]) });
    const answer = await get(`app://pult/media/${hash}`);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-disposition')).toBe('attachment');
  });

  it.each([['bytes=2-3', 206, 'bytes 2-3/10'], ['bytes=7-', 206, 'bytes 7-9/10'], ['bytes=-2', 206, 'bytes 8-9/10'], ['bytes=3-99', 206, 'bytes 3-9/10'], ['bytes=5-2', 200, null], ['lines=1-2', 200, null]])(
    'a player that asks for %s gets %i', async (range, status, told) => {
      stored.set(hash, { contentType: 'audio/ogg', bytes: Uint8Array.from({ length: 10 }, (_, i) => i) });
      const answer = await get(`app://pult/media/${hash}`, { headers: { range } });
      expect([answer.status, answer.headers.get('content-range')]).toEqual([status, told]);
    });

  it.each([`app://pult/media/${'b'.repeat(64)}`, `app://pult/media/${'A'.repeat(64)}`, `app://pult/media/${'a'.repeat(63)}`, `app://pult/media/${hash}/x`])(
    '[R2] %s is not there', async (url) => {
      stored.set(hash, { contentType: 'image/png', bytes: new Uint8Array([1]) });
      expect((await get(url)).status).toBe(404);
    });
});
