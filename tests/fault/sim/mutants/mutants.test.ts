/** Each mutant still finds, exactly once, the text it breaks. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
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
