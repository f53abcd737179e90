/** Each mutant still finds, exactly once, the text it breaks; and those that a scenario proves are caught by it; the others by `npm run fuzz -- --mutants`. */
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

test('every mutant that a scenario proves is caught by it', { timeout: 400_000 }, async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run-mutants.ts'), 'scenarios'], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  const code = await new Promise((done) => void child.on('close', done));
  expect(said.split('\n').filter((line) => line.startsWith('SURVIVED'))).toEqual([]);
  expect(code, said).toBe(0);
});
