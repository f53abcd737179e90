/** The team server, composed: store, committer, sync desk, timers, runner. Carriers (HTTP, sockets) are put around it by server/http. */
import { createRunner } from '#channels/runner/runner.ts';
import type { Runner, RunnerDeps } from '#channels/runner/runner.ts';
import type { BlobFolder } from '#db/core/blob-folder.ts';
import type { Seal } from '#db/core/seal.ts';
import type { Store } from '#db/server/store.ts';
import type { Preset } from '#shared/model/preset.ts';
import { createAlarmClock } from '#server/alarm-clock.ts';
import { createMediaLinks } from '#server/channels/media-links.ts';
import type { MediaLinks } from '#server/channels/media-links.ts';
import { createRunnerHost } from '#server/channels/runner-host.ts';
import type { ServerRunnerHost } from '#server/channels/runner-host.ts';
import { readDictionary } from '#server/committer/catch-up.ts';
import { createCommitter } from '#server/committer/committer.ts';
import { beginRegrant } from '#server/committer/regrant.ts';
import type { Committer } from '#server/committer/committer.ts';
import type { Log } from '#server/log.ts';
import { createDevices } from '#server/people/devices.ts';
import type { Devices } from '#server/people/devices.ts';
import { createOutboxKeys } from '#server/people/outbox-keys.ts';
import type { OutboxKeys } from '#server/people/outbox-keys.ts';
import { createGuesses } from '#server/people/guesses.ts';
import { createPasswords } from '#server/people/passwords.ts';
import type { Passwords } from '#server/people/passwords.ts';
import { createSignIn } from '#server/people/sign-in.ts';
import type { SignIn } from '#server/people/sign-in.ts';
import { createNeighbours } from '#server/neighbours.ts';
import type { FillRandom, ServerClock } from '#server/ports.ts';
import { createAccountSecrets } from '#server/secrets.ts';
import type { AccountSecrets } from '#server/secrets.ts';
import { createSyncDesk } from '#server/sync/sync-desk.ts';
import type { SyncDesk } from '#server/sync/sync-desk.ts';
import { createUpkeep } from '#server/upkeep.ts';
import { commands } from '#shared/commands/registry.ts';
import { createErasureDesk, createMemoryErasedList } from '#server/team/erasure-desk.ts';
import type { ErasedList } from '#server/team/erasure-desk.ts';
import { createHeldDesk } from '#server/team/held-desk.ts';
import { createStalledDesk } from '#server/team/stalled-desk.ts';
import { createTeamDesk } from '#server/team/team-desk.ts';
import type { TeamDesk } from '#server/team/team-desk.ts';

export interface ServerDeps {
  store: Store;
  blobs: BlobFolder;
  seal: Seal;
  /** 32 bytes that sign addresses of files. */
  linkKey: Uint8Array;
  clock: ServerClock;
  /** Milliseconds that never step. */
  monotonic(): number;
  fillRandom: FillRandom;
  log: Log;
  /** No other process uses this store. */
  alone: boolean;
  presets: readonly Preset[];
  /** Who was erased, beside the store; absent = the store is never put back. */
  erasedList?: ErasedList;
  /** How the networks are reached; null = this server holds no connections (a test's own runner does). */
  channels: { outside?: RunnerDeps['outside'] } | null;
}

export interface Server {
  store: Store;
  committer: Committer;
  devices: Devices;
  secrets: AccountSecrets;
  outboxKeys: OutboxKeys;
  passwords: Passwords;
  signIn: SignIn;
  sync: SyncDesk;
  team: TeamDesk;
  host: ServerRunnerHost;
  runner: Runner | null;
  links: MediaLinks;
  blobs: BlobFolder;
  /** Waits until nothing is under way: commands, answers, timers that are due. */
  flush(): Promise<void>;
  /** Ends lines and readers, waits for what is being committed; the store stays open for its owner to close. */
  stop(): Promise<void>;
}

const sweepMs = 10_000;

export async function createServer(deps: ServerDeps): Promise<Server> {
  const { store, blobs, fillRandom, log } = deps;
  const { shared } = store;
  // Servers of one team go by one clock: the store's (S7).
  const clock: ServerClock = shared ? { now: () => deps.clock.now() + shared.ahead(), after: deps.clock.after } : deps.clock;
  await beginRegrant(store, clock.now());
  const { dictionary, head } = await store.read(async (reader) => ({ dictionary: await readDictionary(reader), head: await reader.head() }));
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void clock.after(ms, resolve));
  const committer = createCommitter({ store, now: () => clock.now(), fillRandom, log, dictionary, head, pause });
  const devices = createDevices(store, clock, fillRandom);
  const passwords = createPasswords(store, deps.seal);
  const signIn = createSignIn({ dictionary: () => committer.dictionary(), devices, passwords, guesses: createGuesses(store, clock) });
  const secrets = createAccountSecrets(store, deps.seal);
  for (const account of dictionary.all('account')) await secrets.changed(account.id);
  const links = createMediaLinks(deps.linkKey);
  const host = createRunnerHost({ store, committer, secrets, blobs, links, clock, fillRandom, log });
  const sync = createSyncDesk({ store, committer, devices, clock, fillRandom, log });
  const alarms = createAlarmClock({ store, committer, clock, log });
  const runner = deps.channels
    ? createRunner({
        host, log, outside: deps.channels.outside, monotonic: deps.monotonic, random: () => fraction(fillRandom),
        clock: { now: () => clock.now(), sleep: (ms, signal) => sleep(clock, ms, signal) },
      })
    : null;
  const erasures = createErasureDesk({ store, committer, blobs, list: deps.erasedList ?? createMemoryErasedList(), log });
  const team = createTeamDesk({ store, erasures, committer, devices, passwords, signIn, live: sync.live, secrets, held: createHeldDesk({ store, committer, effects: host }), stalled: createStalledDesk({ store, committer }), host, runner, presets: deps.presets, clock, fillRandom });

  const neighbours = deps.alone ? null : createNeighbours({
    store, committer, clock, log, secretsChanged: host.secretsChanged,
    async beat() {
      // Signed out on another server (S39).
      const live = [...sync.live().keys()];
      for (const device of live.length > 0 ? await store.read((reader) => reader.revoked(live)) : []) sync.closeDevice(device);
      await sync.beat();
    },
  });

  await erasures.begin();
  await host.begin(deps.alone);
  let stopped = false;
  let stopSweep = (): void => {};
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = (): void => {
    stopSweep = clock.after(sweepMs, () => {
      sweeping = host.sweep().catch(() => log('sweep.failed')).finally(() => {
        if (!stopped) sweep();
      });
    });
  };
  sweep();
  const upkeep = createUpkeep({ store, clock, log, kept: commands.map((one) => one.name).filter((name) => name.startsWith('payment.')) });
  upkeep.start();
  alarms.start();
  runner?.start();
  const stopWatch = deps.alone ? (): void => {} : devices.watch();
  neighbours?.start();

  return {
    store, committer, devices, secrets, outboxKeys: createOutboxKeys(store, deps.seal), passwords, signIn, sync, team, host, runner, links, blobs,
    async flush() {
      // What one of them ends may begin another: alarms give commands, commands tell consoles.
      for (let round = 0; round < 3; round += 1) {
        await neighbours?.settled();
        await sync.settled();
        await alarms.settled();
        await erasures.settled();
        await committer.idle();
      }
      await sync.settled();
    },
    async stop() {
      stopped = true;
      stopSweep();
      stopWatch();
      neighbours?.stop();
      alarms.stop();
      upkeep.stop();
      erasures.stop();
      await runner?.stop();
      sync.stop();
      await committer.stop();
      // Whoever still reads must not find the store closed under it.
      await sweeping;
      await upkeep.settled();
      await erasures.settled();
      await neighbours?.settled();
      await alarms.settled();
      await sync.settled();
    },
  };
}

function sleep(clock: ServerClock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason as Error);
    const stop = (): void => {
      cancel();
      reject(signal.reason as Error);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    signal.addEventListener('abort', stop, { once: true });
  });
}

function fraction(fillRandom: FillRandom): number {
  const bytes = new Uint8Array(4);
  fillRandom(bytes);
  return new DataView(bytes.buffer).getUint32(0) / 2 ** 32;
}
