/** Database files at rest: every page under a raw key of 32 bytes, log files too; what was plain is encrypted once, whole or not at all (R30). */
import { closeSync, copyFileSync, chmodSync, existsSync, fsyncSync, openSync, readSync, renameSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';

const plainHead = Buffer.from('SQLite format 3\0', 'latin1');

/** Before anything is read: a raw key costs no derivation. */
export function applyKey(db: Database.Database, key: Uint8Array): void {
  db.pragma("cipher='chacha20'");
  db.pragma(`key="raw:${hex(key)}"`);
}

/**
 * A plain database becomes an encrypted one: a copy is encrypted beside it, read once with the key, and takes its place. Whatever ends the
 * program meanwhile, one of the two lies there whole.
 */
export function encryptPlain(path: string, key: Uint8Array): void {
  if (!isPlain(path)) return;
  const part = `${path}.encrypting`;
  const plain = new Database(path);
  try {
    // All of it into the one file: no log may stay behind in plain text.
    plain.pragma('journal_mode = DELETE');
  } finally {
    plain.close();
  }
  rmSync(part, { force: true });
  copyFileSync(path, part);
  chmodSync(part, 0o600);
  const copy = new Database(part);
  try {
    copy.pragma('journal_mode = DELETE');
    copy.pragma("cipher='chacha20'");
    copy.pragma(`rekey="raw:${hex(key)}"`);
  } finally {
    copy.close();
  }
  const read = new Database(part);
  try {
    applyKey(read, key);
    if (read.pragma('quick_check', { simple: true }) !== 'ok') throw new Error('the encrypted copy is not whole');
  } finally {
    read.close();
  }
  flush(part);
  renameSync(part, path);
}

function isPlain(path: string): boolean {
  if (!existsSync(path)) return false;
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(plainHead.length);
    return readSync(file, head, 0, head.length, 0) === head.length && head.equals(plainHead);
  } finally {
    closeSync(file);
  }
}

function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function hex(key: Uint8Array): string {
  if (key.byteLength !== 32) throw new Error('a file key has 32 bytes');
  return Buffer.from(key).toString('hex');
}
