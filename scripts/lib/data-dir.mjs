// The system's place for a program's data. electron/main/data-dir.ts answers the same; tests/unit/data-dir.test.ts compares them.
import { mkdirSync, mkdtempSync, rmdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { giveUp } from './say.mjs';

export const programData = (env = process.env, platform = process.platform, home = homedir()) => {
  if (platform === 'win32') return env.APPDATA || join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return env.XDG_DATA_HOME || join(home, '.local', 'share');
};

export const defaultDataDir = (...args) => join(programData(...args), 'Pult');

const isFolder = (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** From the top down, each once: Node's own `recursive` tries for ever below /proc. */
const makeFolder = (path) => {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (error.code !== 'EEXIST' || !isFolder(path)) throw error;
  }
};

/** The folder to work on, made and proven to take files before anything long begins; else the end of the program with a sentence. */
export const dataFolder = (asked, otherwise) => {
  if (asked === '') giveUp('--data came without its value.', 2);
  const path = resolve(asked ?? otherwise);
  try {
    makeFolder(path);
    rmdirSync(mkdtempSync(join(path, '.new-')));
  } catch (error) {
    giveUp(`Nothing can be written to ${path} (${error.code}). Give Pult another folder with --data.`);
  }
  return path;
};
