/** A store whose process dies at the n-th thing it is asked: from then on nothing is answered, as after `kill -9`. */
import type { Store, StoreReader, StoreWriter } from '#db/server/store.ts';

export class Died extends Error {}

export interface DyingStore extends Store {
  /** Things asked so far. */
  asked(): number;
}

/** `dieAt`: number of the call that kills, from 1; 0 = never. A write's begin and its commit count as calls too. `once`: it only stumbles. */
export function createDyingStore(inner: Store, dieAt: number, once = false): DyingStore {
  let asked = 0;
  const ask = (): void => {
    asked += 1;
    if (dieAt > 0 && (once ? asked === dieAt : asked >= dieAt)) throw new Died();
  };
  const wrap = <Side extends StoreReader | StoreWriter>(side: Side): Side =>
    Object.fromEntries(Object.entries(side).map(([name, method]) => [name, async (...args: unknown[]) => {
      ask();
      return (method as (...given: unknown[]) => Promise<unknown>)(...args);
    }])) as unknown as Side;
  return {
    asked: () => asked,
    read: (work) => inner.read((reader) => work(wrap(reader))),
    async write(work) {
      ask();
      const answer = await inner.write(async (writer) => {
        const done = await work(wrap(writer));
        // Before COMMIT: nothing stands.
        ask();
        return done;
      });
      // After COMMIT, before anybody hears of it.
      ask();
      return answer;
    },
    close: () => inner.close(),
  };
}
