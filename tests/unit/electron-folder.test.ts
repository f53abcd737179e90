/** Main's own folder is made wherever it can be, and where it can't that is said at once. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeFolder } from '../../electron/main/make-folder.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(join(tmpdir(), 'pult-folder-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('[R10] a folder and all above it, for this user alone; made twice it stays', () => {
  makeFolder(join(dir, 'a', 'b'));
  makeFolder(join(dir, 'a', 'b'));
  expect([statSync(join(dir, 'a')).mode & 0o777, statSync(join(dir, 'a', 'b')).mode & 0o777]).toEqual([0o700, 0o700]);
});

test('a file in the way, and a place where nobody makes folders, end at once', () => {
  writeFileSync(join(dir, 'file'), '');
  expect(() => makeFolder(join(dir, 'file', 'b'))).toThrow();
  if (process.platform === 'linux') expect(() => makeFolder('/proc/pult/window')).toThrow(/ENOENT|EACCES|EPERM/);
});
