/** Windows of this data folder: keys that open one session each, once, within ten minutes; tokens of which only the hash is kept (R9). */
import { createHash, timingSafeEqual } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { FillRandom } from '#shared/base/ids.ts';
import { withStorageErrors } from '#db/core/storage-error.ts';

const keyMs = 10 * 60_000;
const sessionMs = 180 * 24 * 3600_000;
const mostSessions = 200;

const fileSchema = z.array(z.strictObject({ hash: z.string().length(64), at: z.number() }));

export interface WindowSession {
  /** SHA-256 of the token, hex: names the session; nothing can be signed in with it. */
  id: string;
}

export interface Sessions {
  /** A fresh key for the address (32 bytes, base64url). */
  newKey(): string;
  spendKey(key: string): { ok: true; token: string; session: WindowSession } | { ok: false; code: 'bad_key' | 'used_key' };
  byToken(token: string): WindowSession | null;
  /** Whether a session whose id begins so has not been ended. */
  stands(idStart: string): boolean;
  end(session: WindowSession): void;
  /** Another program has held our port: whoever kept a token may have shown it there (R10). */
  endAll(): void;
}

export function createSessions(path: string, now: () => number, fillRandom: FillRandom): Sessions {
  let sessions = load(path).filter((session) => now() - session.at < sessionMs);
  const keys = new Map<string, { until: number; used: boolean }>();
  const save = (): void => withStorageErrors(path, () => {
    writeFileSync(`${path}.part`, JSON.stringify(sessions), { mode: 0o600, flush: true });
    chmodSync(`${path}.part`, 0o600);
    renameSync(`${path}.part`, path);
  });
  const secret = (): string => {
    const bytes = new Uint8Array(32);
    fillRandom(bytes);
    return Buffer.from(bytes).toString('base64url');
  };
  return {
    newKey() {
      const key = secret();
      for (const [hash, held] of keys) if (held.until + keyMs < now()) keys.delete(hash);
      keys.set(sha256(key), { until: now() + keyMs, used: false });
      return key;
    },
    spendKey(key) {
      const held = keys.get(sha256(key));
      if (!held) return { ok: false, code: 'bad_key' };
      if (held.used) return { ok: false, code: 'used_key' };
      if (held.until < now()) return { ok: false, code: 'bad_key' };
      held.used = true;
      const token = secret();
      const session = { hash: sha256(token), at: now() };
      sessions = [...sessions, session].slice(-mostSessions);
      save();
      return { ok: true, token, session: { id: session.hash } };
    },
    byToken(token) {
      const hash = sha256(token);
      const found = sessions.find((session) => timingSafeEqual(Buffer.from(session.hash), Buffer.from(hash)));
      return found ? { id: found.hash } : null;
    },
    stands: (idStart) => idStart.length >= 32 && sessions.some(({ hash }) => hash.startsWith(idStart)),
    end(session) {
      sessions = sessions.filter(({ hash }) => hash !== session.id);
      save();
    },
    endAll() {
      if (sessions.length === 0) return;
      sessions = [];
      save();
    },
  };
}

function load(path: string): z.output<typeof fileSchema> {
  if (!existsSync(path)) return [];
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Nobody is signed in by a file that can't be read; the printed address opens a new session.
    return [];
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
