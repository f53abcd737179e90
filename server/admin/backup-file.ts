/**
 * A back-up on the disk: numbered chunks of AES-256-GCM, the last one marked, so that one cut short, turned round or changed can't be read as a
 * whole one (R32). The key comes of a passphrase by argon2id; without a passphrase it is no secret, and the chunks prove only that they are whole.
 */
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { hashRaw } from '@node-rs/argon2';
import { asStorageError } from '#db/core/storage-error.ts';
import { syncFolder } from '#db/core/sync-folder.ts';
import type { TableRows } from '#db/server/whole-store.ts';
import { AdminError } from '#server/admin/admin-error.ts';
import type { FillRandom } from '#server/ports.ts';

export interface BackupHead {
  format: 1;
  /** Shape of the tables. */
  shape: number;
  epoch: number;
  seq: number;
  /** Store's clock at its last commit, and the machine's when the back-up began. */
  at: number;
  madeAt: number;
  /** The program's version. */
  program: string;
}
export interface BackupEnd { rows: Record<string, number>; files: number; fileBytes: number }

export type BackupPart = { type: 'head'; head: BackupHead } | { type: 'rows'; rows: TableRows } | { type: 'file'; bytes: Uint8Array } | { type: 'end'; end: BackupEnd };

const mark = Buffer.from('PULTBAK1');
const saltBytes = 16;
const headBytes = mark.length + 1 + saltBytes;
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;
const types = { head: 0, rows: 1, file: 2, end: 3 } as const;
const largestChunk = 256 * 1024 * 1024;

async function keyOf(passphrase: string | null, salt: Buffer): Promise<Buffer> {
  return passphrase === null ? createHash('sha256').update('pult open back-up').update(salt).digest() : hashRaw(passphrase.normalize('NFC'), { ...cost, salt });
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(number, 4, 6);
  nonce[11] = last ? 1 : 0;
  return nonce;
}

/** Writes beside and renames, so that a name always means a whole back-up; `path` must be free. Throws StorageError and AdminError. */
export async function writeBackup(path: string, passphrase: string | null, fillRandom: FillRandom, parts: AsyncIterable<BackupPart>): Promise<void> {
  const beside = `${path}.part`;
  let file: FileHandle | null = null;
  try {
    const free = await open(path, 'r').then((there) => there.close().then(() => false), (error: NodeJS.ErrnoException) => error.code === 'ENOENT');
    if (!free) throw new AdminError('backup_taken', path);
    await rm(beside, { force: true });
    file = await open(beside, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' && !existsSync(dirname(path))) throw new AdminError('no_folder', dirname(path));
      throw ['ENOENT', 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(error.code ?? '') ? new AdminError('folder_closed', dirname(path)) : error;
    });
    const salt = Buffer.alloc(saltBytes);
    fillRandom(salt);
    const head = Buffer.concat([mark, Buffer.from([passphrase === null ? 0 : 1]), salt]);
    const key = await keyOf(passphrase, salt);
    await file.writeFile(head);
    let number = 0;
    for await (const part of parts) {
      const body = Buffer.concat([Buffer.from([types[part.type]]), part.type === 'file' ? part.bytes : deflateRawSync(JSON.stringify(part.type === 'head' ? part.head : part.type === 'rows' ? part.rows : part.end))]);
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number, part.type === 'end')).setAAD(head);
      const sealed = Buffer.concat([cipher.update(body), cipher.final(), cipher.getAuthTag()]);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(sealed.length);
      await file.writeFile(Buffer.concat([length, sealed]));
      number += 1;
    }
    await file.sync();
    await file.close();
    file = null;
    await rename(beside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(beside, { force: true }).catch(() => undefined);
    throw asStorageError(error, path) ?? error;
  }
}

/** Every part in order; it has been read whole only when the generator ends. Throws StorageError and AdminError. */
export async function* readBackup(path: string, passphrase: string | null): AsyncGenerator<BackupPart> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new AdminError('backup_missing', path) : (asStorageError(error, path) ?? error);
  });
  try {
    const take = async (bytes: number): Promise<Buffer | null> => {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, null);
      return bytesRead === bytes ? buffer : bytesRead === 0 ? null : buffer.subarray(0, bytesRead);
    };
    const head = await take(headBytes);
    if (!head || head.length < headBytes || !head.subarray(0, mark.length).equals(mark)) throw new AdminError('backup_strange', path);
    const locked = head[mark.length] === 1;
    if (locked && passphrase === null) throw new AdminError('backup_locked', path);
    const key = await keyOf(locked ? passphrase : null, head.subarray(mark.length + 1));
    for (let number = 0; ; number += 1) {
      const length = await take(4);
      if (!length || length.length < 4) throw new AdminError('backup_cut', path);
      const size = length.readUInt32BE();
      if (size < 17 || size > largestChunk) throw new AdminError('backup_damaged', path);
      const sealed = await take(size);
      if (!sealed || sealed.length < size) throw new AdminError('backup_cut', path);
      const opened = unseal(key, head, number, sealed);
      if (!opened) throw new AdminError(number === 0 && locked ? 'backup_passphrase' : 'backup_damaged', path);
      const part = partOf(opened.body);
      yield part;
      if (!opened.last) continue;
      if ((await take(1)) !== null) throw new AdminError('backup_damaged', path);
      return;
    }
  } catch (error) {
    throw asStorageError(error, path) ?? error;
  } finally {
    await file.close();
  }
}

function unseal(key: Buffer, head: Buffer, number: number, sealed: Buffer): { body: Buffer; last: boolean } | null {
  for (const last of [false, true]) {
    try {
      const cipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, last)).setAAD(head).setAuthTag(sealed.subarray(-16));
      return { body: Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]), last };
    } catch {
      // Not this one.
    }
  }
  return null;
}

function partOf(body: Buffer): BackupPart {
  const bytes = body.subarray(1);
  if (body[0] === types.file) return { type: 'file', bytes };
  const value = JSON.parse(inflateRawSync(bytes).toString('utf8')) as unknown;
  if (body[0] === types.head) return { type: 'head', head: value as BackupHead };
  return body[0] === types.rows ? { type: 'rows', rows: value as TableRows } : { type: 'end', end: value as BackupEnd };
}
