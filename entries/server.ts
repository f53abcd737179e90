/** The team server's process: reads its flags, gives the engine real time and randomness, runs until asked to end or until its parent is gone. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createLogFile } from '#backend/host/log-file.ts';
import { createGuestDoor } from '#server/hosted/guest-door.ts';
import { demoLinks, playDemo, setUpDemoTeam } from '#server/host/demo-team.ts';
import type { DemoDeps } from '#server/host/demo-team.ts';
import { readPort } from '#server/host/read-port.ts';
import { readPresets } from '#server/host/read-presets.ts';
import { runServer } from '#server/host/run-server.ts';
import { readReach } from '#server/http/reach.ts';
import { systemClock } from '#server/ports.ts';
import type { ServerSays } from '#shared/sync/team-calls.ts';
import { forkedNetworks, ownNetworks } from './demo-networks.ts';
import type { StartedNetworks } from './demo-networks.ts';

process.umask(0o077);
const { values: flags } = parseArgs({ options: { data: { type: 'string' }, store: { type: 'string' }, port: { type: 'string' }, 'watch-port': { type: 'string' }, demo: { type: 'boolean' }, 'owner-invite': { type: 'boolean' }, host: { type: 'string' }, cert: { type: 'string' }, key: { type: 'string' }, url: { type: 'string' }, 'trusted-proxy': { type: 'string' } }, strict: false });
// Built, this file lies in out/main; in the sources, in entries.
const root = [join(import.meta.dirname, '..'), join(import.meta.dirname, '..', '..')].find((dir) => existsSync(join(dir, 'package.json')))!;
const parentPort = (process as { parentPort?: { postMessage(message: ServerSays): void } }).parentPort ?? null;
const isChild = parentPort !== null || process.send !== undefined;
// A parent that is gone hears nothing; that it is gone is told by the line's end below.
const say = (message: ServerSays): void => void (parentPort ? parentPort.postMessage(message) : process.send?.(message, undefined, undefined, () => undefined));
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const fail = (error: unknown): never => {
  const message = error instanceof Error ? error.message : String(error);
  say({ type: 'failed', message });
  process.stderr.write(`${message}\n`);
  process.exit(1);
};

if (typeof flags.data !== 'string' || flags.data === '') fail(new Error('--data DIR is missing.'));
const [data, resourcesDir] = [resolve(String(flags.data)), join(root, 'resources')];
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const clock = systemClock();
const fillRandom = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
let demo: DemoDeps | null = null;
let networks: StartedNetworks | null = null;

const running = await (async () => {
  const log = createLogFile(join(data, 'logs'), 'server', () => clock.now());
  process.on('uncaughtException', (error) => (log('process.failed', { error: error.name }), fail(error)));
  return runServer({
    data, store: flags.demo === true ? null : ((flags.store ?? process.env['PULT_STORE']) || null) as string | null, unsafeDisk: process.env['PULT_TEST_DISK'] === 'lies', port: readPort(flags, 'port'), reach: readReach(flags), usualPort: isChild ? 4847 : 4750, watch: readPort(flags, 'watch-port') ?? (isChild ? null : 'next'), heapBytes: () => process.memoryUsage().heapUsed, ownerInvite: flags['owner-invite'] === true, resourcesDir, clock, monotonic: () => performance.now(), fillRandom, log,
    guests: (server, dir, key) => createGuestDoor({ server, dir, key, clock, fillRandom, log, version, pageDir: join(root, 'out', 'renderer') }),
    async prepare(server, { base }) {
      if (flags.demo !== true) return;
      demo = { server, base, clock, fillRandom, log, preset: readPresets(resourcesDir).find(({ meta }) => meta.id === 'confectionery')! };
      await setUpDemoTeam(demo);
    },
  });
})().catch(fail);

// Before anybody is told that it is ready: who is told may ask it to end in the same moment.
let ending = false;
const end = (): void => {
  if (ending) return;
  ending = true;
  // All that was answered is stored already: what does not end by itself is not waited for (a send under way has 25 s).
  setTimeout(() => fail(new Error('The server did not end by itself within 30 seconds.')), 30_000).unref();
  void Promise.resolve(networks?.close()).then(() => running.close()).then(() => process.exit(0), fail);
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
// Whoever started this server is gone, or went while it was getting ready.
if (process.send) process.on('disconnect', end);
if (process.send && !process.connected) end();
say(running.ready);
if (!isChild) {
  print(`Pult server is ready: ${running.http.base}`);
  if (running.watch) print(`Its health and figures, for this machine: http://127.0.0.1:${running.watch.port}/health and /metrics`);
  if (running.ready.ownerInvite !== null) print(`First owner: ${running.http.base}/#invite=${running.ready.ownerInvite}`);
}

if (demo) {
  for (const { login, link } of await demoLinks(demo)) isChild ? say({ type: 'also', login, link }) : print(`Also: ${login} ${link}`);
  networks = parentPort ? ownNetworks() : forkedNetworks(join(root, 'out', 'main', 'demo.js'));
  await playDemo(demo, networks).catch(() => (ending ? undefined : fail(new Error('The demo could not be started.'))));
}
