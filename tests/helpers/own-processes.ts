/** A folder and child processes for each test of a file: whatever a test leaves running is ended, then its folder goes. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

export interface OwnProcesses {
  /** The folder of the test that runs now. */
  readonly dir: string;
  /** To be ended with the test. */
  own<Child extends ChildProcess>(child: Child): Child;
}

/** Modules are compiled once for all processes of all tests. */
export const processEnv: NodeJS.ProcessEnv = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'pult-compile-cache') };

export const entryPath = (name: 'admin' | 'server'): string => join(import.meta.dirname, '..', '..', 'entries', `${name}.ts`);

/** Call it once at the top of a test file. */
export function ownProcesses(name: string): OwnProcesses {
  let dir = '';
  let running: ChildProcess[] = [];
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), `pult-${name}-`));
    running = [];
  });
  afterEach(async () => {
    for (const child of running) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(dir, { recursive: true, force: true });
  });
  return {
    get dir() { return dir; },
    own(child) {
      running.push(child);
      return child;
    },
  };
}
