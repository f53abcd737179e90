// Reads and writes the files a person chose in a dialog, each once, and no others.
import { readFile, stat, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { PickedFile } from '#shared/port/desktop.ts';
import type { Picks } from './native.ts';

const mostBytes = 100 * 2 ** 20;

export const createFiles = (picks: Picks) => ({
  async read(path: string): Promise<PickedFile> {
    if (!picks.takeRead(path)) throw new Error('refused');
    if ((await stat(path)).size > mostBytes) throw new Error('too_large');
    return { name: basename(path), bytes: new Uint8Array(await readFile(path)) };
  },
  async write(path: string, bytes: Uint8Array): Promise<boolean> {
    if (!picks.takeWrite(path)) throw new Error('refused');
    await writeFile(path, bytes);
    return true;
  },
});
