/** Lets many readers in together and each writer alone, in the order they came: a snapshot without copies. */

export interface ReadWriteGate {
  shared<T>(work: () => Promise<T>): Promise<T>;
  alone<T>(work: () => Promise<T>): Promise<T>;
}

export function createGate(): ReadWriteGate {
  let writers: Promise<unknown> = Promise.resolve();
  const readers = new Set<Promise<unknown>>();
  return {
    shared(work) {
      const run = writers.then(work);
      const settled = run.catch(() => undefined);
      readers.add(settled);
      void settled.then(() => readers.delete(settled));
      return run;
    },
    alone(work) {
      const before = [writers, ...readers];
      const run = Promise.all(before).then(work);
      writers = run.catch(() => undefined);
      return run;
    },
  };
}
