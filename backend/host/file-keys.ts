/** The keys of one person's two files: made at random, kept under the system's key or in a 0600 file; the outbox's may come back from the server (S101, R30). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { FillRandom } from '#shared/base/ids.ts';
import type { KeyProtection } from '#shared/port/host.ts';
import { createSeal } from '#db/core/seal.ts';
import type { Seal } from '#db/core/seal.ts';
import { writeWhole } from '#backend/host/data-folder.ts';

/** What Electron's main said; without it there is no keychain. */
export interface SystemKey { wrapKey: string | null; protection: KeyProtection }

export interface FileKeys {
  replica: Uint8Array;
  outbox: Uint8Array;
  /** Names the outbox's key on the server. */
  id: string;
  /** The server has the outbox's key too. */
  kept: boolean;
}

export interface FileKeyring {
  readonly protection: KeyProtection;
  /** Of the system's key; null = there is none. */
  readonly seal: Seal | null;
  /** The keys of a person's folder, made at first use. `lost`: the id under which the server may still know the outbox's key. */
  open(dir: string): FileKeys & { lost: string | null };
  /** The server gave the outbox's key back. */
  /** Goes on with the new keys: what the lost one locked stays locked. */
  begin(dir: string, keys: FileKeys): FileKeys;
  restore(dir: string, keys: FileKeys, id: string, outbox: Uint8Array): FileKeys;
  keptByServer(dir: string, keys: FileKeys): void;
  /** Forgets both keys of whoever was signed out from afar: the outbox's comes back with the next sign-in (R16). */
  drop(dir: string): void;
}

const hex32 = /^[0-9a-f]{64}$/;
const fileSchema = z.object({
  by: z.enum(['file', 'system']), id: z.string().regex(/^[0-9a-f]{32}$/), kept: z.boolean(), replica: z.string().nullable(), outbox: z.string().nullable(),
});
type Stored = z.output<typeof fileSchema>;

export function createFileKeyring(system: SystemKey, fillRandom: FillRandom): FileKeyring {
  const seal: Seal | null = system.wrapKey === null ? null : createSeal(Buffer.from(system.wrapKey, 'hex'), fillRandom);
  const by = seal ? 'system' : 'file';
  const random = (bytes: number): Uint8Array => {
    const filled = new Uint8Array(bytes);
    fillRandom(filled);
    return filled;
  };
  const wrap = (place: string, key: Uint8Array): string => (seal ? seal.close(place, hexOf(key)) : hexOf(key));
  const unwrap = (place: string, stored: Stored, text: string | null): Uint8Array | null => {
    if (text === null || (stored.by === 'system' && !seal)) return null;
    try {
      const key = stored.by === 'system' ? seal!.open(place, text) : text;
      return hex32.test(key) ? new Uint8Array(Buffer.from(key, 'hex')) : null;
    } catch {
      return null;
    }
  };
  const write = (dir: string, keys: FileKeys): FileKeys => {
    const stored: Stored = { by, id: keys.id, kept: keys.kept, replica: wrap('replica', keys.replica), outbox: wrap(`outbox:${keys.id}`, keys.outbox) };
    writeWhole(join(dir, 'keys.json'), stored);
    return keys;
  };
  return {
    protection: system.protection,
    seal,
    open(dir) {
      const stored = read(dir);
      const replica = stored && unwrap('replica', stored, stored.replica);
      const outbox = stored && unwrap(`outbox:${stored.id}`, stored, stored.outbox);
      if (stored && replica && outbox) {
        const keys = { replica, outbox, id: stored.id, kept: stored.kept };
        // A keychain has come since.
        return { ...(stored.by === by ? keys : write(dir, keys)), lost: null };
      }
      const fresh = { replica: replica ?? random(32), outbox: outbox ?? random(32), id: outbox ? stored!.id : hexOf(random(16)), kept: outbox ? stored!.kept : false };
      // What was lost stays written down until the server has been asked: a new key is kept by whoever goes on with it.
      if (stored && !outbox) return { ...fresh, lost: stored.id };
      return { ...write(dir, fresh), lost: null };
    },
    begin: (dir, keys) => write(dir, keys),
    restore: (dir, keys, id, outbox) => write(dir, { ...keys, id, outbox, kept: true }),
    keptByServer(dir, keys) {
      keys.kept = true;
      write(dir, keys);
    },
    drop(dir) {
      const stored = read(dir);
      if (stored) writeWhole(join(dir, 'keys.json'), { ...stored, replica: null, outbox: null } satisfies Stored);
    },
  };
}

function read(dir: string): Stored | null {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(join(dir, 'keys.json'), 'utf8')));
  } catch {
    return null;
  }
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
