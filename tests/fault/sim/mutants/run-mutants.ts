/** Breaks a copy of the sources in each named way, runs the simulation over it and says which were caught. Arguments: seeds of each, names (none = all). */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { mutants } from '#tests/fault/sim/mutants/mutants.ts';

const root = resolve(import.meta.dirname, '../../../..');
const [seeds = '60', ...names] = process.argv.slice(2);
const chosen = names.length > 0 ? mutants.filter((mutant) => names.includes(mutant.name)) : mutants;
const copy = mkdtempSync(join(tmpdir(), 'pult-mutants-'));
const survivors: string[] = [];
try {
  for (const part of ['shared', 'db', 'backend', 'server', 'channels', 'resources', 'tests', 'package.json']) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const { name, rule, file, find, put } of chosen) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(find, () => put));
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(copy, 'tests/fault/sim/night.ts'), '1', seeds, '400', '0', '1', 'plain'], { cwd: copy, encoding: 'utf8' });
    writeFileSync(path, text);
    const said = `${stdout}${stderr}`.split('\n').find((line) => line !== '') ?? '';
    process.stdout.write(`${status === 0 ? 'SURVIVED' : 'caught  '} ${name} (${rule})${status === 0 ? '' : `: ${said.slice(0, 140)}`}\n`);
    if (status === 0) survivors.push(name);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(`${chosen.length - survivors.length} of ${chosen.length} caught within ${seeds} seeds${survivors.length > 0 ? `; survived: ${survivors.join(', ')}` : ''}\n`);
process.exitCode = survivors.length === 0 ? 0 : 1;
