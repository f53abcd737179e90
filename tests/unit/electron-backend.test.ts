// The forks are real processes; only what they run is the smallest console that keeps the contract of shared/port/host.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBackendProcess, type BackendProcess } from '../../electron/main/backend-process.ts';
import { MessageChannelMain, type MessagePortMain, stub, utilityProcess } from '../electron-stub.ts';

const folder = mkdtempSync(join(tmpdir(), 'pult-backend-'));
beforeAll(() => {
  writeFileSync(join(folder, 'console.mjs'), `
    const say = (message) => process.parentPort.postMessage(message);
    let keys = null;
    process.parentPort.on('message', ({ data, ports }) => {
      if (data.type === 'keys') { keys = data; say({ type: 'ready', address: 'http://127.0.0.1:1/#key=' + process.pid }); }
      if (data.type === 'media') say({ type: 'media', id: data.id, contentType: 'image/png', bytes: data.hash === 'none' ? null : new Uint8Array([7, 8]) });
      if (data.type === 'child' || data.type === 'child-exit') globalThis.window?.postMessage(data);
      if (data.type !== 'attach-window') return;
      const port = globalThis.window = ports[0];
      port.on('message', ({ data: frame }) => {
        if (frame === 'die') process.kill(process.pid, 'SIGKILL');
        else if (frame === 'fatal') { say({ type: 'fatal', message: 'The disk is full.' }); setTimeout(() => process.exit(1), 20); }
        else if (frame?.type) say(frame);
        else port.postMessage({ echo: frame, keys, args: process.argv.slice(2) });
      });
      port.start();
    });
  `);
  writeFileSync(join(folder, 'server.mjs'), `
    process.parentPort.on('message', ({ data }) => process.parentPort.postMessage({ heard: data, args: process.argv.slice(2) }));
    setInterval(() => {}, 1000);
  `);
});
afterAll(() => rmSync(folder, { recursive: true }));

const events: string[] = [];
const wakes = new Set<() => void>();
const tell = (line: string): void => {
  events.push(line);
  for (const wake of wakes) wake();
};
const seen = (line: string, times = 1): Promise<void> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (events.filter((event) => event.startsWith(line)).length < times) return;
      wakes.delete(look);
      resolve();
    };
    wakes.add(look);
    look();
  });

let backend: BackendProcess;
let clock = 0;
const start = (): void => {
  events.length = 0;
  backend = createBackendProcess({
    fork: utilityProcess.fork as never, channel: () => new MessageChannelMain() as never, bundle: (entry) => join(folder, `${entry}.mjs`), args: ['--data', '/d'],
    keys: { type: 'keys', wrapKey: 'ab'.repeat(32), protection: 'keychain' }, onReady: () => tell('ready'), onElsewhere: () => tell('elsewhere'), onFatal: (message) => tell(`fatal ${message}`),
    onRestart: () => tell('restart'), now: () => clock,
  });
  backend.start();
};
afterEach(async () => {
  await backend.stop(2000);
  stub.forked.splice(0).forEach((child) => child.kill());
});

/** Sends a frame as the window would and waits for the answer to it. */
const ask = (port: MessagePortMain, frame: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    port.once('message', ({ data }: { data: unknown }) => resolve(data));
    port.postMessage(frame);
  });
const connect = (): MessagePortMain => backend.connect() as unknown as MessagePortMain;

describe('the console as a process', () => {
  it('gets its keys first, says that it is ready, and answers the window through a port', async () => {
    start();
    await seen('ready');
    expect(await ask(connect(), 'hello')).toEqual({ echo: 'hello', keys: { type: 'keys', wrapKey: 'ab'.repeat(32), protection: 'keychain' }, args: ['--data', '/d'] });
  });

  it('[R29] gets no key through its arguments', async () => {
    start();
    await seen('ready');
    expect(stub.forked.at(-1)!.spawnargs.join(' ')).not.toContain('abab');
  });

  it('gives the bytes of a file, and null where there are none', async () => {
    start();
    expect(await backend.media('a')).toEqual({ contentType: 'image/png', bytes: new Uint8Array([7, 8]) });
    expect(await backend.media('none')).toBeNull();
  });

  it('is started anew when it is killed, and the window gets a port to the new one', async () => {
    start();
    await seen('ready');
    connect().postMessage('die');
    await seen('restart');
    await seen('ready', 2);
    expect(await ask(connect(), 'again')).toMatchObject({ echo: 'again' });
  });

  it('is given up when it dies three times within a minute, and not when the deaths lie apart', async () => {
    start();
    for (let death = 1; death <= 3; death += 1) {
      await seen('ready', death);
      clock += 40_000;
      connect().postMessage('die');
    }
    await seen('restart', 3);
    expect(events.some((event) => event.startsWith('fatal'))).toBe(false);
    await seen('ready', 4);
    connect().postMessage('die');
    await seen("fatal Pult's console ended 3 times within a minute");
  });

  it('says why it cannot go on, once, and is not started anew', async () => {
    start();
    await seen('ready');
    connect().postMessage('fatal');
    await seen('fatal The disk is full.');
    await new Promise((resolve) => stub.forked.at(-1)!.once('exit', resolve));
    expect(events.filter((event) => event.startsWith('restart'))).toEqual([]);
  });

  it('that finds another on its data and ends is not started anew', async () => {
    const console = join(folder, 'console.mjs');
    const usual = readFileSync(console);
    writeFileSync(console, 'process.exit(0)');
    start();
    await seen('elsewhere');
    writeFileSync(console, usual);
    expect(events).toEqual(['elsewhere']);
  });

  it('has the server started beside it, speaks with it, and hears of its end', async () => {
    start();
    await seen('ready');
    const port = connect();
    port.postMessage({ type: 'fork', id: 5, entry: 'server', args: ['--port', '0'] });
    expect(await ask(port, { type: 'child', id: 5, message: 'hi' })).toEqual({ type: 'child', id: 5, message: { heard: 'hi', args: ['--port', '0'] } });
    expect(await ask(port, { type: 'kill', id: 5 })).toMatchObject({ type: 'child-exit', id: 5 });
  });

  it('cannot have anything else started', async () => {
    start();
    await seen('ready');
    const port = connect();
    const before = stub.forked.length;
    port.postMessage({ type: 'fork', id: 6, entry: '../../../evil', args: [] });
    expect(await ask(port, 'still here')).toMatchObject({ echo: 'still here' });
    expect(stub.forked.length).toBe(before);
  });

  it('takes its server along when it dies: two servers never meet on one folder', async () => {
    start();
    await seen('ready');
    const port = connect();
    port.postMessage({ type: 'fork', id: 7, entry: 'server', args: [] });
    await ask(port, { type: 'child', id: 7, message: 'up' });
    const server = stub.forked.at(-1)!;
    port.postMessage('die');
    await seen('restart');
    expect(server.exitCode ?? server.signalCode).not.toBeNull();
  });

  it('ends when it is asked to, and stays ended', async () => {
    start();
    await seen('ready');
    const child = stub.forked.at(-1)!;
    await backend.stop(2000);
    expect(child.exitCode ?? child.signalCode).not.toBeNull();
    expect(events.some((event) => event.startsWith('restart'))).toBe(false);
    expect(await backend.media('a')).toBeNull();
  });
});
