// The key that wraps the keys of the console's files. The system's keychain keeps it; where there is none the console is told so and
// keeps a 0600 file of its own (R29, R30).
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SafeStorage } from 'electron';
import type { ToConsole } from '#shared/port/host.ts';

type Keys = Extract<ToConsole, { type: 'keys' }>;

const noKeychain: Keys = { type: 'keys', wrapKey: null, protection: 'none' };

/** `folder`: the data folder. A key that can no longer be read is never replaced: what it wraps would be lost. */
export const loadKeys = async (safeStorage: SafeStorage, folder: string): Promise<Keys> => {
  const file = join(folder, 'wrap-key.bin');
  if (!(await safeStorage.isAsyncEncryptionAvailable())) {
    if (existsSync(file)) throw new Error(`The system's keychain is not available, and the data in ${folder} is locked with it.`);
    return noKeychain;
  }
  const weak = process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text';
  const protection = weak ? 'basic_text' : 'keychain';
  const keep = async (key: string): Promise<void> => {
    await writeFile(`${file}.new`, await safeStorage.encryptStringAsync(key), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  if (existsSync(file)) {
    const { result, shouldReEncrypt } = await safeStorage.decryptStringAsync(await readFile(file));
    if (!/^[0-9a-f]{64}$/.test(result)) throw new Error(`The key in ${file} is damaged.`);
    if (shouldReEncrypt) await keep(result);
    return { type: 'keys', wrapKey: result, protection };
  }
  const wrapKey = randomBytes(32).toString('hex');
  await keep(wrapKey);
  return { type: 'keys', wrapKey, protection };
};
