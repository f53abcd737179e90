// Fetches the Electron binary where npm did not, and gives up early: a network that swallows the download must not keep
// anybody from work, for the browser shows the same console.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { electronBinary } from './node24.mjs';
import { root } from './root.mjs';
import { say } from './say.mjs';

const silence = 10_000;
const day = 86_400_000;

const bytesIn = (folder) => {
  if (!existsSync(folder)) return 0;
  let sum = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    try {
      if (entry.isFile()) sum += statSync(join(entry.parentPath, entry.name)).size;
    } catch {
      // A temporary file went between the listing and the look.
    }
  }
  return sum;
};

const versionOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

const refusedLately = (noteFile, version, now) => {
  try {
    const note = JSON.parse(readFileSync(noteFile, 'utf8'));
    return note.version === version && now - note.at >= 0 && now - note.at < day ? note : null;
  } catch {
    return null;
  }
};

const download = async (folder) => {
  // Everything the installer writes on its way stands under these two folders, so "a new byte" can be seen.
  const temporary = mkdtempSync(join(tmpdir(), 'pult-electron-'));
  const places = [temporary, join(folder, 'dist')];
  const child = spawn(process.execPath, [join(folder, 'install.js')], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });
  let errors = '';
  child.stderr.on('data', (chunk) => (errors += chunk));
  let bytes = -1;
  let lastByte = Date.now();
  let silent = false;
  const watch = setInterval(() => {
    const now = places.reduce((sum, place) => sum + bytesIn(place), 0);
    if (now !== bytes) lastByte = Date.now();
    bytes = now;
    if (Date.now() - lastByte >= silence) {
      silent = true;
      child.kill('SIGKILL');
    }
  }, 500);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearInterval(watch);
  rmSync(temporary, { recursive: true, force: true });
  if (silent) return 'the download stood still for 10 s';
  if (code !== 0) return `the download was refused (${(/Error: (.+)/.exec(errors)?.[1] ?? `code ${code}`).slice(0, 120)})`;
  return null;
};

/** `{ binary }` or `{ reason }`. A refusal is remembered in `noteFile` for a day, for one version. */
export const fetchElectron = async (noteFile, now = Date.now()) => {
  const there = electronBinary();
  if (there) return { binary: there };
  const folder = join(root, 'node_modules', 'electron');
  if (!existsSync(folder)) return { reason: 'Electron is not installed' };
  const version = versionOf(folder);
  const refused = refusedLately(noteFile, version, now);
  if (refused) return { reason: `${refused.reason}; the next try is tomorrow` };
  say(`Fetching Electron ${version} (about 120 MB, once).`);
  const reason = await download(folder);
  const binary = electronBinary();
  if (!reason && binary) return { binary };
  const told = reason ?? 'the download brought no binary';
  try {
    mkdirSync(dirname(noteFile), { recursive: true, mode: 0o700 });
    writeFileSync(noteFile, JSON.stringify({ version, at: now, reason: told }), { mode: 0o600 });
  } catch {
    // A folder that cannot be written is told about by the console itself, better than here.
  }
  return { reason: told };
};
