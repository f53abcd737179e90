/**
 * The team's store as several processes meet it: every step may take time, fail, be cut off by the caller's death or freezing, or stand
 * without its answer arriving. What was committed is kept as a list of calls, so that any earlier state can be put back.
 */
import { createMemoryStore } from '#db/server/memory/memory-store.ts';
import type { Head, Store, StoreReader, StoreWriter } from '#db/server/store.ts';
import type { Dice } from '#tests/fault/sim/dice.ts';
import { Died } from '#tests/fault/sim/life.ts';
import type { Life } from '#tests/fault/sim/life.ts';
import type { SimClock } from '#tests/fault/sim/sim-clock.ts';
import { createWitness } from '#tests/fault/sim/witness.ts';
import type { StoreCall, Witness } from '#tests/fault/sim/witness.ts';

export interface StoreFaults { slow: number; fail: number; unanswered: number }

export interface SimStore {
  readonly faults: StoreFaults;
  witness(): Witness;
  /** The store as one process has it open. */
  open(life: Life): Store;
  /** Without time and faults, for those who only look. */
  plain(): Store;
  journal(): readonly (readonly StoreCall[])[];
  /** Puts an earlier state back: as many commits as named. `announced`: under a new epoch. All processes must be dead. */
  restore(commits: number, announced: boolean): Promise<void>;
}

const none = (): StoreFaults => ({ slow: 0, fail: 0, unanswered: 0 });

export async function createSimStore(clock: SimClock, dice: Dice, begun: readonly (readonly StoreCall[])[] = []): Promise<SimStore> {
  const faults = none();
  let inner = createMemoryStore();
  let journal: (readonly StoreCall[])[] = [];
  let witness = createWitness();

  const fill = async (commits: readonly (readonly StoreCall[])[]): Promise<void> => {
    inner = createMemoryStore();
    journal = [...commits];
    witness = createWitness();
    await inner.write(async (writer) => {
      for (const calls of commits) {
        for (const [method, args] of calls) await (writer as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>)[method]!(...args);
        witness.committed(calls);
      }
    });
  };
  await fill(begun);

  const pause = (least: number, most: number): Promise<void> => new Promise((resolve) => void clock.after(dice.between(least, most), resolve));
  const looks = new Set(await inner.read(async (reader) => Object.keys(reader)));

  const run = async <T>(life: Life, writes: boolean, work: (side: StoreWriter) => Promise<T>): Promise<T> => {
    const store = inner;
    if (dice.chance(faults.slow)) await pause(1, 20);
    await life.awake();
    const step = async (side: StoreReader | StoreWriter): Promise<T> => {
      const calls: StoreCall[] = [];
      let over = false;
      let uncut = (): void => undefined;
      const cut = new Promise<never>((_resolve, reject) => {
        uncut = life.onCut((error) => {
          over = true;
          reject(error);
        }) as () => undefined;
      });
      const wrapped = new Proxy(side, {
        get: (target, name: string) => async (...args: unknown[]) => {
          if (dice.chance(faults.slow / 8)) await pause(1, 30);
          await life.awake();
          if (over) throw new Error('this step is over');
          if (dice.chance(faults.fail / 30)) throw new Error('serialization failure');
          // Rows are replaced, never changed in place: the list may keep what was given.
          if (!looks.has(name)) calls.push([name, args]);
          return (target as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>)[name]!(...args);
        },
      });
      try {
        if (life.dead()) throw new Died('dead');
        const answer = await Promise.race([work(wrapped as StoreWriter), cut]);
        if (!writes) return answer;
        if (dice.chance(faults.slow / 4)) await Promise.race([pause(1, 30), cut]);
        if (over || life.dead()) throw new Died('dead');
        if (dice.chance(faults.fail / 10)) throw new Error('serialization failure');
        if (calls.length > 0) {
          journal.push(calls);
          witness.committed(calls);
        }
        return answer;
      } finally {
        over = true;
        uncut();
      }
    };
    const end = async (): Promise<void> => {
      if (dice.chance(faults.slow)) await pause(1, 20);
      await life.awake();
    };
    try {
      const answer = writes ? await store.write(step) : await store.read(step);
      await end();
      if (writes && dice.chance(faults.unanswered)) throw new Error('connection lost');
      return answer;
    } catch (error) {
      await end();
      throw error;
    }
  };

  return {
    faults,
    witness: () => witness,
    journal: () => journal,
    open: (life) => ({
      read: (work) => run(life, false, work),
      write: (work) => run(life, true, work),
      close: async () => undefined,
    }),
    plain: () => ({ read: (work) => inner.read(work), write: (work) => inner.write(work), close: async () => undefined }),
    async restore(commits, announced) {
      const kept = journal.slice(0, commits);
      const head = kept.flat().findLast(([method]) => method === 'setHead')?.[1][0] as Head;
      const mark = Array.from({ length: 16 }, () => dice.below(16).toString(16)).join('');
      // What the tool does: the next epoch, under a mark of its own.
      await fill(announced ? [...kept, [['setHead', [{ ...head, seq: head.seq + 1, epoch: head.epoch + 1, mark }]]]] : kept);
    },
  };
}
