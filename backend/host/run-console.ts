/** Runs one console on a data folder: lock, windows, team; says where it is ready; ends cleanly. */
import { randomBytes } from 'node:crypto';
import type { FromConsole } from '#shared/port/host.ts';
import type { FillRandom } from '#shared/base/ids.ts';
import { lockFolder } from '#db/console/folder-lock.ts';
import type { ChildMaker, ParentPort } from '#backend/host/child-maker.ts';
import { createConsoleHost } from '#backend/host/console-host.ts';
import type { ConsoleHost } from '#backend/host/console-host.ts';
import { createFileKeyring } from '#backend/host/file-keys.ts';
import type { FileKeyring, SystemKey } from '#backend/host/file-keys.ts';
import { openDataFolder, writeWhole } from '#backend/host/data-folder.ts';
import { listen } from '#backend/host/listen.ts';
import { createLogFile } from '#backend/host/log-file.ts';
import { freshAddressOfOther } from '#backend/host/other-console.ts';
import { serveElectron } from '#backend/host/serve-electron.ts';
import { TeamRefused } from '#backend/host/open-team.ts';
import { createMediaKeys } from '#backend/web/media-keys.ts';
import { createSessions } from '#backend/web/sessions.ts';
import { createWebCarrier } from '#backend/web/web-carrier.ts';
import type { Timers } from '#backend/timers.ts';

export interface ConsoleOptions {
  data: string;
  /** null = not asked for. */
  port: number | null;
  demo: boolean;
  server: string | null;
  invite: string | null;
  /** The window that opens itself gets a page with a key of its own here (R10). */
  ownWindowFile: string | null;
  version: string;
  resourcesDir: string;
  pageDir: string;
  makeChild: ChildMaker;
  parent: ParentPort | null;
  /** What the system's keychain keeps for this console (Electron's main says it first); without it the keys lie in a 0600 file. */
  systemKey: Promise<SystemKey>;
  timers: Timers;
  fillRandom: FillRandom;
  print(line: string): void;
}

export interface RunningConsole {
  close(): Promise<void>;
}

/** null = another console already runs on this data and has been asked for an address; it has been printed. Throws errors whose message is for people. */
export async function runConsole(options: ConsoleOptions): Promise<RunningConsole | null> {
  const { timers, fillRandom, print, parent } = options;
  const folder = openDataFolder(options.data);
  const lock = lockFolder(folder.lockFile);
  if (!lock) {
    const address = await freshAddressOfOther(folder, timers);
    if (address === null) throw new Error(`Pult is already running on ${options.data}, but does not answer. Wait a moment, or end it, and start again.`);
    print(`Pult is already running on this data. Fresh address: ${address}`);
    print(`Pult is ready: ${address}`);
    if (options.ownWindowFile !== null) writeWhole(options.ownWindowFile, redirectTo((await freshAddressOfOther(folder, timers)) ?? address));
    return null;
  }
  const log = createLogFile(folder.logDir, 'console', timers.now);
  const sessions = createSessions(folder.sessionsFile, timers.now, fillRandom);
  let keyring: FileKeyring | null = null;
  const mediaKeys = createMediaKeys(randomBytes(32), timers.now);
  let port = 0;
  const host: ConsoleHost = createConsoleHost({
    folder, keyring: () => keyring!, makeChild: options.makeChild, timers, fillRandom, log, kind: parent ? 'electron' : 'console', version: options.version, resourcesDir: options.resourcesDir, port: () => port, sessions, mediaKeys,
    onAlso: (login, link) => print(`Also: ${login} ${link}`),
  });
  const begun = Promise.withResolvers<void>();
  if (parent) serveElectron(parent, host, begun.promise, timers, log);
  const address = (): string => `http://127.0.0.1:${port}/#key=${sessions.newKey()}`;
  const close: (() => Promise<void> | void)[] = [() => lock.release(), () => folder.clearRunning(), () => host.close()];
  const closeAll = async (): Promise<void> => {
    for (let work = close.pop(); work; work = close.pop()) await work();
  };
  try {
    keyring = createFileKeyring(await options.systemKey, fillRandom);
    if (keyring.seal) folder.lockTokens(keyring.seal);
    const { web, moved } = await listen((wanted) => createWebCarrier({
      pageDir: options.pageDir, auth: host.auth, media: () => host.backend()?.media ?? null, mediaKeyHolds: (key) => mediaKeys.check(key, sessions.stands), serverPort: host.serverPort,
      freshAddress: (key) => (host.controlKeyIs(key) ? address() : null), timers, log,
    }, wanted), options.port, folder.settings().port);
    close.push(() => web.close());
    port = web.port;
    if (options.port !== 0) folder.change({ port });
    if (moved) {
      // Whoever kept a token may have shown it to the program that stands there now (R10).
      sessions.endAll();
      print(`Port ${moved.from} is taken by another program: Pult is on ${port} now. Networks that deliver to the old address must be told, and windows sign in again.`);
    }
    writeWhole(folder.controlKeyFile, host.controlKey);
    const opened = await host.begin(options).catch((error: unknown) => Promise.reject(withWords(error, options)));
    if (!opened.ok) throw new TeamRefused(opened.code);
    folder.keepRunning(port);
    begun.resolve();
    const ready = address();
    parent?.postMessage({ type: 'ready', address: ready } satisfies FromConsole);
    print(`Pult is ready: ${ready}`);
    if (options.ownWindowFile !== null) writeWhole(options.ownWindowFile, redirectTo(address()));
    log('console.ready', { port });
  } catch (error) {
    await closeAll();
    throw error;
  }
  return { close: closeAll };
}

function redirectTo(url: string): string {
  return `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>Pult</title><meta http-equiv="refresh" content="0;url=${url}"></head><body></body></html>\n`;
}

function withWords(error: unknown, { server }: ConsoleOptions): unknown {
  if (server === null || !(error instanceof Error) || !('code' in error)) return error;
  return error instanceof TeamRefused ? error : new Error(`The team server at ${server} could not be reached.`);
}
