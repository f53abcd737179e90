/**
 * Breaks the protocol in each named way and says what noticed: first the test that proves the mutant, then, where there is none or it sees
 * nothing, seeds of the simulation over a broken copy of the sources. Arguments: seeds of each (0 = none; `scenarios` = none, and only what a
 * scenario proves), names (none = all).
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Mutant } from '#tests/fault/sim/mutants/mutant.ts';
import { mutants } from '#tests/fault/sim/mutants/mutants.ts';
import { createProofRunner } from '#tests/fault/sim/mutants/proof-runner.ts';

const root = resolve(import.meta.dirname, '../../../..');
const [first = '60', ...names] = process.argv.slice(2);
const seeds = first === 'scenarios' ? '0' : first;
const chosen = mutants.filter(({ name, provenBy }) => (names.length > 0 ? names.includes(name) : first === 'scenarios' ? provenBy?.[0].includes('/scenarios/') === true : seeds !== '0' || provenBy !== undefined));

/** What the mutant's own test said of it; null = nothing. */
async function byProof(mutant: Mutant, runner: Awaited<ReturnType<typeof createProofRunner>>): Promise<string | null> {
  if (!mutant.provenBy) return null;
  const end = await runner.run(mutant, ...mutant.provenBy);
  if (end.broken) throw new Error(`${mutant.name}: the broken sources do not load`);
  if (end.failed.length + end.passed.length === 0) throw new Error(`${mutant.name}: there is no test "${mutant.provenBy[1]}" in ${mutant.provenBy[0]}`);
  return end.failed.length > 0 ? `${mutant.provenBy[0].split('/').at(-1)} ${mutant.provenBy[1]}: ${end.said}` : null;
}

/** The same by seeds, in a process of its own. */
function bySeeds({ file, find, put }: Mutant, copy: string): string | null {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(find, () => put));
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'tests/fault/sim/night.ts'), '1', seeds, '400', '0', '1', 'plain'], { cwd: copy, encoding: 'utf8' });
  writeFileSync(path, text);
  return status === 0 ? null : (`${stdout}${stderr}`.split('\n').find((line) => line !== '') ?? 'failed');
}

const survivors: string[] = [];
const runner = await createProofRunner();
const unseen: Mutant[] = [];
const say = (mutant: Mutant, seen: string | null): void => void process.stdout.write(`${seen === null ? 'SURVIVED' : 'caught  '} ${mutant.name} (${mutant.rule})${seen === null ? '' : `: ${seen.slice(0, 160)}`}\n`);
for (const mutant of chosen) {
  if (!readFileSync(join(root, mutant.file), 'utf8').includes(mutant.find)) throw new Error(`${mutant.name}: its text is not in ${mutant.file} any more`);
  const seen = await byProof(mutant, runner);
  if (seen === null && seeds !== '0') unseen.push(mutant);
  else if (seen === null) survivors.push(mutant.name);
  if (seen !== null || seeds === '0') say(mutant, seen);
}
await runner.close();
if (unseen.length > 0) {
  const copy = mkdtempSync(join(tmpdir(), 'pult-mutants-'));
  try {
    for (const part of ['shared', 'db', 'backend', 'server', 'channels', 'resources', 'tests', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    for (const mutant of unseen) {
      const seen = bySeeds(mutant, copy);
      if (seen === null) survivors.push(mutant.name);
      say(mutant, seen);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}
process.stdout.write(`${chosen.length - survivors.length} of ${chosen.length} caught, by their tests${seeds === '0' ? '' : ` or within ${seeds} seeds`}${survivors.length > 0 ? `; survived: ${survivors.join(', ')}` : ''}\n`);
process.exitCode = survivors.length === 0 ? 0 : 1;
