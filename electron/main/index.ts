// Electron's main process: what must happen before Electron is ready, and what a person reads when it cannot be.
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { app, dialog, protocol } from 'electron';
import { defaultDataDir } from './data-dir.ts';
import { openDesktop } from './desktop.ts';
import { readFlags } from './flags.ts';
import { claimLinks, createLinks } from './links.ts';
import { makeFolder } from './make-folder.ts';
import { privileges } from './protocol.ts';
import { textsFor } from './texts.ts';

// R10: whatever this program and its children write is the user's alone.
process.umask(0o077);

const flags = readFlags(process.argv.slice(1));
const ownPlace = defaultDataDir(process.env, process.platform, homedir());
const data = resolve(flags.data ?? ownPlace);
const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * scripts/start.mjs waits for this word and else opens the browser. `running`: another Electron holds this data; `told`: another
 * console does, and ours has already printed an address of it.
 */
const mark = (word: 'window' | 'running' | 'told'): void => {
  if (flags.windowMark) writeFileSync(flags.windowMark, word, { mode: 0o600 });
};

const fail = (message: string): void => {
  log(message);
  // Started from a terminal, the sentence above is read there.
  if (!flags.windowMark) dialog.showErrorBox(textsFor(app.getLocale()).failed, message);
  app.exit(1);
};

const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

try {
  const folder = join(data, 'window');
  makeFolder(folder);
  // Chromium's own files lie apart from the team's. The lock below is per this folder, so per data folder.
  app.setPath('userData', folder);
  app.enableSandbox();
  protocol.registerSchemesAsPrivileged(privileges);

  if (app.requestSingleInstanceLock()) {
    const links = createLinks(log);
    links.listen(app, process.argv.slice(1));
    if (data === resolve(ownPlace)) claimLinks(app, process.defaultApp);
    void app
      .whenReady()
      .then(() =>
        openDesktop({
          data,
          forConsole: flags.forConsole,
          links,
          log,
          onShown: () => mark('window'),
          onElsewhere: () => {
            mark('told');
            app.exit(0);
          },
          onFatal: fail,
        }),
      )
      .catch((error: unknown) => fail(sentence(error)));
  } else {
    mark('running');
    app.exit(0);
  }
} catch (error) {
  fail(`Pult cannot keep its data in ${data}: ${sentence(error)}`);
}
