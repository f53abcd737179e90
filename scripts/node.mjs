// Every npm script begins here: installs what is missing, finds a Node 24 and runs the named script with it.
// Runs on Node 18 straight after a clone, so it may import nothing but Node and its neighbours in lib/.
//   node scripts/node.mjs scripts/start.mjs --demo
import { delimiter, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { passSignals, start } from './lib/child.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { findNode, oldestNode, ownMajor, wantedNode } from './lib/node24.mjs';
import { giveUp } from './lib/say.mjs';

if (ownMajor < oldestNode) giveUp(`Pult needs Node ${oldestNode} or newer; this is ${process.version}.`);
const [script, ...rest] = process.argv.slice(2);
if (!script) giveUp('Usage: node scripts/node.mjs SCRIPT [arguments]', 2);

await ensureInstalled();
const node = findNode();
if (!node) {
  giveUp(`Pult needs Node ${wantedNode} and no build of it could be installed for ${process.platform}-${process.arch}: install Node ${wantedNode} and run the command again.`);
}

// What the script starts by name (`node`) is this very Node.
process.env.PATH = dirname(node.file) + delimiter + (process.env.PATH ?? '');

if (node.file === process.execPath) {
  process.argv = [process.argv[0], resolve(script), ...rest];
  await import(pathToFileURL(resolve(script)).href);
} else {
  const { child, ended } = start(node.file, [script, ...rest], { env: { ...process.env, ...node.env } });
  passSignals(child);
  try {
    process.exit(await ended);
  } catch (error) {
    giveUp(`Node ${wantedNode} at ${node.file} does not start: ${error.message}`);
  }
}
