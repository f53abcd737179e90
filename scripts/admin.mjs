// npm run admin: what an administrator does with a team's data, without a window.
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { passSignals, start } from './lib/child.mjs';
import { programData } from './lib/data-dir.mjs';
import { root } from './lib/root.mjs';

const given = process.argv.slice(2);
// By the environment: arguments are there for all of the machine to read.
const args = given.filter((arg, n) => {
  if (arg.startsWith('--store=')) process.env.PULT_STORE = arg.slice('--store='.length);
  if (given[n - 1] === '--store') process.env.PULT_STORE = arg;
  return arg !== '--store' && !arg.startsWith('--store=') && given[n - 1] !== '--store';
});
const names = (flag) => args.some((arg) => arg === flag || arg.startsWith(`${flag}=`));
await ensureBuilt();
const { child, ended } = start(process.execPath, [
  join(root, 'out', 'main', 'admin.js'),
  ...args,
  // The same place as the server's own.
  ...(names('--data') ? [] : ['--data', join(programData(), 'Pult Server')]),
]);
passSignals(child);
process.exit(await ended);
