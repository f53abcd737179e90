// A Chromium for the browser tests: one that is there, else Debian's package, else the one Playwright brings.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { say } from './say.mjs';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

const there = () => [process.env.CHROMIUM_PATH, ...usual].find((path) => path && existsSync(path));

const debianRoot = () =>
  process.platform === 'linux' && process.getuid() === 0 && existsSync('/etc/debian_version') &&
  // Ubuntu's package of this name only points at a snap, which does not run everywhere.
  !/^ID=ubuntu/m.test(readFileSync('/etc/os-release', 'utf8'));

const quietly = (file, args, env) => spawnSync(file, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env }, cwd: root });

const playwrightOwn = async () => {
  const { chromium } = await import('@playwright/test');
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : undefined;
};

/** `{ path }` or `{ reason }`. */
export const findChromium = async () => {
  const path = there() ?? (await playwrightOwn());
  if (path) return { path };
  if (debianRoot()) {
    say('Installing Chromium for the browser tests (about 150 MB, once).');
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    quietly('apt-get', ['update'], env);
    quietly('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], env);
    if (there()) return { path: there() };
  }
  say("Fetching Playwright's Chromium for the browser tests (about 150 MB, once).");
  quietly(process.execPath, [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'], {});
  const own = await playwrightOwn();
  return own ? { path: own } : { reason: 'there is no Chromium here and none could be installed' };
};
