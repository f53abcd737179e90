/** The demo's process: networks of one machine and the people who write there. Speaks with its parent as channels/demo/README.md says. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createDemo } from '#channels/demo/demo.ts';
import type { Demo } from '#channels/demo/demo.ts';
import { demoHears } from '#channels/demo/messages.ts';
import type { DemoSays } from '#channels/demo/messages.ts';

const clock = { now: () => Date.now(), sleep: (ms: number, signal: AbortSignal): Promise<void> => sleep(ms, undefined, { signal }) };
let demo: Demo | null = null;
let isPlaying = false;

const say = (message: DemoSays): void => {
  process.send?.(message);
};

const hear = async (raw: unknown): Promise<void> => {
  const heard = demoHears.safeParse(raw);
  if (!heard.success) throw new Error('The demo was told something it does not understand.');
  const message = heard.data;
  if (message.type === 'demo-accounts') {
    if (demo !== null) return;
    demo = await createDemo({
      accounts: message.accounts, clock, ...(message.seed === undefined ? {} : { seed: message.seed }), ...(message.pace === undefined ? {} : { pace: message.pace }),
    });
    say({ type: 'demo-ready', accounts: demo.accounts });
    return;
  }
  if (demo === null) throw new Error('The demo was told of hooks before accounts.');
  demo.setHooks(message.hooks);
  if (isPlaying) return;
  isPlaying = true;
  await demo.play(message.resume === true);
};

process.on('message', (raw) => {
  hear(raw).catch((error: unknown) => {
    say({ type: 'demo-failed', message: error instanceof Error ? error.message : 'The demo failed.' });
    process.exitCode = 1;
    process.disconnect?.();
  });
});
// Whoever asked for the demo is gone, or has enough of it.
const end = (): void => {
  void (demo?.close() ?? Promise.resolve()).finally(() => process.exit());
};
process.on('disconnect', end);
process.on('SIGTERM', end);
process.on('SIGINT', end);
if (process.send === undefined) {
  process.stderr.write('The demo is started by Pult: npm start -- --demo\n');
  process.exit(1);
}
