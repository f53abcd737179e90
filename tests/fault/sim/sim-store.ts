/**
 * The team's store as several processes meet it: every step may take time, fail, be cut off by the caller's death or freezing, or stand
 * without its answer arriving. What was committed is kept as a list of calls, so that any earlier state can be put back.
 */
import type { Store, StoreReader, StoreWriter } from '#db/server/store.ts';
import type { Dice } from '#tests/fault/sim/dice.ts';
import { Died } from '#tests/fault/sim/life.ts';
import type { Life } from '#tests/fault/sim/life.ts';
import type { SimClock } from '#tests/fault/sim/sim-clock.ts';
import { beginEpoch } from '#tests/helpers/begin-epoch.ts';
import { createWitness } from '#tests/fault/sim/witness.ts';
import type { Commit, StoreCall, Witness } from '#tests/fault/sim/witness.ts';

export interface StoreFaults { slow: number; fail: number; unanswered: number }

export interface SimStore {
  readonly faults: StoreFaults;
  witness(): Witness;
  /** The store as one process has it open. */
  open(life: Life): Store;
  /** A step that takes no time and never fails, as everybody's commits remembered. */
  own(work: (writer: StoreWriter) => Promise<void>): Promise<void>;
  /** Without time and faults, for those who only look. */
  plain(): Store;
  journal(): readonly Commit[];
  /** Puts an earlier state back: as many commits as named. `announced`: under a new epoch. All processes must be dead. */
  restore(commits: number, announced: boolean): Promise<void>;
  close(): void;
}

const none = (): StoreFaults => ({ slow: 0, fail: 0, unanswered: 0 });

/** `make` opens an empty store of whatever kind; `begun`: what it holds at the start. */
export async function createSimStore(clock: SimClock, dice: Dice, make: () => Store, begun: readonly Commit[] = []): Promise<SimStore> {
  const faults = none();
  let inner = make();
  let journal: Commit[] = [];
  let witness = createWitness();
  let newestEpoch = 0;

  const fill = async (commits: readonly Commit[]): Promise<void> => {
    journal = [...commits];
    witness = createWitness();
    await inner.write(async (writer) => {
      for (const commit of commits) {
        for (const [method, args] of commit.calls) await (writer as unknown as Record<string, (...given: readonly unknown[]) => Promise<unknown>>)[method]!(...args);
        witness.committed(commit);
      }
    });
  };
  await fill(begun);
  const keep = (calls: readonly StoreCall[]): void => {
    const commit = { at: clock.now(), calls };
    journal.push(commit);
    witness.committed(commit);
  };

  const pause = (least: number, most: number): Promise<void> => new Promise((resolve) => void clock.after(dice.between(least, most), resolve));
  const looks = new Set(await inner.read(async (reader) => Object.keys(reader)));

  /** Keeps what is written through it. */
  const noted = (writer: StoreWriter, calls: StoreCall[]): StoreWriter => new Proxy(writer, {
    get: (target, name: string) => (...args: unknown[]) => {
      if (!looks.has(name)) calls.push([name, args]);
      return (target as unknown as Record<string, (...given: unknown[]) => unknown>)[name]!(...args);
    },
  });

  const own = async (work: (writer: StoreWriter) => Promise<void>): Promise<void> => {
    const store = inner;
    const calls: StoreCall[] = [];
    await store.write((writer) => work(noted(writer, calls)));
    // Unless another has been put in its place meanwhile.
    if (calls.length > 0 && store === inner) keep(calls);
  };

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
          keep(calls);
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
    faults, own,
    witness: () => witness,
    journal: () => journal,
    open: (life) => ({
      read: (work) => run(life, false, work),
      write: (work) => run(life, true, work),
      close: async () => undefined,
    }),
    plain: () => ({ read: (work) => inner.read(work), write: (work) => inner.write(work), close: async () => undefined }),
    async restore(commits, announced) {
      newestEpoch = Math.max(newestEpoch, (await inner.read((reader) => reader.head())).epoch);
      const kept = journal.slice(0, commits);
      void inner.close();
      inner = make();
      await fill(kept);
      if (!announced) return;
      await own(async (writer) => {
        await beginEpoch(writer, clock.now());
        // Of all that were: an older copy does not know of the later ones.
        const head = await writer.head();
        if (head.epoch <= newestEpoch) await writer.setHead({ ...head, epoch: newestEpoch + 1 });
      });
    },
    close: () => void inner.close(),
  };
}
