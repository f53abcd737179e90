/** Keys for `/media/HASH?k=`: an `<img>` carries no token, so the session lends one that dies within two hours (R9). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WindowSession } from '#backend/web/sessions.ts';

const hourMs = 3_600_000;

export interface MediaKeys {
  of(session: WindowSession): string;
  /** Whether this key was lent within the last two hours to a session that still stands. */
  check(key: string, stands: (id: string) => boolean): boolean;
}

export function createMediaKeys(secret: Uint8Array, now: () => number): MediaKeys {
  const sign = (id: string, hour: number): string => createHmac('sha256', secret).update(`media|${id}|${hour}`).digest('base64url');
  return {
    of({ id }) {
      const hour = Math.floor(now() / hourMs);
      return `${id.slice(0, 32)}.${hour}.${sign(id.slice(0, 32), hour)}`;
    },
    check(key, stands) {
      const [id = '', hour = '', mark = ''] = key.split('.');
      const age = Math.floor(now() / hourMs) - Number(hour);
      if (!/^\d+$/.test(hour) || age < 0 || age > 1 || !stands(id)) return false;
      const wanted = Buffer.from(sign(id, Number(hour)));
      const given = Buffer.from(mark);
      return wanted.length === given.length && timingSafeEqual(wanted, given);
    },
  };
}
