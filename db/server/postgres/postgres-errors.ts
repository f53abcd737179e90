/** What PostgreSQL and the way to it say, as a code with a sentence, and what is worth another try (S84). */
import { StorageError } from '#db/core/storage-error.ts';
import type { StorageCode } from '#db/core/storage-error.ts';

const byState: Record<string, StorageCode> = {
  53100: 'storage_full', 28000: 'storage_refused', '28P01': 'storage_refused', '3D000': 'storage_refused', 42501: 'storage_refused', 25006: 'storage_read_only', '57P03': 'storage_unreachable',
  53300: 'storage_busy',
};

/** Serialization, deadlock, a lock waited for too long, an own transaction that stood idle, a server that is being stopped. */
const again = new Set(['40001', '40P01', '55P03', '25P03', '57P01', '57P02', '57P03', '57014']);

export function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

/** Whether the same step may pass when it is run again; `dead`: its connection is gone. */
export function isWorthAnotherTry(error: unknown, dead: boolean): boolean {
  return dead || again.has(codeOf(error)) || isAway(error);
}

function isAway(error: unknown): boolean {
  return ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(codeOf(error));
}

/** Always a StorageError: what a statement throws is never for people as it stands. */
export function asPostgresError(error: unknown, label: string): StorageError {
  if (error instanceof StorageError) return error;
  const code = codeOf(error);
  const known = byState[code] ?? (isAway(error) || again.has(code) || code === '' ? 'storage_unreachable' : 'storage_failed');
  return new StorageError(known, label, code || nameOf(error), error);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}
