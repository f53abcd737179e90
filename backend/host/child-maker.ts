/** Starts another bundle of this program beside the console: by itself in plain Node, through Electron's main where that alone can. */
import { fork } from 'node:child_process';
import type { FromConsole, ToConsole } from '#shared/port/host.ts';

export interface Child {
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (code: number | null) => void): void;
  /** Asks it to end. */
  stop(): void;
  /** Ends it without asking. */
  kill(): void;
}

export type ChildMaker = (entry: 'server', args: readonly string[]) => Child;

/** `bundle` answers the path of a built entry. */
export function nodeChildren(bundle: (entry: string) => string): ChildMaker {
  return (entry, args) => {
    const child = fork(bundle(entry), [...args], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    let over = false;
    const exits: ((code: number | null) => void)[] = [];
    const end = (code: number | null): void => {
      if (over) return;
      over = true;
      for (const listener of exits) listener(code);
    };
    child.on('exit', (code) => end(code));
    child.on('error', () => end(null));
    return {
      onMessage: (listener) => void child.on('message', listener),
      onExit: (listener) => void exits.push(listener),
      stop: () => void child.kill('SIGTERM'),
      kill: () => void child.kill('SIGKILL'),
    };
  };
}

export interface ParentPort {
  postMessage(message: FromConsole): void;
  on(event: 'message', listener: (event: { data: ToConsole; ports: unknown[] }) => void): void;
}

/** Electron's main forks for us and passes on what is said (shared/port/host.ts). */
export function electronChildren(parent: ParentPort): ChildMaker {
  let last = 0;
  const messages = new Map<number, ((message: unknown) => void)[]>();
  const exits = new Map<number, ((code: number | null) => void)[]>();
  parent.on('message', ({ data }) => {
    if (data.type === 'child') for (const listener of messages.get(data.id) ?? []) listener(data.message);
    if (data.type === 'child-exit') {
      for (const listener of exits.get(data.id) ?? []) listener(data.code);
      messages.delete(data.id);
      exits.delete(data.id);
    }
  });
  return (entry, args) => {
    last += 1;
    const id = last;
    messages.set(id, []);
    exits.set(id, []);
    parent.postMessage({ type: 'fork', id, entry, args: [...args] });
    const kill = (): void => parent.postMessage({ type: 'kill', id });
    return {
      onMessage: (listener) => void messages.get(id)?.push(listener),
      onExit: (listener) => void exits.get(id)?.push(listener),
      stop: kill,
      kill,
    };
  };
}
