/** The console process: reads its flags, gives the engine real time and randomness, and runs until it is asked to end. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { electronChildren, nodeChildren } from '#backend/host/child-maker.ts';
import type { ParentPort } from '#backend/host/child-maker.ts';
import type { SystemKey } from '#backend/host/file-keys.ts';
import { runConsole } from '#backend/host/run-console.ts';
import { systemTimers } from '#backend/timers.ts';

process.umask(0o077);

const { values: flags } = parseArgs({
  options: {
    data: { type: 'string' }, port: { type: 'string' }, demo: { type: 'boolean' }, server: { type: 'string' }, invite: { type: 'string' }, 'own-window-file': { type: 'string' },
  },
  // What Electron's main hands on besides is its own.
  strict: false,
});
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

// Built, this file lies in out/main; in the sources, in entries.
const root = [join(import.meta.dirname, '..'), join(import.meta.dirname, '..', '..')].find((dir) => existsSync(join(dir, 'package.json')))!;
const bundle = (entry: string): string => join(root, 'out', 'main', `${entry}.js`);
const parent = (process as { parentPort?: ParentPort }).parentPort ?? null;

// Said before anything else, so it is listened for before anything else.
const systemKey = parent === null ? Promise.resolve<SystemKey>({ wrapKey: null, protection: 'none' })
  : new Promise<SystemKey>((resolve) => parent.on('message', ({ data }) => data.type === 'keys' && resolve({ wrapKey: data.wrapKey, protection: data.protection })));

const fail = (error: unknown): never => {
  const message = error instanceof Error ? error.message : String(error);
  parent?.postMessage({ type: 'fatal', message });
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

process.on('uncaughtException', fail);

if ((text(flags.data) ?? '') === '') fail(new Error('--data DIR is missing.'));
const port = text(flags.port) === null ? null : Number(flags.port);
if (port !== null && !(Number.isInteger(port) && port >= 0 && port < 65_536)) fail(new Error(`--port wants a number from 0 to 65535, not "${String(flags.port)}".`));

// Before anybody is told that it is ready: who is told may ask it to end in the same moment. While it starts there is nothing to put in order.
let running: Awaited<ReturnType<typeof runConsole>> = null;
let ending = false;
const end = (): void => {
  if (ending) return;
  ending = true;
  if (running) void running.close().then(() => process.exit(0), fail);
  else process.exit(0);
};
process.on('SIGTERM', end);
process.on('SIGINT', end);
process.on('SIGHUP', end);

running = await runConsole({
  data: resolve(text(flags.data)!), port, demo: flags.demo === true, server: text(flags.server), invite: text(flags.invite), ownWindowFile: text(flags['own-window-file']),
  version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
  resourcesDir: join(root, 'resources'), pageDir: join(root, 'out', 'renderer'),
  makeChild: parent ? electronChildren(parent) : nodeChildren(bundle), parent, systemKey, timers: systemTimers(),
  fillRandom: (bytes) => void crypto.getRandomValues(bytes), print: (line) => process.stdout.write(`${line}\n`),
}).catch(fail);

if (!running) process.exit(0);
