/** Real processes of the built product, each on a folder of its own, with every line they print kept for a failing test. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../../..');

export interface Running {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** First match of a line printed now or later; rejects when the process ends first. */
  line(pattern: RegExp, deadlineMs?: number): Promise<RegExpExecArray>;
  /** Asks it to end (SIGTERM) and waits. */
  stop(): Promise<void>;
  /** Ends it without asking. */
  kill(): Promise<void>;
  exited: Promise<number | null>;
}

/** Both set at once, as a test runner may, Node warns on stderr; what a process prints is compared to the letter. */
const { FORCE_COLOR: _forced, NO_COLOR: _none, ...environment } = process.env;

/** Starts a built entry (`console`, `server`) in plain Node. */
export function run(entry: 'console' | 'server', args: readonly string[]): Running {
  const child = spawn(process.execPath, [join(root, `out/main/${entry}.js`), ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...environment, NODE_ENV: 'production' } });
  let text = '';
  const wakes = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    text += chunk.toString('utf8');
    for (const wake of [...wakes]) wake();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  let ended = false;
  const exited = new Promise<number | null>((done) => child.once('exit', (code) => {
    ended = true;
    done(code);
    for (const wake of [...wakes]) wake();
  }));
  return {
    child,
    exited,
    output: () => text,
    async line(pattern, deadlineMs = 30_000) {
      const end = Date.now() + deadlineMs;
      for (;;) {
        const found = pattern.exec(text);
        if (found) return found;
        if (ended) throw new Error(`${entry} ended before ${pattern}:\n${text}`);
        if (Date.now() > end) throw new Error(`${entry} never printed ${pattern}:\n${text}`);
        await new Promise<void>((resolveWake) => {
          const wake = (): void => {
            wakes.delete(wake);
            clearTimeout(timer);
            resolveWake();
          };
          const timer = setTimeout(wake, 500);
          wakes.add(wake);
        });
      }
    },
    async stop() {
      if (!ended) child.kill('SIGTERM');
      await exited;
    },
    async kill() {
      if (!ended) child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The address a console printed, with its key. */
export async function readyAddress(running: Running): Promise<string> {
  return (await running.line(/Pult is ready: (http:\/\/127\.0\.0\.1:\d+\/#\S+)/))[1]!;
}

export interface Folder {
  readonly path: string;
  remove(): void;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'pult-e2e-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port nobody listens on now; asked for by name, so that a console keeps it over its restarts. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
