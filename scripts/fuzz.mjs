// npm run fuzz: lives of whole teams under one clock, from as many seeds as asked for; what the simulation thinks of a protocol that was broken on purpose;
// or real processes that are killed and whose lines are spoiled.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readFlags } from './lib/flags.mjs';
import { root } from './lib/root.mjs';

const flags = readFlags('fuzz', {
  seeds: { type: 'string', value: 'N', help: 'how many (200)' },
  from: { type: 'string', value: 'S', help: 'the first (1)' },
  ops: { type: 'string', value: 'N', help: 'operations of each (400)' },
  servers: { type: 'string', value: 'N', help: 'as many in each; else one to four' },
  mutants: { type: 'boolean', help: 'break the protocol in each way that has a name, and see it caught' },
  kills: { type: 'string', value: 'N', help: 'real processes: so many SIGKILLs of the server and as many of consoles' },
  partitions: { type: 'string', value: 'N', help: 'real processes: so many cuts, slow, far, deaf and half-open lines, stops' },
  store: { type: 'string', value: 'URL', help: 'with --kills or --partitions: postgres://… of somebody who may create databases; else files' },
});
// By the environment: arguments are there for all of the machine to read.
if (flags.store) process.env.PULT_STORE = flags.store;
const what = flags.kills || flags.partitions ? ['../../helpers/blows/run-blows.ts', flags.kills ?? '0', flags.partitions ?? '0', flags.from ?? '1'] : flags.mutants ? ['mutants/run-mutants.ts', flags.seeds ?? '60'] : ['night.ts', flags.from ?? '1', flags.seeds ?? '200', flags.ops ?? '400', flags.servers ?? '0', '5', 'shrunk', String(availableParallelism())];
const child = spawn(process.execPath, [join(root, 'tests', 'fault', 'sim', what[0]), ...what.slice(1)], { cwd: root, stdio: 'inherit' });
child.on('close', (code) => { process.exitCode = code ?? 1; });
