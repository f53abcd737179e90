// Builds the bundles when a source is newer than they are: the content of every source is hashed, so a checkout or a copy fools nobody.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';
import { giveUp, say, seconds } from './say.mjs';

const sources = [
  'electron', 'entries', 'backend', 'shared', 'db', 'renderer', 'server', 'channels', 'resources/locales',
  'package.json', 'package-lock.json', 'electron.vite.config.ts',
];
const markFile = join(root, 'out', '.pult-build');

const filesOf = (path) => {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  try {
    return readdirSync(full, { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => (entry.isDirectory() ? filesOf(`${path}/${entry.name}`) : [`${path}/${entry.name}`]));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
};

const sourceHash = () => {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesOf)) hash.update(path).update('\0').update(readFileSync(join(root, path))).update('\0');
  return hash.digest('hex');
};

const isBuilt = (hash) => existsSync(markFile) && readFileSync(markFile, 'utf8') === hash;

const build = async (hash) => {
  const started = Date.now();
  say('Building Pult.');
  rmSync(markFile, { force: true });
  const child = spawn(process.execPath, [join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) giveUp(`${output.trim()}\nThe build failed.`);
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(markFile, hash);
  say(`Built in ${seconds(started)}.`);
  return output;
};

/** `force` builds even what is built already. Returns what the build printed, or null when there was nothing to do. */
export const ensureBuilt = ({ force = false } = {}) => {
  if (!force && isBuilt(sourceHash())) return Promise.resolve(null);
  return withLock('build', async () => {
    const hash = sourceHash();
    return force || !isBuilt(hash) ? build(hash) : null;
  });
};
