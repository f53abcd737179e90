/** Files by the SHA-256 of their bytes: written beside, made durable, then renamed, so that a name always means whole bytes. */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareFolder } from '#db/core/open-database.ts';
import { asStorageError } from '#db/core/storage-error.ts';
import { syncFolder } from '#db/core/sync-folder.ts';

const hashPattern = /^[0-9a-f]{64}$/;

export interface BlobFolder {
  /** Stores bytes; the same bytes are stored once. Throws StorageError. */
  put(bytes: Uint8Array): Promise<{ hash: string; sizeBytes: number }>;
  /** Bytes of a hash; null when there are none. */
  get(hash: string): Promise<Uint8Array | null>;
  has(hash: string): Promise<boolean>;
  /** Gone for good; one that is not there is no fault. */
  remove(hash: string): Promise<void>;
}

export function isBlobHash(text: string): boolean {
  return hashPattern.test(text);
}

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Around the bytes of a locked file: a mark, a nonce, the tag at its end (AES-256-GCM, its name as associated data). */
const lockedMark = Buffer.from('PULTLOCK1');
const lockBytes = lockedMark.length + 12 + 16;

function lock(key: Uint8Array, hash: string, bytes: Uint8Array, fillRandom: (bytes: Uint8Array) => void): Uint8Array {
  const nonce = new Uint8Array(12);
  fillRandom(nonce);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(hash));
  return Buffer.concat([lockedMark, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** null = locked with another key, or not locked at all: as good as not there. */
function unlock(key: Uint8Array, hash: string, bytes: Uint8Array): Uint8Array | null {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (all.length < lockBytes || !all.subarray(0, lockedMark.length).equals(lockedMark)) return null;
  try {
    const open = createDecipheriv('aes-256-gcm', key, all.subarray(lockedMark.length, lockedMark.length + 12)).setAAD(Buffer.from(hash)).setAuthTag(all.subarray(-16));
    return Buffer.concat([open.update(all.subarray(lockedMark.length + 12, -16)), open.final()]);
  } catch {
    return null;
  }
}

/** `key`: 32 bytes that lock the files of a console's cache (R30); without it they lie as they are, as on a server. */
export function createBlobFolder(dir: string, fillRandom: (bytes: Uint8Array) => void, key: Uint8Array | null = null): BlobFolder {
  prepareFolder(dir);
  const placeOf = (hash: string): string => join(dir, hash.slice(0, 2), hash);
  const size = async (path: string): Promise<number | null> => (await stat(path).catch(() => null))?.size ?? null;
  return {
    async put(bytes) {
      const hash = sha256Hex(bytes);
      const path = placeOf(hash);
      try {
        if ((await size(path)) === bytes.byteLength + (key ? lockBytes : 0)) return { hash, sizeBytes: bytes.byteLength };
        prepareFolder(join(dir, hash.slice(0, 2)));
        const mark = new Uint8Array(6);
        fillRandom(mark);
        const beside = `${path}.${Buffer.from(mark).toString('hex')}.part`;
        try {
          await writeDurably(beside, key ? lock(key, hash, bytes, fillRandom) : bytes);
          await rename(beside, path);
          await syncFolder(join(dir, hash.slice(0, 2)));
        } catch (error) {
          await rm(beside, { force: true });
          throw error;
        }
        return { hash, sizeBytes: bytes.byteLength };
      } catch (error) {
        throw asStorageError(error, dir) ?? error;
      }
    },
    async get(hash) {
      if (!isBlobHash(hash)) return null;
      const bytes = await readFile(placeOf(hash)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      return bytes && key ? unlock(key, hash, bytes) : bytes;
    },
    async has(hash) {
      return isBlobHash(hash) && (await size(placeOf(hash))) !== null;
    },
    async remove(hash) {
      if (isBlobHash(hash)) await rm(placeOf(hash), { force: true });
    },
  };
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Blobs of a test team or of a hosted copy: the same contract, in memory. */
export function createMemoryBlobs(): BlobFolder {
  const held = new Map<string, Uint8Array>();
  return {
    put: async (bytes) => {
      const hash = sha256Hex(bytes);
      held.set(hash, bytes.slice());
      return { hash, sizeBytes: bytes.byteLength };
    },
    get: async (hash) => held.get(hash) ?? null,
    has: async (hash) => held.has(hash),
    remove: async (hash) => void held.delete(hash),
  };
}
