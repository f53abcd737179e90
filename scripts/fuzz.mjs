// npm run fuzz: lives of whole teams under one clock, from as many seeds as asked for; or what the simulation thinks of a protocol that was broken on purpose.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { readFlags } from './lib/flags.mjs';
import { root } from './lib/root.mjs';

const flags = readFlags('fuzz', {
  seeds: { type: 'string', value: 'N', help: 'how many (200)' },
  from: { type: 'string', value: 'S', help: 'the first (1)' },
  ops: { type: 'string', value: 'N', help: 'operations of each (400)' },
  servers: { type: 'string', value: 'N', help: 'as many in each; else one to four' },
  mutants: { type: 'boolean', help: 'break the protocol in each way that has a name, and see it caught' },
});
const what = flags.mutants ? ['mutants/run-mutants.ts', flags.seeds ?? '60'] : ['night.ts', flags.from ?? '1', flags.seeds ?? '200', flags.ops ?? '400', flags.servers ?? '0'];
const child = spawn(process.execPath, [join(root, 'tests', 'sync', 'sim', what[0]), ...what.slice(1)], { cwd: root, stdio: 'inherit' });
child.on('close', (code) => { process.exitCode = code ?? 1; });
