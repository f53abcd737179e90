/** What can go wrong with a data folder, as a code with one clear sentence: shown to people, never a stack. */

export type StorageCode = 'storage_read_only' | 'storage_not_folder' | 'storage_full' | 'storage_newer' | 'storage_damaged' | 'storage_busy' | 'storage_failed'
  | 'storage_step' | 'storage_elsewhere' | 'storage_older' | 'storage_missing' | 'storage_taken' | 'storage_prepared' | 'storage_address' | 'storage_unreachable' | 'storage_refused' | 'storage_unsafe' | 'storage_other_keys';

const sentences: Record<StorageCode, (path: string, detail: string) => string> = {
  storage_read_only: (path) => `Pult can't write to ${path}: the folder or file is read-only. Give it another folder with --data, or the right to write.`,
  storage_not_folder: (path) => `${path} is not a folder, so nothing can be kept in it. Choose a folder with --data.`,
  storage_full: (path) => `The disk that holds ${path} is full. Free some space and start again: nothing has been lost.`,
  storage_newer: (path, detail) => `${path} was written by a newer version of Pult (${detail}). Update Pult to open it; nothing has been changed.`,
  storage_elsewhere: (path, detail) => `The team of this folder is kept in ${detail}: start with --store and its whole address. To begin another team here, remove ${path} first.`,
  storage_step: (path, detail) => `${path} could not be brought up to this version of Pult (${detail}). It is as it was: the version that wrote it still opens it.`,
  storage_older: (path, detail) => `${path} was written by an older version of Pult (${detail}). Start the server once, so that it is brought up to date.`,
  storage_missing: (path) => `There is no team at ${path}.`,
  storage_taken: (path) => `${path} already holds a team. Nothing is written over it: give an empty place.`,
  storage_prepared: (path) => `${path} was prepared by a newer version of Pult. Give an empty database.`,
  storage_damaged: (path) => `${path} is damaged or is not a Pult database. Restore it from a back-up, or move it aside.`,
  storage_busy: (path) => `${path} is in use by another program. Close it and start again.`,
  storage_failed: (path, detail) => `${path} could not be opened or written (${detail}).`,
  storage_address: (path, detail) => `${path} is not an address of a store: ${detail}. It looks like postgres://user:password@host/database.`,
  storage_unreachable: (path, detail) => `${path} can't be reached (${detail}). Check that PostgreSQL runs there; nothing has been lost.`,
  storage_refused: (path, detail) => `${path} does not let Pult in (${detail}). Check the user, the password and that the database exists.`,
  storage_other_keys: (path, detail) => `${path} holds a team whose secrets were sealed with other keys. Copy the folder keys of its first server to ${detail} and start again.`,
  storage_unsafe: (path, detail) => `${path} has ${detail} switched off: what it says is stored could be lost with the power. Switch it on in PostgreSQL.`,
};

/** Thrown by everything in db/ when the disk or the file says no; `message` is the sentence for people. */
export class StorageError extends Error {
  readonly code: StorageCode;
  readonly path: string;
  constructor(code: StorageCode, path: string, detail = '', cause?: unknown) {
    super(sentences[code](path, detail), { cause });
    this.name = 'StorageError';
    this.code = code;
    this.path = path;
  }
}

const bySqlite: readonly (readonly [prefix: string, code: StorageCode])[] = [
  ['SQLITE_FULL', 'storage_full'],
  ['SQLITE_READONLY', 'storage_read_only'],
  ['SQLITE_CANTOPEN', 'storage_read_only'],
  ['SQLITE_PERM', 'storage_read_only'],
  ['SQLITE_NOTADB', 'storage_damaged'],
  ['SQLITE_CORRUPT', 'storage_damaged'],
  ['SQLITE_BUSY', 'storage_busy'],
  // No room for the file that readers share.
  ['SQLITE_IOERR_SHMSIZE', 'storage_full'],
  ['SQLITE_IOERR', 'storage_failed'],
];

const bySystem: Record<string, StorageCode> = {
  EACCES: 'storage_read_only', EPERM: 'storage_read_only', EROFS: 'storage_read_only', ENOTDIR: 'storage_read_only', EEXIST: 'storage_read_only',
  ENOSPC: 'storage_full', EDQUOT: 'storage_full', EFBIG: 'storage_full', ENAMETOOLONG: 'storage_failed', ELOOP: 'storage_failed', EIO: 'storage_failed', EINVAL: 'storage_failed',
};

/** The StorageError behind an error of SQLite or of the file system; null when it is neither (a bug: throw it on). */
export function asStorageError(error: unknown, path: string): StorageError | null {
  if (error instanceof StorageError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return null;
  const found = bySqlite.find(([prefix]) => code.startsWith(prefix))?.[1] ?? bySystem[code];
  return found ? new StorageError(found, path, code, error) : null;
}

/** Runs `work`, turning what disk and SQLite throw into StorageError. */
export function withStorageErrors<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw asStorageError(error, path) ?? error;
  }
}
