// Finds a Node 24: Pult's SQLite needs it, and a user's own Node may be as old as 18.
// `node_modules/.bin/node` is no answer: npm older than 11.6 does not link it.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

export const oldestNode = 18;
export const wantedNode = 24;
export const ownMajor = Number(process.versions.node.split('.')[0]);

const platform = process.platform === 'win32' ? 'win' : process.platform;
const binary = process.platform === 'win32' ? 'node.exe' : 'node';

/** The Electron binary inside node_modules, or null. */
export const electronBinary = () => {
  const inside = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform] ?? 'electron';
  const path = join(root, 'node_modules', 'electron', 'dist', inside);
  return existsSync(path) ? path : null;
};

/** `{ file, env }` of a Node 24, or null. */
export const findNode = () => {
  if (ownMajor >= wantedNode) return { file: process.execPath, env: {} };
  for (const name of [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`]) {
    const file = join(root, 'node_modules', name, 'bin', binary);
    if (existsSync(file)) return { file, env: {} };
  }
  const electron = electronBinary();
  return electron ? { file: electron, env: { ELECTRON_RUN_AS_NODE: '1' } } : null;
};
