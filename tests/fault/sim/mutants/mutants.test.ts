/** Each mutant still finds, exactly once, the text it breaks; and those that have a test of their own are caught by it. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from '#tests/fault/sim/mutants/mutants.ts';

const root = resolve(import.meta.dirname, '../../../..');

test.each(mutants)('[$rule] $name applies', ({ file, find, put }) => {
  const text = readFileSync(resolve(root, file), 'utf8');
  expect(text.split(find).length - 1).toBe(1);
  expect(text.replace(find, () => put)).not.toBe(text);
});

test('names are said once', () => {
  expect(new Set(mutants.map((mutant) => mutant.name)).size).toBe(mutants.length);
});

test('every mutant with a test of its own is caught by it', { timeout: 300_000 }, async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-mutants.ts'), '0'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  const code = await new Promise((done) => void child.on('close', done));
  expect(said.split('\n').filter((line) => line.startsWith('SURVIVED'))).toEqual([]);
  expect(code, said).toBe(0);
});
