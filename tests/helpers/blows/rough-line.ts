/** A TCP line on loopback that a test can spoil: cut in mid-frame, slow, far, resetting, deaf in one direction. */
import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/**
 * clear: as it is · trickle: a byte a millisecond at most · far: two seconds there and back · resets: a piece in ten ends its line ·
 * silent: nothing arrives and nothing ends · lost-up, lost-down: one direction swallows all · refused: nobody takes a call.
 */
export const weathers = ['clear', 'trickle', 'far', 'resets', 'silent', 'lost-up', 'lost-down', 'refused'] as const;
export type Weather = (typeof weathers)[number];

export interface RoughLine {
  readonly port: number;
  turn(weather: Weather): void;
  /** Ends the lines that stand; `half`: in the middle of the next piece that comes down, so within a frame. */
  cut(how: 'now' | 'half'): void;
  /** The next piece that goes up arrives; of what is answered to it nothing does. */
  loseAnswer(): void;
  close(): Promise<void>;
}

const farMs = 1000;
const trickleBytes = 16;

export async function startRoughLine(target: () => number, random: (limit: number) => number): Promise<RoughLine> {
  let weather: Weather = 'clear';
  let halving = false;
  let losing = false;
  const pairs = new Set<() => void>();
  const server = createServer((near) => {
    if (weather === 'refused') return void near.resetAndDestroy();
    const far = connect(target(), '127.0.0.1');
    let deaf = false;
    const end = (): void => {
      pairs.delete(end);
      near.destroy();
      far.destroy();
    };
    pairs.add(end);
    for (const socket of [near, far]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    carry(near, far, 'up');
    carry(far, near, 'down');

    /** Pieces keep their order: each waits for the one before. */
    function carry(from: Socket, to: Socket, way: 'up' | 'down'): void {
      let last: Promise<void> = Promise.resolve();
      from.on('data', (bytes) => {
        from.pause();
        last = last.then(() => pass(bytes, to, way)).then(() => void from.resume());
      });
    }
    async function pass(bytes: Buffer, to: Socket, way: 'up' | 'down'): Promise<void> {
      if (way === 'down' && deaf) return;
      if (way === 'down' && halving) {
        halving = false;
        to.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => end());
        return;
      }
      if (way === 'up' && losing) {
        losing = false;
        deaf = true;
        to.write(bytes);
        setTimeout(end, 50);
        return;
      }
      if (weather === 'resets' && random(10) === 0) {
        near.resetAndDestroy();
        return end();
      }
      if (weather === 'lost-up' && way === 'up') return;
      if (weather === 'lost-down' && way === 'down') return;
      while (weather === 'silent' && !to.destroyed) await pause(20);
      if (weather === 'far') await pause(farMs);
      if (weather !== 'trickle') return void to.write(bytes);
      for (let at = 0; at < bytes.length && !to.destroyed; ) {
        // Whatever is left over when it clears up goes at once.
        const piece = weather === ('trickle' as Weather) ? trickleBytes : bytes.length;
        to.write(bytes.subarray(at, at + piece));
        at += piece;
        await pause(16);
      }
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    turn: (next) => { weather = next; },
    cut(how) {
      if (how === 'half') halving = true;
      else for (const end of [...pairs]) end();
    },
    loseAnswer: () => { losing = true; },
    async close() {
      weather = 'clear';
      for (const end of [...pairs]) end();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
