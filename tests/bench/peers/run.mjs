// `npm install && npm start` in this folder: the same rows through PouchDB and RxDB, and through Pult's own benchmarks, in one run.
import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chatRow, chatSchema } from './rows.mjs';

const here = import.meta.dirname;
const pushes = 100;
const burst = 10_000;

const startServer = async (name, folder) => {
  const child = fork(join(here, 'peer-server.mjs'), [name, folder], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { port } = await new Promise((done, failed) => {
    child.on('message', done);
    child.once('exit', () => failed(new Error(`${name}: its server ended`)));
  });
  return { port, stop: () => new Promise((done) => (child.once('exit', done), child.kill('SIGKILL'))) };
};

/** Passes everything on and counts what comes down. */
const countingLine = async (target) => {
  let down = 0;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => (near.destroy(), far.destroy()));
    far.on('data', (bytes) => (down += bytes.length));
    near.pipe(far).pipe(near);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { port: server.address().port, bytes: () => down, close: () => server.close() };
};

const share = (list, part) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))];

/** `open(name, port)` → { put(row), putMany(rows), onRow(listener), count(), level(), close() }. */
const measure = async (name, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'pult-peer-'));
  const server = await startServer(name, folder);
  try {
    const writer = await open('writer', server.port, folder);
    const reader = await open('reader', server.port, folder);
    const waiting = new Map();
    reader.onRow((id) => waiting.get(id)?.());
    const taken = [];
    for (let n = 0; n < pushes + 20; n += 1) {
      const row = chatRow(n);
      const from = performance.now();
      const seen = new Promise((done) => waiting.set(row.id, done));
      await writer.put(row);
      await seen;
      if (n >= 20) taken.push(performance.now() - from);
    }
    const start = performance.now();
    await writer.putMany(Array.from({ length: burst }, (_, n) => chatRow(1_000_000 + n)));
    while ((await reader.count()) < burst + pushes + 20) await new Promise((done) => setTimeout(done, 20));
    const burstMs = performance.now() - start;
    const line = await countingLine(server.port);
    const from = performance.now();
    const fresh = await open('fresh', line.port, folder);
    while ((await fresh.count()) < burst + pushes + 20) await new Promise((done) => setTimeout(done, 10));
    const rows = burst + pushes + 20;
    const catchUp = rows / ((performance.now() - from) / 1000);
    const bytes = line.bytes() / rows;
    for (const one of [writer, reader, fresh]) await one.close();
    line.close();
    return { 'push p50, ms': share(taken, 0.5), 'push p95, ms': share(taken, 0.95), 'burst, rows/s': burst / (burstMs / 1000), 'catch-up, rows/s': catchUp, 'catch-up, bytes/row': bytes };
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

const pouch = async (name, port, folder) => {
  const { default: PouchDB } = await import('pouchdb-node');
  const db = new PouchDB(join(folder, name));
  const sync = db.sync(`http://127.0.0.1:${port}/chat`, { live: true, retry: true, batch_size: 1000 });
  sync.on('error', () => undefined);
  const listeners = [];
  const changes = db.changes({ live: true, since: 'now' }).on('change', (change) => listeners.forEach((one) => one(change.id)));
  const stored = ({ id, ...rest }) => ({ _id: id, ...rest });
  return {
    put: (row) => db.put(stored(row)),
    putMany: async (rows) => { for (let n = 0; n < rows.length; n += 500) await db.bulkDocs(rows.slice(n, n + 500).map(stored)); },
    onRow: (listener) => listeners.push(listener),
    count: async () => (await db.info()).doc_count,
    async close() { sync.cancel(); changes.cancel(); await db.close(); },
  };
};

const rx = async (name, port) => {
  const { createRxDatabase } = await import('rxdb');
  const { getRxStorageMemory } = await import('rxdb/plugins/storage-memory');
  const { replicateWithWebsocketServer } = await import('rxdb/plugins/replication-websocket');
  const database = await createRxDatabase({ name: `${name}${port}`, storage: getRxStorageMemory(), multiInstance: false });
  const { chat } = await database.addCollections({ chat: { schema: chatSchema } });
  const replication = await replicateWithWebsocketServer({ replicationIdentifier: `r-${name}`, collection: chat, url: `ws://127.0.0.1:${port}`, live: true, batchSize: 1000 });
  return {
    put: (row) => chat.insert(row),
    putMany: async (rows) => { for (let n = 0; n < rows.length; n += 500) await chat.bulkInsert(rows.slice(n, n + 500)); },
    onRow: (listener) => chat.$.subscribe((event) => listener(event.documentId)),
    count: () => chat.count().exec(),
    async close() { await replication.cancel(); await database.close(); },
  };
};

/** Ours, by the project's own benchmarks: nothing of it is in this folder. */
const ours = () => {
  const file = join(mkdtempSync(join(tmpdir(), 'pult-ours-')), 'rows.json');
  const root = resolve(here, '..', '..', '..');
  const { status } = spawnSync(process.execPath, [join(root, 'scripts', 'bench.mjs'), 'push', 'burst', 'catch-up', '--json', file], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error('our own benchmarks failed');
  const rows = JSON.parse(readFileSync(file, 'utf8'));
  const value = (start, end = '') => rows.find((row) => row.name.startsWith(start) && row.name.endsWith(end)).value;
  return {
    'push p50, ms': value('push:', 'p50'), 'push p95, ms': value('push:', 'p95'), 'burst, rows/s': value('burst: 10,000'),
    'catch-up, rows/s': value('catch-up: rows'), 'catch-up, bytes/row': value('catch-up: on the line'),
  };
};

const wanted = process.argv.slice(2);
const peers = { pouchdb: pouch, rxdb: rx };
const results = {};
for (const [name, open] of Object.entries(peers)) if (wanted.length === 0 || wanted.includes(name)) results[name] = await measure(name, open);
if (wanted.length === 0 || wanted.includes('pult')) results.pult = ours();
const names = Object.keys(results).filter((name) => name !== 'pult');
const round = (value) => (value === undefined ? '–' : String(value >= 100 ? Math.round(value) : Math.round(value * 10) / 10));
process.stdout.write(`${['row', 'pult', ...names.flatMap((name) => [name, 'ours better'])].map((cell) => cell.padEnd(20)).join('')}\n`);
for (const row of Object.keys(results[names[0]] ?? results.pult)) {
  const mine = results.pult?.[row];
  const better = (theirs) => (mine === undefined ? undefined : row.endsWith('/s') ? mine / theirs : theirs / mine);
  process.stdout.write(`${[row, round(mine), ...names.flatMap((name) => [round(results[name][row]), `${round(better(results[name][row]))} ×`])].map((cell) => cell.padEnd(20)).join('')}\n`);
}
process.exit(0);
