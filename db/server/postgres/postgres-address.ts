/** Reads `postgres://…` and says how to connect: beyond this machine only by TLS that proves the server's name (R11). */
import { readFileSync } from 'node:fs';
import { StorageError } from '#db/core/storage-error.ts';

export interface PostgresAddress {
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  database: string;
  tls: { host: string; ca: string | undefined } | null;
  /** For messages: without user and password. */
  label: string;
}

const known = new Set(['sslmode', 'sslrootcert', 'host']);

/** Throws StorageError('storage_address') with what is wrong; the password stands in no message. */
export function readAddress(text: string): PostgresAddress {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new StorageError('storage_address', 'postgres://…', 'it is no address');
  }
  const params = url.searchParams;
  // An IPv6 host stands in brackets; a folder of sockets in `?host=`.
  const host = params.get('host') ?? (decodeURIComponent(url.hostname).replace(/^\[(.*)\]$/, '$1') || 'localhost');
  const port = url.port === '' ? 5432 : Number(url.port);
  const database = decodeURIComponent(url.pathname.slice(1));
  const label = `postgres://${host}:${port}/${database}`;
  const wrong = (detail: string): StorageError => new StorageError('storage_address', label, detail);
  if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') throw wrong('it must begin with postgres://');
  if (database === '') throw wrong('it names no database');
  const strange = [...params.keys()].find((name) => !known.has(name));
  if (strange !== undefined) throw wrong(`"${strange}" is not understood`);
  const mode = params.get('sslmode') ?? (isLocal(host) ? 'disable' : 'verify-full');
  if (mode !== 'verify-full' && !(mode === 'disable' && isLocal(host))) throw wrong(isLocal(host) ? 'sslmode is disable or verify-full' : 'beyond this machine sslmode is verify-full');
  return {
    host, port, database, label, user: decodeURIComponent(url.username) || 'pult', password: url.password === '' ? undefined : decodeURIComponent(url.password),
    tls: mode === 'disable' ? null : { host, ca: certificate(params.get('sslrootcert'), wrong) },
  };
}

function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function certificate(path: string | null, wrong: (detail: string) => StorageError): string | undefined {
  if (path === null) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw wrong(`${path} can't be read`);
  }
}
