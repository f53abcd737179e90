/** Makes a new or changed name in a folder survive a power cut. */
import { open } from 'node:fs/promises';

/** Windows can't open a folder, and needs no such step. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
