/** Where the demo's networks run: in a process of their own, or beside the server where a program can't start one (packed Electron). */
import { fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Demo } from '#channels/demo/demo.ts';
import type { DemoHears, DemoSays } from '#channels/demo/messages.ts';
import type { DemoNetworks } from '#server/host/demo-team.ts';

export interface StartedNetworks extends DemoNetworks {
  close(): Promise<void>;
}

/** `bundle`: path of the built demo. */
export function forkedNetworks(bundle: string): StartedNetworks {
  const child = fork(bundle, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const say = (message: DemoHears): void => void (child.connected && child.send(message));
  return {
    accounts: (accounts) =>
      new Promise((resolve, reject) => {
        child.on('message', (message: DemoSays) => (message.type === 'demo-ready' ? resolve(message.accounts) : reject(new Error(message.message))));
        child.on('exit', () => reject(new Error('The demo ended before it was ready.')));
        child.on('error', reject);
        say({ type: 'demo-accounts', accounts: accounts.map((account) => ({ ...account })) });
      }),
    play: (hooks, resume) => say({ type: 'demo-hooks', hooks, resume }),
    async close() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      await new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      });
    },
  };
}

export function ownNetworks(): StartedNetworks {
  let demo: Demo | null = null;
  const clock = { now: () => Date.now(), sleep: (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }) };
  return {
    async accounts(accounts) {
      // Only a demo needs the simulators: a server starts without reading them.
      const { createDemo } = await import('#channels/demo/demo.ts');
      demo = await createDemo({ accounts, clock });
      return demo.accounts;
    },
    play(hooks, resume) {
      demo?.setHooks(hooks);
      void demo?.play(resume);
    },
    close: async () => demo?.close(),
  };
}
