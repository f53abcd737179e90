/** A TCP line on loopback that a test can spoil: cut in mid-frame, slow, far, resetting, deaf in one direction, gone for one end only. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/**
 * clear: as it is · trickle: a byte a second · far: two seconds there and back · resets: a piece in ten ends its line ·
 * silent: nothing arrives and nothing ends · lost-up, lost-down: one direction swallows all · refused: nobody takes a call.
 */
export const weathers = ['clear', 'trickle', 'far', 'resets', 'silent', 'lost-up', 'lost-down', 'refused'] as const;
export type Weather = (typeof weathers)[number];

export interface RoughLine {
  readonly port: number;
  turn(weather: Weather): void;
  /**
   * Ends the lines that stand. `now`: for both ends · `half`: in the middle of the next piece that comes down, so within a frame ·
   * `near`, `far`: for the caller or for the called alone; the other end hears nothing of it until `mend`.
   */
  cut(how: 'now' | 'half' | 'near' | 'far'): void;
  /** Whoever still holds one end of a line whose other end is gone is told: a router that came back knows nothing of it. */
  mend(): void;
  /** The next piece that goes up arrives; of what is answered to it nothing does. */
  loseAnswer(): void;
  close(): Promise<void>;
}

const farMs = 1000;
const byteMs = 1000;

interface Pair { near: Socket; far: Socket; end(): void }

export async function startRoughLine(target: () => number, random: (limit: number) => number): Promise<RoughLine> {
  let weather: Weather = 'clear';
  let halving = false;
  let losing = false;
  const pairs = new Set<Pair>();
  /** Ends without their other half. */
  const orphans = new Set<Socket>();
  /** Whoever waits for the weather. */
  const waiting = new Set<() => void>();
  const rest = (ms: number | null): Promise<void> => new Promise((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      waiting.delete(wake);
      resolve();
    };
    const timer = ms === null ? undefined : setTimeout(wake, ms);
    waiting.add(wake);
  });
  const wakeAll = (): void => {
    for (const wake of [...waiting]) wake();
  };

  const server = createServer((near) => {
    if (weather === 'refused') return void near.resetAndDestroy();
    const far = connect(target(), '127.0.0.1');
    let deaf = false;
    const pair: Pair = {
      near, far,
      end() {
        pairs.delete(pair);
        near.destroy();
        far.destroy();
      },
    };
    pairs.add(pair);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', () => pairs.has(pair) && pair.end());
      socket.on('close', () => (pairs.has(pair) ? pair.end() : orphans.delete(socket)));
    }
    carry(near, far, 'up');
    carry(far, near, 'down');

    /** Pieces keep their order: each waits for the one before. */
    function carry(from: Socket, to: Socket, way: 'up' | 'down'): void {
      let last: Promise<void> = Promise.resolve();
      from.on('data', (bytes) => {
        const came = performance.now();
        // A far line is far, not narrow.
        if (weather !== 'far') from.pause();
        last = last.then(() => pass(bytes, to, way, came)).then(() => void from.resume());
      });
    }
    async function pass(bytes: Buffer, to: Socket, way: 'up' | 'down', came: number): Promise<void> {
      if (way === 'down' && deaf) return;
      if (way === 'down' && halving) {
        halving = false;
        to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => pair.end());
        return;
      }
      if (way === 'up' && losing) {
        losing = false;
        deaf = true;
        to.write(bytes);
        setTimeout(pair.end, 50);
        return;
      }
      if (weather === 'resets' && random(10) === 0) {
        near.resetAndDestroy();
        return pair.end();
      }
      if ((weather === 'lost-up' && way === 'up') || (weather === 'lost-down' && way === 'down')) return;
      while (weather === 'silent' && !to.destroyed) await rest(null);
      if (weather === 'far') await rest(Math.max(0, came + farMs - performance.now()));
      let at = 0;
      // Whatever is left over when it clears up goes at once.
      for (; weather === 'trickle' && at < bytes.length && !to.destroyed; at += 1) {
        to.write(bytes.subarray(at, at + 1));
        await rest(byteMs);
      }
      to.write(bytes.subarray(at));
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const mend = (): void => {
    for (const socket of orphans) socket.resetAndDestroy();
    orphans.clear();
  };
  return {
    port: (server.address() as AddressInfo).port,
    turn(next) {
      weather = next;
      wakeAll();
    },
    cut(how) {
      if (how === 'half') return void (halving = true);
      for (const pair of [...pairs]) {
        if (how === 'now') {
          pair.end();
          continue;
        }
        pairs.delete(pair);
        const [gone, left] = how === 'near' ? [pair.near, pair.far] : [pair.far, pair.near];
        orphans.add(left);
        left.removeAllListeners('data').resume();
        gone.destroy();
      }
    },
    mend,
    loseAnswer: () => { losing = true; },
    async close() {
      weather = 'clear';
      wakeAll();
      for (const pair of [...pairs]) pair.end();
      mend();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}
