// Puts into node_modules what package-lock.json names, and nothing when it is there already. Runs on Node 18 before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { findNode, ownMajor, wantedNode } from './node24.mjs';
import { root } from './root.mjs';
import { giveUp, say, seconds } from './say.mjs';

const modules = join(root, 'node_modules');
const lockFile = join(root, 'package-lock.json');
const markFile = join(modules, '.pult-lock');

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

const glibc = process.platform === 'linux' && process.report.getReport().header.glibcVersionRuntime !== undefined;
const fits = ({ os, cpu, libc }) =>
  (!os || os.includes(process.platform)) && (!cpu || cpu.includes(process.arch)) && (!libc || libc.includes(glibc ? 'glibc' : 'musl'));

/**
 * Packages of the lock that npm's own note of what it installed does not have. Whoever ran `npm install` by hand has them all.
 * An optional one counts only where it is a build for this very platform: such a package is what makes a tool run at all.
 */
const missing = () => {
  const note = read(join(modules, '.package-lock.json'));
  const there = note === null ? {} : JSON.parse(note).packages;
  const wanted = Object.entries(JSON.parse(readFileSync(lockFile, 'utf8')).packages);
  return wanted
    .filter(([path, entry]) => {
      if (path === '' || there[path]?.version === entry.version) return false;
      const spare = entry.optional ?? entry.devOptional ?? entry.peer ?? false;
      return !spare || there[path] !== undefined || ((entry.os ?? entry.cpu) !== undefined && fits(entry));
    })
    .map(([path]) => path);
};

const installed = () => {
  if (read(markFile) === lockHash()) return true;
  if (missing().length > 0) return false;
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

/** npm of the caller, run by the caller's Node unless told otherwise. */
const npm = (args, node) => {
  const { npm_execpath: script, npm_node_execpath: callers } = process.env;
  const options = { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] };
  if (script && /npm-cli\.[cm]?js$/.test(script)) {
    const env = node ? { ...process.env, PATH: dirname(node) + delimiter + process.env.PATH } : process.env;
    return spawn(node ?? callers ?? process.execPath, [script, ...args], { ...options, env });
  }
  return spawn(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { ...options, shell: process.platform === 'win32' });
};

const runNpm = async (args, node) => {
  const child = npm([...args, '--no-audit', '--no-fund', '--loglevel=error'], node);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += `${error.message}\n`;
      resolve(1);
    });
    child.on('close', resolve);
  });
  if (code !== 0) giveUp(`${output.trim()}\nPult could not install its packages (npm ended with ${code}): check the network and run the command again.`);
};

const install = async () => {
  const started = Date.now();
  say('Installing what Pult needs (about 700 MB, once; a minute or so).');
  let seen = -1;
  const progress = setInterval(() => {
    const count = countFolders();
    // npm makes all folders first and fills them then.
    say(count === seen ? `  … unpacking, ${seconds(started)}` : `  … ${count} packages, ${seconds(started)}`);
    seen = count;
  }, 5000);
  // Not with the Node 24 of node_modules, which `ci` is about to remove.
  await runNpm(['ci']);
  // On an old Node npm leaves out builds for this platform that ask for a newer one (oxlint's, rolldown's). Node 24 is there by now.
  const node = findNode();
  if (node && ownMajor < wantedNode && missing().length > 0) await runNpm(['install', '--no-save'], node.file);
  clearInterval(progress);
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
