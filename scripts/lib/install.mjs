// Puts into node_modules what package-lock.json names, and nothing when it is there already. Runs on Node 18 before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';
import { giveUp, say, seconds } from './say.mjs';

const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const markFile = join(modules, '.pult-lock');

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** npm's own note of what it installed: whoever ran `npm install` by hand need not install again. */
const sameAsInstalled = () => {
  const note = read(join(modules, '.package-lock.json'));
  if (note === null) return false;
  const installed = JSON.parse(note).packages;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const there = installed[path];
    return there ? there.version === entry.version : Boolean(entry.optional ?? entry.devOptional ?? entry.peer);
  });
};

const installed = () => {
  if (read(markFile) === lockHash()) return true;
  if (!sameAsInstalled()) return false;
  writeFileSync(markFile, lockHash());
  return true;
};

const countFolders = () => {
  if (!existsSync(modules)) return 0;
  let count = 0;
  for (const name of readdirSync(modules)) {
    if (name.startsWith('.')) continue;
    count += name.startsWith('@') ? readdirSync(join(modules, name)).length : 1;
  }
  return count;
};

/** npm of the caller, run by the caller's Node: the Node 24 inside node_modules is being replaced right now. */
const npm = (args) => {
  const { npm_execpath: script, npm_node_execpath: node } = process.env;
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] };
  if (script && /npm-cli\.[cm]?js$/.test(script)) return spawn(node ?? process.execPath, [script, ...args], options);
  return spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { ...options, shell: process.platform === 'win32' });
};

const install = async () => {
  const started = Date.now();
  say('Installing what Pult needs (about 700 MB, once; a minute or so).');
  const child = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  let shown = -1;
  const progress = setInterval(() => {
    const count = countFolders();
    if (count !== shown) say(`  … ${count} packages, ${seconds(started)}`);
    shown = count;
  }, 5000);
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(1);
    });
    child.on('close', resolve);
  });
  clearInterval(progress);
  if (code !== 0) giveUp(`${output.trim()}\nPult could not install its packages (npm ended with ${code}): check the network and run the command again.`);
  writeFileSync(markFile, lockHash());
  say(`Installed in ${seconds(started)}.`);
};

export const ensureInstalled = async () => {
  if (installed()) return;
  await withLock('install', async () => {
    // The one before us in the queue may have done it.
    if (!installed()) await install();
  });
};
