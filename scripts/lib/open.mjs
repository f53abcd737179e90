// Opens the system's browser on Pult without putting the key of the session into an argument list, where every program of the
// machine could read it: the console writes a small page with the address into a file that only this user may read (R10).
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export const hasDisplay = (env = process.env, platform = process.platform) =>
  platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);

/** A new folder, mode 0700, that the browser can read: one packed as a snap sees neither /tmp nor hidden folders. */
export const privateFolder = () => {
  const packed = process.platform === 'linux' && ['firefox', 'chromium'].some((name) => existsSync(`/snap/bin/${name}`));
  return mkdtempSync(join(packed ? homedir() : tmpdir(), 'pult-'));
};

const opener = (url) => {
  if (process.platform === 'win32') return ['rundll32', ['url.dll,FileProtocolHandler', url]];
  return [process.platform === 'darwin' ? 'open' : 'xdg-open', [url]];
};

/** Opens a local file by its address; resolves with false where the system has nothing to open it with. */
export const openFile = (path) =>
  new Promise((resolve) => {
    const [file, args] = opener(pathToFileURL(path).href);
    const child = spawn(file, args, { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      child.unref();
      resolve(true);
    });
  });

/** Resolves with true when the file is whole (it ends with `</html>`), with false when `given up` comes first. */
export const fileWritten = async (path, givenUp) => {
  let over = false;
  void givenUp.then(() => (over = true));
  while (!over) {
    try {
      if (readFileSync(path, 'utf8').trimEnd().endsWith('</html>')) return true;
    } catch {
      // Not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
};

export const remove = (folder) => rmSync(folder, { recursive: true, force: true });
