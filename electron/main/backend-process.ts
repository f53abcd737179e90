// Forks the console and, at its word, the processes beside it; starts the console anew when it dies; gives each window a port to it.
import type { MessagePortMain, UtilityProcess, utilityProcess } from 'electron';
import type { FromConsole, ToConsole } from '#shared/port/host.ts';
import type { Media } from './protocol.ts';

export interface BackendDeps {
  fork: (typeof utilityProcess)['fork'];
  channel: () => { port1: MessagePortMain; port2: MessagePortMain };
  /** Path of a bundle beside this one. */
  bundle: (entry: 'console' | 'server' | 'demo') => string;
  args: string[];
  keys: Extract<ToConsole, { type: 'keys' }>;
  onReady: () => void;
  /** Another console already serves this data and has said so; there is nothing to show here. */
  onElsewhere: () => void;
  /** The console is gone for good; `message` is a sentence for a person. */
  onFatal: (message: string) => void;
  /** A new console stands where a dead one was: the window needs a port to it. */
  onRestart: () => void;
  now: () => number;
}

const patience = { deaths: 3, within: 60_000 };
const mediaPatience = 30_000;

export const createBackendProcess = (deps: BackendDeps) => {
  let child: UtilityProcess | null = null;
  let stopping = false;
  let fatal = false;
  let everReady = false;
  let dropped: Promise<void> = Promise.resolve();
  let deaths: number[] = [];
  let nextMedia = 0;
  const media = new Map<number, (found: Media | null) => void>();
  const others = new Map<number, UtilityProcess>();

  const say = (message: ToConsole, ports: MessagePortMain[] = []): void => child?.postMessage(message, ports);

  /** Two servers on one folder must not meet: the next console waits for the old one's processes to be gone. */
  const dropOthers = async (): Promise<void> => {
    const leaving = [...others.values()].map((other) => new Promise((resolve) => other.once('exit', resolve)));
    for (const other of others.values()) other.kill();
    others.clear();
    await Promise.all(leaving);
  };

  const forkOther = ({ id, entry, args }: Extract<FromConsole, { type: 'fork' }>): void => {
    const asker = child;
    // Only the bundles of this program, whatever the message says.
    if (!['server', 'demo'].includes(entry) || others.has(id)) return;
    const other = deps.fork(deps.bundle(entry), args, { serviceName: `Pult ${entry}`, stdio: 'inherit' });
    others.set(id, other);
    other.on('message', (message: unknown) => asker === child && say({ type: 'child', id, message }));
    other.on('exit', (code) => {
      if (others.get(id) === other) others.delete(id);
      if (asker === child) say({ type: 'child-exit', id, code });
    });
  };

  const hear = (message: FromConsole): void => {
    if (message.type === 'ready') {
      everReady = true;
      deps.onReady();
    } else if (message.type === 'fork') forkOther(message);
    else if (message.type === 'child') others.get(message.id)?.postMessage(message.message);
    else if (message.type === 'kill') others.get(message.id)?.kill();
    else if (message.type === 'media') {
      media.get(message.id)?.(message.bytes && { contentType: message.contentType, bytes: message.bytes });
      media.delete(message.id);
    } else if (message.type === 'fatal') {
      fatal = true;
      deps.onFatal(message.message);
    }
  };

  const start = (): void => {
    const mine = deps.fork(deps.bundle('console'), deps.args, { serviceName: 'Pult console', stdio: 'inherit' });
    child = mine;
    say(deps.keys);
    mine.on('message', hear);
    mine.on('exit', async (code) => {
      child = null;
      dropped = dropOthers();
      for (const answer of media.values()) answer(null);
      media.clear();
      if (stopping || fatal) return;
      if (code === 0 && !everReady) {
        deps.onElsewhere();
        return;
      }
      deaths = [...deaths.filter((at) => deps.now() - at < patience.within), deps.now()];
      if (deaths.length >= patience.deaths) {
        deps.onFatal(`Pult's console ended ${deaths.length} times within a minute (code ${code}).`);
        return;
      }
      await dropped;
      if (stopping) return;
      start();
      deps.onRestart();
    });
  };

  return {
    start,
    /** One end goes to the console, the other is returned for the window. */
    connect(): MessagePortMain {
      const { port1, port2 } = deps.channel();
      say({ type: 'attach-window' }, [port1]);
      return port2;
    },
    media: (hash: string): Promise<Media | null> =>
      new Promise((resolve) => {
        if (!child) return resolve(null);
        const id = (nextMedia += 1);
        const late = setTimeout(() => {
          media.delete(id);
          resolve(null);
        }, mediaPatience);
        media.set(id, (found) => {
          clearTimeout(late);
          resolve(found);
        });
        say({ type: 'media', id, hash });
      }),
    /** Asks the console and its server to end; resolves when they have, or after `patienceMs`. */
    stop(patienceMs: number): Promise<void> {
      stopping = true;
      const ending = child;
      if (!ending) return dropped;
      return new Promise((resolve) => {
        const late = setTimeout(resolve, patienceMs);
        ending.once('exit', () => {
          clearTimeout(late);
          void dropped.then(resolve);
        });
        ending.kill();
      });
    },
  };
};

export type BackendProcess = ReturnType<typeof createBackendProcess>;
