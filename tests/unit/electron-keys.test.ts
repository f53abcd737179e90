import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadKeys } from '../../electron/main/secrets.ts';
import { safeStorage, stub } from '../electron-stub.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'pult-keys-'))));
afterEach(() => {
  stub.keychain = true;
  rmSync(folder, { recursive: true });
});
const load = () => loadKeys(safeStorage as never, folder);

describe('the wrapping key', () => {
  it('[R30] is made once, kept by the keychain, and is not in its file', async () => {
    const first = await load();
    expect(first.wrapKey).toMatch(/^[0-9a-f]{64}$/);
    expect(first.protection).toBe('keychain');
    expect(await load()).toEqual(first);
    const file = join(folder, 'wrap-key.bin');
    expect(readFileSync(file, 'latin1')).not.toContain(first.wrapKey!);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('[R29] is not there without a keychain, and that is said', async () => {
    stub.keychain = false;
    expect(await load()).toEqual({ type: 'keys', wrapKey: null, protection: 'none' });
  });

  it('[R30] is never replaced: a keychain that went away is an error, a damaged file too', async () => {
    await load();
    stub.keychain = false;
    await expect(load()).rejects.toThrow('keychain is not available');
    stub.keychain = true;
    writeFileSync(join(folder, 'wrap-key.bin'), 'rubbish');
    await expect(load()).rejects.toThrow('damaged');
    expect(readFileSync(join(folder, 'wrap-key.bin'), 'utf8')).toBe('rubbish');
  });
});
