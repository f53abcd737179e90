/** Makes a folder and all above it, for this user alone, one at a time: Node's own `recursive` tries for ever below /proc. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if ((error as { code?: string }).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
}
