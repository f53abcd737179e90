/** The team server beside a console on one machine: started when there is a team, started anew when it dies, ended with the console. */
import type { ServerSays } from '#shared/sync/team-calls.ts';
import type { Child, ChildMaker } from '#backend/host/child-maker.ts';
import type { Log, Timers } from '#backend/timers.ts';

export interface TeamServerDeps {
  makeChild: ChildMaker;
  /** Asked at each start. */
  args(): readonly string[];
  timers: Timers;
  log: Log;
  /** Each time it stands, with where; also after it was started anew. */
  onReady(ready: Extract<ServerSays, { type: 'ready' }>): void;
  onAlso(login: string, link: string): void;
}

export interface TeamServer {
  /** Port on 127.0.0.1; null while it is down. */
  port(): number | null;
  /** Resolves at the first ready; rejects with the sentence when it can't start. */
  readonly started: Promise<Extract<ServerSays, { type: 'ready' }>>;
  stop(): Promise<void>;
}

const shortest = 300;
const longest = 10_000;
/** An old one of a killed console may still be closing its files. */
const firstTries = 4;
const stopMs = 10_000;

export class ServerFailed extends Error {}

export function startTeamServer(deps: TeamServerDeps): TeamServer {
  const { timers, log } = deps;
  let child: Child | null = null;
  let port: number | null = null;
  let stopping = false;
  let ready = false;
  let deaths = 0;
  let cancelRetry: (() => void) | null = null;
  const gone = new Set<() => void>();
  const started = Promise.withResolvers<Extract<ServerSays, { type: 'ready' }>>();
  started.promise.catch(() => undefined);

  const start = (): void => {
    cancelRetry = null;
    let failure = 'The team server ended before it was ready.';
    const mine = deps.makeChild('server', deps.args());
    child = mine;
    mine.onMessage((raw) => {
      const message = raw as ServerSays;
      if (child !== mine || typeof message !== 'object' || message === null) return;
      if (message.type === 'ready') {
        port = message.port;
        ready = true;
        deaths = 0;
        started.resolve(message);
        deps.onReady(message);
      } else if (message.type === 'also') deps.onAlso(message.login, message.link);
      else if (message.type === 'failed') failure = message.message;
    });
    mine.onExit((code) => {
      if (child !== mine) return;
      child = null;
      port = null;
      for (const done of [...gone]) done();
      if (stopping) return;
      deaths += 1;
      log('server.ended', { code, deaths });
      if (!ready && deaths >= firstTries) return started.reject(new ServerFailed(failure));
      cancelRetry = timers.after(Math.min(longest, shortest * 2 ** (deaths - 1)), start);
    });
  };
  start();
  return {
    port: () => port,
    started: started.promise,
    stop() {
      stopping = true;
      cancelRetry?.();
      const ending = child;
      if (!ending) return Promise.resolve();
      return new Promise((resolve) => {
        const cancel = timers.after(stopMs, () => ending.kill());
        gone.add(() => {
          cancel();
          resolve();
        });
        ending.stop();
      });
    },
  };
}
