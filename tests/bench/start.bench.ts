/** Cold start of the built console at the full size: from the start of the process to a list that can be used, and its memory. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import WebSocket from 'ws';
import { copyOfDataSet, viewerId } from '#tests/bench/data-set.ts';
import { summary } from '#tests/bench/measure.ts';
import type { Measure } from '#tests/bench/measure.ts';

const entry = resolve(import.meta.dirname, '../../out/main/console.js');
const times = 5;

export async function run(): Promise<Measure[]> {
  if (!existsSync(entry)) throw new Error('build first: out/main/console.js is missing');
  const folder = mkdtempSync(join(tmpdir(), 'pult-bench-'));
  try {
    const person = join(folder, 'people', viewerId);
    mkdirSync(person, { recursive: true });
    copyOfDataSet(person);
    // A team server that is out of reach: the list must be there without it.
    writeFileSync(join(folder, 'settings.json'), JSON.stringify({ serverUrl: 'http://127.0.0.1:9' }));
    writeFileSync(join(folder, 'session.json'), JSON.stringify({ deviceId: 'd', token: 't', personId: viewerId, serverUrl: 'http://127.0.0.1:9' }));
    const taken: number[] = [];
    let memory = 0;
    for (let n = 0; n < times; n += 1) {
      const one = await startOnce(folder);
      taken.push(one.ms);
      memory = Math.max(memory, one.megabytes);
    }
    return [...summary('start: process to usable list', taken, 1500), { name: 'start: memory after the list, messages searched and opened', value: memory, unit: 'MB', target: 250, better: 'lower' }];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(folder: string): Promise<{ ms: number; megabytes: number }> {
  const from = performance.now();
  const child = spawn(process.execPath, [entry, '--data', folder, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  let text = '';
  const address = await new Promise<URL>((done, fail) => {
    child.stdout.on('data', (part: Buffer) => {
      text += part.toString();
      const found = /Pult is ready: (\S+)/.exec(text);
      if (found) done(new URL(found[1]!));
    });
    child.once('close', () => fail(new Error(text)));
  });
  const socket = new WebSocket(`ws://${address.host}/ws`, { origin: address.origin });
  const waiting = new Map<number, (value: unknown) => void>();
  const signedIn = new Promise<void>((done) => {
    socket.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { t: string; id: number; value: unknown };
      if (frame.t === 'auth') done();
      if (frame.t === 'answer') waiting.get(frame.id)?.(frame.value);
    });
  });
  let id = 0;
  const ask = (name: string, params: unknown): Promise<unknown> => new Promise((done) => {
    id += 1;
    waiting.set(id, done);
    socket.send(JSON.stringify({ t: 'query', id, name, params }));
  });
  await new Promise((done) => socket.once('open', done));
  socket.send(JSON.stringify({ t: 'auth', key: address.hash.slice('#key='.length) }));
  await signedIn;
  const page = (await ask('inbox.page', { filter: { view: 'all', accountId: null, stageId: null, unreadOnly: false }, after: null, limit: 50 })) as { rows: { conversationId: string }[] };
  const ms = performance.now() - from;
  if (page.rows.length !== 50) throw new Error('the list is not there');
  for (const row of page.rows.slice(0, 20)) await ask('message.page', { conversationId: row.conversationId, before: null, around: null, limit: 60 });
  for (const term of ['то', 'рт', 'за', 'ка']) await ask('search.all', { term, conversationId: null, limit: 50 });
  const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : '';
  const megabytes = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
  socket.terminate();
  child.kill('SIGTERM');
  await ended;
  return { ms, megabytes };
}
