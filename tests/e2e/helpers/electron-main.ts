// The bundled main process in plain Node, played upon by a test: Electron is the stub, all else is what ships.
import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../../..');

export interface Told {
  id?: number;
  value?: unknown;
  error?: string;
  event?: string;
  frame?: { t: string; id?: number; [key: string]: unknown };
  code?: number;
}

export const startMain = (flags: readonly string[], env: NodeJS.ProcessEnv = {}) => {
  const child: ChildProcess = spawn(
    process.execPath,
    ['--import', join(root, 'tests/helpers/electron-hook.mjs'), '--import', join(root, 'tests/helpers/electron-driver.mjs'), join(root, 'out/main/main.js'), ...flags],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'advanced', env: { ...process.env, NODE_ENV: 'production', ...env } },
  );
  const told: Told[] = [];
  let output = '';
  let wake = (): void => {};
  let nextId = 0;
  child.stdout!.on('data', (chunk: Buffer) => ((output += String(chunk)), wake()));
  child.stderr!.on('data', (chunk: Buffer) => ((output += String(chunk)), wake()));
  child.on('message', (message: Told) => (told.push(message), wake()));
  child.on('exit', () => wake());
  const until = async <T>(look: () => T | undefined | false): Promise<T> => {
    const end = Date.now() + 20_000;
    for (;;) {
      const found = look();
      if (found) return found;
      if (Date.now() > end) throw new Error(`waited in vain; main said:\n${output}\n${JSON.stringify(told.slice(-5))}`);
      await new Promise<void>((done) => {
        const timer = setTimeout(done, 500);
        wake = () => (clearTimeout(timer), done());
      });
    }
  };
  return {
    child, told, until,
    output: () => output,
    async ask<T>(ask: string, rest: object = {}): Promise<T> {
      const id = (nextId += 1);
      child.send({ ask, id, ...rest });
      const answer = await until(() => told.find((one) => one.id === id));
      if (answer.error) throw new Error(answer.error);
      return answer.value as T;
    },
    event: (name: string, times = 1): Promise<Told[]> => until(() => told.filter((one) => one.event === name).length >= times && told.filter((one) => one.event === name)),
    frame: (look: (frame: NonNullable<Told['frame']>) => boolean) => until(() => told.find(({ frame }) => frame && look(frame))?.frame),
    gone: (): Promise<number | null> => until(() => child.exitCode !== null || child.signalCode !== null).then(() => child.exitCode),
  };
};
export type Main = ReturnType<typeof startMain>;

export interface State {
  preferences: Record<string, unknown>;
  windows: number;
  visible: boolean;
  schemes: unknown[];
  paths: Record<string, string>;
  consoles: { pid: number; gone: boolean }[];
  channels: string[];
  calls: Record<string, unknown[][]>;
}

export const call = (on: Main, id: number, name: string, args: object = {}): Promise<Record<string, unknown>> => {
  void on.ask('frame', { frame: { t: 'call', id, name, args } });
  return on.frame((frame) => frame.t === 'answer' && frame.id === id);
};

/** Ends main, and waits for the processes it forked: they end by themselves, and write until they have. */
export const endMain = async (main: Main | null): Promise<void> => {
  if (main?.child.exitCode !== null) return;
  const { consoles } = await main.ask<State>('state');
  main.child.kill('SIGKILL');
  for (const { pid } of consoles) await main.until(() => !alive(pid));
};

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
