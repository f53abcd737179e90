// npm run server: the team server alone, for consoles on other desks.
import { join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { passSignals, start } from './lib/child.mjs';
import { dataFolder, programData } from './lib/data-dir.mjs';
import { portOf, readFlags } from './lib/flags.mjs';
import { root } from './lib/root.mjs';

const flags = readFlags('server', {
  data: { type: 'string', value: 'DIR', help: "where the team's data lies (otherwise the system's place for it)" },
  store: { type: 'string', value: 'URL', help: 'postgres://user:password@host/database, shared with other servers (otherwise a file in the data folder)' },
  port: { type: 'string', value: 'N', help: 'the port (otherwise 4750 or the next free one)' },
  'watch-port': { type: 'string', value: 'N', help: "the port of /health and /metrics on 127.0.0.1 (otherwise the one after the server's)" },
  host: { type: 'string', value: 'ADDRESS', help: 'where to listen (otherwise 127.0.0.1: this machine alone)' },
  cert: { type: 'string', value: 'FILE', help: 'certificate, PEM' },
  key: { type: 'string', value: 'FILE', help: 'its key, PEM' },
  url: { type: 'string', value: 'URL', help: 'the address people know, as https://pult.example.com' },
  'trusted-proxy': { type: 'string', value: 'LIST', help: 'addresses of the proxies that end TLS for this server' },
});
const port = portOf(flags.port);
if (flags['watch-port'] !== undefined) portOf(flags['watch-port']);
// Not the console's own folder: both may run on one machine.
const data = dataFolder(flags.data, join(programData(), 'Pult Server'));

// By the environment: arguments are there for all of the machine to read.
if (flags.store) process.env.PULT_STORE = flags.store;

await ensureBuilt();
const { child, ended } = start(process.execPath, [
  join(root, 'out', 'main', 'server.js'),
  ...['--data', data],
  ...(port === undefined ? [] : ['--port', String(port)]),
  ...['host', 'cert', 'key', 'url', 'trusted-proxy', 'watch-port'].flatMap((name) => (flags[name] ? [`--${name}`, flags[name]] : [])),
]);
passSignals(child);
process.exit(await ended);
