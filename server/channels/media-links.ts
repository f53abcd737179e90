/** Signed addresses of files for networks that fetch them from us: one file, one account, at most an hour (R26). */
import { createHmac, timingSafeEqual } from 'node:crypto';

const validMs = 3_600_000;
/** A multiple of three: every character of the signature counts. */
const signatureBytes = 18;

export interface MediaLinks {
  /** Path below the team's public address. */
  path(accountId: string, hash: string, now: number): string;
  /** Hash of the file a path names; null when it is altered, expired or of no account of ours. */
  read(token: string, accountIds: readonly string[], now: number): string | null;
}

export function createMediaLinks(key: Uint8Array): MediaLinks {
  const sign = (hash: string, expires: number, accountId: string): Buffer => createHmac('sha256', key).update(`${hash}.${expires}.${accountId}`).digest().subarray(0, signatureBytes);
  return {
    path(accountId, hash, now) {
      const expires = Math.ceil((now + validMs) / 1000);
      return `/m/${hash}.${expires}.${sign(hash, expires, accountId).toString('base64url')}`;
    },
    read(token, accountIds, now) {
      const parts = /^([0-9a-f]{64})\.(\d{1,12})\.([\w-]{24})$/.exec(token);
      if (!parts) return null;
      const [, hash, expires, given] = parts as unknown as [string, string, string, string];
      const until = Number(expires) * 1000;
      if (until <= now || until > now + validMs + 1000) return null;
      const signature = Buffer.from(given, 'base64url');
      return accountIds.some((accountId) => timingSafeEqual(sign(hash, Number(expires), accountId), signature)) ? hash : null;
    },
  };
}
