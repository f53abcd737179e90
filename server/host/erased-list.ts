/** The ids of erased clients as a file beside the store, one a line, only ever longer: whatever is put back, they go again (S72). */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { withStorageErrors } from '#db/core/storage-error.ts';
import type { ErasedList } from '#server/team/erasure-desk.ts';

export const erasedListName = 'erased.list';

export function openErasedList(path: string): ErasedList {
  return {
    read: () => withStorageErrors(path, () => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter((line) => /^[0-9a-f-]{36}$/.test(line)) : [])),
    // A line that a power cut left half is no id; the next begins on a line of its own.
    add: (id) => withStorageErrors(path, () => appendFileSync(path, `\n${id}\n`, { mode: 0o600, flush: true })),
  };
}
