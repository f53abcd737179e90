// npm start: opens Pult in its own window, or in the browser where no window can be had. Always the same console.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensureBuilt } from './lib/build.mjs';
import { passSignals, start } from './lib/child.mjs';
import { dataFolder, defaultDataDir } from './lib/data-dir.mjs';
import { fetchElectron } from './lib/electron-download.mjs';
import { portOf, readFlags } from './lib/flags.mjs';
import { fileWritten, hasDisplay, openFile, privateFolder, remove } from './lib/open.mjs';
import { root } from './lib/root.mjs';
import { giveUp, say } from './lib/say.mjs';

const windowPatience = 15_000;
const redirectLife = 30_000;

const flags = readFlags('start', {
  browser: { type: 'boolean', help: 'in the browser, without the window of its own' },
  demo: { type: 'boolean', help: 'a made-up shop with clients who write' },
  data: { type: 'string', value: 'DIR', help: "where the data lies (otherwise the system's place for it)" },
  port: { type: 'string', value: 'N', help: 'the port on 127.0.0.1 (otherwise 4747 or the next free one)' },
  'no-open': { type: 'boolean', help: 'open no window, only print the address' },
  store: { type: 'string', value: 'URL', help: 'postgres://user:password@host/database for the team kept here (otherwise a file in the data folder)' },
  server: { type: 'string', value: 'URL', help: 'join this team server instead of starting one' },
  invite: { type: 'string', value: 'CODE', help: 'the code of an invitation' },
});
const port = portOf(flags.port);
const data = dataFolder(flags.data, defaultDataDir());
// By the environment: arguments are there for all of the machine to read.
if (flags.store) process.env.PULT_STORE = flags.store;
const handedOn = [
  ...['--data', data],
  ...(flags.demo ? ['--demo'] : []),
  ...(port === undefined ? [] : ['--port', String(port)]),
  ...(flags.server ? ['--server', flags.server] : []),
  ...(flags.invite ? ['--invite', flags.invite] : []),
];

const consoleFile = join(root, 'out', 'main', 'console.js');

/** Resolves with the exit code of the console. */
const inBrowser = async () => {
  const wanted = !flags['no-open'] && hasDisplay();
  if (!flags['no-open'] && !wanted) say('There is no display here: open the address below in a browser.');
  const folder = wanted ? privateFolder() : null;
  const redirect = folder && join(folder, 'open-pult.html');
  const { child, ended } = start(process.execPath, [consoleFile, ...handedOn, ...(redirect ? ['--own-window-file', redirect] : [])]);
  passSignals(child);
  if (folder) {
    process.on('exit', () => remove(folder));
    void fileWritten(redirect, ended.catch(() => 1)).then(async (written) => {
      if (!written) return;
      if (!(await openFile(redirect))) say('No browser could be opened: open the address above.');
      setTimeout(() => remove(folder), redirectLife).unref();
    });
  }
  return ended;
};

/** What main wrote: its window came up (`window`), another window shows this data (`running`), or a console has told so itself (`told`). */
const markOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : null);

/** `{ code }` when the window came up and was closed again, else `{ reason }`. */
const inWindow = async (binary) => {
  const folder = privateFolder();
  const mark = join(folder, 'window');
  process.on('exit', () => remove(folder));
  // Where this very script runs on Electron's Node, the window must not.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const { child, ended } = start(binary, [root, ...handedOn, '--window-mark', mark], { env });
  const release = passSignals(child);
  const over = ended.then((code) => ({ code }), (error) => ({ code: 1, error }));
  const deadline = Date.now() + windowPatience;
  let result = null;
  while (!result && Date.now() < deadline && !markOf(mark)) result = await Promise.race([over, wait(200)]);
  if (markOf(mark) === 'running') {
    await over;
    // The other window is in front by now; the console says the rest.
    return {};
  }
  if (markOf(mark)) return over;
  if (result) return { reason: `Electron ended before its window came up (${result.error?.message ?? `code ${result.code}`})` };
  release();
  child.kill('SIGKILL');
  await over;
  return { reason: 'no window came up in 15 s' };
};

const withWindow = async () => {
  if (!hasDisplay()) return { reason: 'there is no display here' };
  const { binary, reason } = await fetchElectron(join(data, 'electron-refused.json'));
  return binary ? inWindow(binary) : { reason };
};

await ensureBuilt();
if (!existsSync(consoleFile)) giveUp('The build made no console: run `npm run build` and read what it says.');

let code = null;
if (!flags.browser && !flags['no-open']) {
  const shown = await withWindow();
  if (shown.reason) say(`Pult opens in the browser: ${shown.reason}.`);
  code = shown.code ?? null;
}
process.exit(code ?? (await inBrowser()));
