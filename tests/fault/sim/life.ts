/** One process of the simulation: it can be killed between any two steps, or stopped for a while as by SIGSTOP. */
import type { SimClock } from '#tests/fault/sim/sim-clock.ts';

export class Died extends Error {}

export interface Life {
  readonly clock: { now(): number; after(ms: number, work: () => void): () => void };
  dead(): boolean;
  frozen(): boolean;
  kill(): void;
  /** Nothing of it moves for so long. */
  freeze(ms: number): void;
  /** Before its time. */
  thaw(): void;
  /** Resolves when it may go on; never once it is dead. null = at once. */
  awake(): Promise<void> | null;
  /** Told once, when what it holds outside (a transaction) is taken from it: by its death, or by the store after a second of silence. */
  onCut(cut: (error: Error) => void): () => void;
}

const storePatienceMs = 1000;

export function createLife(clock: SimClock, skewMs = 0): Life {
  let dead = false;
  let thaw: Promise<void> | null = null;
  let wake = (): void => undefined;
  const cuts = new Set<(error: Error) => void>();
  const never = new Promise<void>(() => undefined);
  const cutAll = (error: Error): void => {
    for (const cut of [...cuts]) cut(error);
    cuts.clear();
  };
  return {
    clock: {
      now: () => clock.now() + skewMs,
      after(ms, work) {
        let off = false;
        const fire = (): void => {
          if (off || dead) return;
          if (thaw) void thaw.then(fire);
          else work();
        };
        const cancel = clock.after(ms, fire);
        return () => {
          off = true;
          cancel();
        };
      },
    },
    dead: () => dead,
    frozen: () => thaw !== null,
    kill() {
      dead = true;
      cutAll(new Died('killed'));
    },
    freeze(ms) {
      if (dead || thaw) return;
      const mine = new Promise<void>((resolve) => {
        wake = () => {
          if (thaw === mine) thaw = null;
          resolve();
        };
      });
      thaw = mine;
      clock.after(storePatienceMs, () => { if (thaw === mine) cutAll(new Error('the store has given up waiting')); });
      clock.after(ms, wake);
    },
    thaw: () => wake(),
    awake: () => (dead ? never : thaw ? thaw.then(() => (dead ? never : undefined)) : null),
    onCut(cut) {
      cuts.add(cut);
      return () => void cuts.delete(cut);
    },
  };
}
