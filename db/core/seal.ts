/** Secrets at rest: AES-256-GCM with the place they belong to as associated data, so that a swapped row can't be opened (R29). */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { prepareFolder } from '#db/core/open-database.ts';
import { StorageError, withStorageErrors } from '#db/core/storage-error.ts';

const version = 1;

export interface Seal {
  /** `place` names where the secret stands, as `account:<id>`; the same place must be given to open it. */
  close(place: string, text: string): string;
  /** Throws when the text was altered, moved to another place or sealed with another key. */
  open(place: string, sealed: string): string;
}

/** Layout, base64url: version byte | 4 bytes of key id | 12 bytes nonce | ciphertext | 16 bytes tag. */
export function createSeal(key: Uint8Array, fillRandom: (bytes: Uint8Array) => void): Seal {
  if (key.byteLength !== 32) throw new Error('a seal needs 32 bytes');
  const keyId = createHash('sha256').update('pult seal').update(key).digest().subarray(0, 4);
  const head = Buffer.concat([Buffer.from([version]), keyId]);
  return {
    close(place, text) {
      const nonce = new Uint8Array(12);
      fillRandom(nonce);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.concat([head, Buffer.from(place)]));
      return Buffer.concat([head, nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
    },
    open(place, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < 33 || !bytes.subarray(0, 5).equals(head)) throw new Error('sealed with another key');
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(5, 17))
        .setAAD(Buffer.concat([head, Buffer.from(place)]))
        .setAuthTag(bytes.subarray(-16));
      return cipher.update(bytes.subarray(17, -16), undefined, 'utf8') + cipher.final('utf8');
    },
  };
}

/** The 32 bytes of a key file of mode 0600; made on first use. A file of another length is refused, never overwritten. */
export function readKeyFile(path: string, fillRandom: (bytes: Uint8Array) => void): Uint8Array {
  prepareFolder(dirname(path));
  return withStorageErrors(path, () => {
    if (!existsSync(path)) {
      const fresh = new Uint8Array(32);
      fillRandom(fresh);
      writeFileSync(path, fresh, { mode: 0o600, flag: 'wx', flush: true });
    }
    chmodSync(path, 0o600);
    const key = readFileSync(path);
    if (key.byteLength !== 32) throw new StorageError('storage_damaged', path);
    return new Uint8Array(key);
  });
}
